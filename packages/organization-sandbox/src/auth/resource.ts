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
  'SimulateCustomPolicy',
]);

/** The ARN of the resource that a call is authorized on; `*` when the action has none. */
export function resourceOf(call: Call): string {
  switch (call.service) {
    case 'sts':
      return stsResource(call);
    case 'iam':
      return iamResource(call);
    case 'sqs':
      return queueOf(call);
    case 'sns':
      return text(call.input.TopicArn) ?? '*';
    case 'events':
      return eventBridgeResource(call);
    default:
      return '*';
  }
}

function stsResource(call: Call): string {
  if (call.operation === 'AssumeRole') return text(call.input.RoleArn) ?? '*';
  return call.operation === 'AssumeRoot' ? targetOf(call) : '*';
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

/** Operations on rules name them by `Rule` or `Name`; on a bus other than the default one they name the bus too. */
const RULE_OPERATIONS = new Set(['PutRule', 'DeleteRule', 'EnableRule', 'DisableRule', 'DescribeRule']);

function eventBridgeResource({ operation, region, caller, input }: Call): string {
  const arn = (resource: string) => `arn:aws:events:${region}:${caller.accountId}:${resource}`;
  const rule = text(input.Rule) ?? (RULE_OPERATIONS.has(operation) ? text(input.Name) : undefined);
  const archive = text(input.ArchiveName);
  const bus = text(input.EventBusName)?.split('/').at(-1);
  if (rule !== undefined)
    return arn(`rule/${bus === undefined || bus === 'default' ? '' : `${bus}/`}${rule}`);
  if (archive !== undefined) return arn(`archive/${archive}`);
  if (/EventBus$|Permission$/.test(operation)) {
    return arn(`event-bus/${bus ?? text(input.Name)?.split('/').at(-1) ?? 'default'}`);
  }
  return '*';
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
