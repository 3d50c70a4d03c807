import type { Call } from '../contract/operation.ts';
import { targetAccount } from '../contract/target-principal.ts';

/** Calls of IAM that no single user is the resource of. */
const ACCOUNT_WIDE = new Set([
  'GetAccountSummary',
  'ListOrganizationsFeatures',
  'EnableOrganizationsRootCredentialsManagement',
  'EnableOrganizationsRootSessions',
  'DisableOrganizationsRootCredentialsManagement',
  'DisableOrganizationsRootSessions',
  'ListUsers',
]);

/** The ARN that a call is authorized on: `*` where the action has no resource. */
export function resourceOf(call: Call): string {
  switch (call.service) {
    case 'sts':
      return call.operation === 'AssumeRoot' ? targetOf(call) : '*';
    case 'iam':
      return iamResource(call);
    case 'sqs':
      return queueOf(call);
    default:
      return '*';
  }
}

/** AssumeRoot may name its target by account id; it is authorized on the ARN of that account's root user. */
function targetOf({ input }: Call): string {
  const target = text(input.TargetPrincipal) ?? '*';
  const account = targetAccount(target);
  return account === undefined ? target : `arn:aws:iam::${account}:root`;
}

function iamResource({ operation, caller, input }: Call): string {
  if (ACCOUNT_WIDE.has(operation)) return '*';
  const { accountId } = caller;
  const userName = text(input.UserName);
  switch (operation) {
    case 'DeleteVirtualMFADevice':
      return text(input.SerialNumber) ?? '*';
    case 'CreateVirtualMFADevice':
      return `arn:aws:iam::${accountId}:mfa/${text(input.VirtualMFADeviceName) ?? ''}`;
    default:
      if (userName !== undefined) return `arn:aws:iam::${accountId}:user/${userName}`;
      return caller.type === 'admin-role' ? '*' : caller.arn;
  }
}

/** `QueueUrl` ends in the account and the name of the queue. */
function queueOf({ region, input }: Call): string {
  const [, accountId, name] = /\/(\d{12})\/([\w.-]+)\/?$/.exec(text(input.QueueUrl) ?? '') ?? [];
  return accountId === undefined ? '*' : `arn:aws:sqs:${region}:${accountId}:${name}`;
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
