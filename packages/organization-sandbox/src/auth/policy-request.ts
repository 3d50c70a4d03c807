import type { Call } from '../contract/operation.ts';
import type { Context } from '../policy/context.ts';
import type { PolicyRequest } from '../policy/policy.ts';
import type { Organization } from '../world/organization.ts';
import { resourceOf } from './resource.ts';

/** A batch is authorized as the action on a single message. */
const actionOf = ({ service, operation }: Pick<Call, 'service' | 'operation'>): string =>
  `${service}:${service === 'sqs' || service === 'sns' ? operation.replace(/Batch$/, '') : operation}`;

/** A call as policies see it. Its context is made when a policy asks for a key, which few do. */
export function policyRequest(call: Call, organization: Organization): PolicyRequest {
  const resource = resourceOf(call);
  let context: Context | undefined;
  return {
    action: actionOf(call),
    resource,
    get context() {
      context ??= contextOf(call, organization, resource);
      return context;
    },
  };
}

const contextOf = (call: Call, organization: Organization, resource: string): Context => ({
  ...callerContext(call),
  ...accountContext('Principal', organization, call.caller.accountId),
  ...accountContext('Resource', organization, accountOf(resource) ?? call.caller.accountId),
  ...requestContext(call),
  ...operationContext(call),
});

/** The account in an ARN. */
export const accountOf = (arn: string): string | undefined =>
  /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(arn)?.[1];

/**
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html: `aws:AssumedRoot` is there only
 * in a session of sts:AssumeRoot.
 */
function callerContext({ caller }: Call): Context {
  const { accountId, arn } = caller;
  switch (caller.type) {
    case 'root-session':
      return {
        'aws:PrincipalArn': arn,
        'aws:PrincipalType': 'Account',
        'aws:userid': accountId,
        'aws:AssumedRoot': 'true',
        'aws:MultiFactorAuthPresent': 'false',
      };
    case 'root-user':
      return { 'aws:PrincipalArn': arn, 'aws:PrincipalType': 'Account', 'aws:userid': accountId };
    case 'iam-user':
      return {
        'aws:PrincipalArn': arn,
        'aws:PrincipalType': 'User',
        'aws:userid': `AIDA${accountId}`,
        'aws:username': caller.userName,
      };
    case 'admin-role':
      // The role, not its session.
      return {
        'aws:PrincipalArn': `arn:aws:iam::${accountId}:role/${caller.roleName}`,
        'aws:PrincipalType': 'AssumedRole',
        'aws:userid': `AROA${accountId}:session`,
        'aws:MultiFactorAuthPresent': 'false',
      };
  }
}

/** The account of a principal or of a resource, and where it is in the organization. */
export function accountContext(
  of: 'Principal' | 'Resource',
  organization: Organization,
  accountId: string,
): Context {
  const account = organization.accounts.get(accountId);
  if (account === undefined) return { [`aws:${of}Account`]: accountId };
  const path = [organization.id, ...organization.ancestors(account.parent)].join('/');
  return {
    [`aws:${of}Account`]: accountId,
    [`aws:${of}OrgID`]: organization.id,
    [`aws:${of}OrgPaths`]: [`${path}/`],
  };
}

const requestContext = ({ region, sourceIp, userAgent, now }: Call): Context => ({
  'aws:RequestedRegion': region,
  'aws:SourceIp': sourceIp,
  'aws:UserAgent': userAgent,
  'aws:SecureTransport': 'true',
  'aws:PrincipalIsAWSService': 'false',
  'aws:ViaAWSService': 'false',
  'aws:EpochTime': String(Math.floor(now.getTime() / 1000)),
});

/** Keys that only some operations have. */
function operationContext({ service, operation, input }: Call): Context {
  const keys = { ...OPERATION_KEYS[service], ...OPERATION_KEYS[`${service}:${operation}`] };
  return Object.fromEntries(
    Object.entries(keys).flatMap(([key, member]) => {
      const value = input[member];
      return typeof value === 'string' ? [[key, value]] : [];
    }),
  );
}

/** The member of the input that a condition key has its value from. */
const OPERATION_KEYS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'sts:AssumeRoot': { 'sts:TaskPolicyArn': 'TaskPolicyArn.arn' },
  organizations: { 'organizations:ServicePrincipal': 'ServicePrincipal' },
};
