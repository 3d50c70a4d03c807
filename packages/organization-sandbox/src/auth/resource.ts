import type { Call } from '../contract/operation.ts';
import { targetAccount } from '../contract/target-principal.ts';

/** IAM operations whose resource is not a single user. */
const ACCOUNT_WIDE = new Set([
  'GetAccountSummary',
  'ListOrganizationsFeatures',
  'EnableOrganizationsRootCredentialsManagement',
  'EnableOrganizationsRootSessions',
  'DisableOrganizationsRootCredentialsManagement',
  'DisableOrganizationsRootSessions',
  'ListUsers',
]);

/** The ARN of the resource that a call is authorized on; `*` when the action has none. */
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

/** AssumeRoot takes an account id or an ARN; the resource is the ARN of the account's root user. */
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

/** `QueueUrl` ends with the account and the name of the queue. */
function queueOf({ region, input }: Call): string {
  const [, accountId, name] = /\/(\d{12})\/([\w.-]+)\/?$/.exec(text(input.QueueUrl) ?? '') ?? [];
  return accountId === undefined ? '*' : `arn:aws:sqs:${region}:${accountId}:${name}`;
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
