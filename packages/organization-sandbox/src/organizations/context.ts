import type { Clock } from '../clock.ts';
import type { ServiceEvents } from '../cloudtrail/service-events.ts';
import { AwsError } from '../contract/aws-error.ts';
import type { Call } from '../contract/operation.ts';
import type { EventBridgeEvent } from '../eventbridge/event.ts';
import type { Ids } from '../ids.ts';
import type { Settings } from '../settings/settings.ts';
import type { Account } from '../world/account.ts';
import type { Organization } from '../world/organization.ts';

/** What Organizations' operations work on. */
export interface OrganizationsContext {
  readonly organization: Organization;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly emit: (event: EventBridgeEvent) => void;
  readonly serviceEvents: ServiceEvents;
}

const forbidden = () =>
  new AwsError('AccessDeniedException', "You don't have permissions to access this resource.");

export function requireManagement({ organization }: OrganizationsContext, { caller }: Call): void {
  if (!organization.isManagement(caller.accountId)) throw forbidden();
}

/** The management account and delegated administrators of any service may read. */
export function requireReader({ organization }: OrganizationsContext, { caller }: Call): void {
  if (organization.isManagement(caller.accountId) || organization.isDelegate(caller.accountId)) return;
  throw forbidden();
}

export const invalidInput = (reason: string, message: string) =>
  new AwsError('InvalidInputException', message, 400, { Reason: reason });

export const constraintViolation = (reason: string, message: string) =>
  new AwsError('ConstraintViolationException', message, 400, { Reason: reason });

export function text({ input }: Call, name: string): string {
  const value = input[name];
  if (typeof value === 'string' && value !== '') return value;
  throw invalidInput('INPUT_REQUIRED', `You must specify ${name}.`);
}

/** @throws AwsError AccountNotFoundException */
export function requireAccount({ organization }: OrganizationsContext, accountId: string): Account {
  const account = organization.accounts.get(accountId);
  if (account !== undefined) return account;
  throw new AwsError('AccountNotFoundException', "You specified an account that doesn't exist.");
}
