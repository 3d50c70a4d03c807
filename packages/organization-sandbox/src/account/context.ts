import * as v from 'valibot';
import { AwsError } from '../contract/aws-error.ts';
import { limitedText, validationMessage, violationsOf } from '../contract/constraints.ts';
import type { Call } from '../contract/operation.ts';
import { object } from '../contract/shapes.ts';
import type { Account } from '../world/account.ts';
import type { Organization } from '../world/organization.ts';

/** The service principal of Account Management. */
export const ACCOUNT_SERVICE = 'account.amazonaws.com';

/** Contacts of one account, as the requests have them. */
export interface Contacts {
  readonly contactInformation?: Readonly<Record<string, unknown>>;
  /** By type. */
  readonly alternate: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** An address that waits for its one-time password. */
  readonly pendingEmail?: string;
}

/** What the operations of Account Management work on. */
export interface AccountContext {
  readonly organization: Organization;
  /** By account. */
  readonly contacts: Map<string, Contacts>;
}

const NO_CONTACTS: Contacts = { alternate: new Map() };

export const contactsOf = ({ contacts }: AccountContext, { id }: Account): Contacts =>
  contacts.get(id) ?? NO_CONTACTS;

export function changeContacts(context: AccountContext, account: Account, change: Partial<Contacts>): void {
  context.contacts.set(account.id, { ...contactsOf(context, account), ...change });
}

export const accountId = v.optional(limitedText({ pattern: '\\d{12}' }));

/** @throws AwsError ValidationException */
export function parseRequest<const Entries extends v.ObjectEntries>(entries: Entries, { input }: Call) {
  const parsed = v.safeParse(object({ AccountId: accountId, ...entries }), input);
  if (parsed.success) return parsed.output;
  throw new AwsError('ValidationException', validationMessage(violationsOf(parsed.issues)));
}

/**
 * The account that a call is about: the caller's own, or a member that the management account or a delegated administrator
 * names, if trusted access is enabled.
 * https://docs.aws.amazon.com/accounts/latest/reference/API_PutContactInformation.html
 *
 * @throws AwsError AccessDenied, ResourceNotFoundException
 */
export function subjectOf(
  { organization }: AccountContext,
  { caller, operation }: Call,
  named?: string,
): Account {
  const account = organization.accounts.get(named ?? caller.accountId);
  if (named !== undefined && !isAdministrator(organization, caller.accountId, named)) {
    const message = `User: ${caller.arn} is not authorized to perform: account:${operation}`;
    throw new AwsError(
      'AccessDenied',
      `${message} (Your organization must first enable trusted access.)`,
      403,
    );
  }
  if (account === undefined) throw notFound(`There is no account ${named}.`);
  return account;
}

const isAdministrator = (organization: Organization, callerId: string, subjectId: string): boolean =>
  callerId !== subjectId &&
  organization.trustedServices.has(ACCOUNT_SERVICE) &&
  (organization.isManagement(callerId) || organization.isDelegate(callerId, ACCOUNT_SERVICE));

export const notFound = (message: string) => new AwsError('ResourceNotFoundException', message, 404);
