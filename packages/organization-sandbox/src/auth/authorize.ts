import * as v from 'valibot';
import type { Call } from '../contract/operation.ts';
import { matchesPattern } from '../policy/glob.ts';
import { evaluate, type PolicyRequest, policySchema } from '../policy/policy.ts';
import type { IamUser } from '../world/account.ts';
import type { Organization } from '../world/organization.ts';
import { accessDenied } from './errors.ts';
import { resourceOf } from './resource.ts';
import { taskPolicy } from './task-policies.ts';

/** It needs no permission, and no policy can deny it. */
const ALWAYS_ALLOWED = 'sts:GetCallerIdentity';

/**
 * Checks that policies allow the call: service control policies of the caller's account, then the session policy of a
 * root session, or the identity-based policies of an IAM user. An administrator role and a root user may do anything
 * that no service control policy denies.
 *
 * @throws AwsError AccessDenied, with the ending that AWS uses for each type of policy
 */
export function authorize(call: Call, organization: Organization): void {
  const request = policyRequest(call);
  const { action, resource } = request;
  if (action === ALWAYS_ALLOWED) return;

  const { caller } = call;
  const deny = (why: string) =>
    accessDenied(caller.arn, action, resource, action === 'sts:AssumeRoot' ? undefined : why);

  const account = organization.accounts.get(caller.accountId);
  const scps = organization.isManagement(caller.accountId) ? [] : (account?.deniedByScp ?? []);
  if (scps.some((pattern) => matchesPattern(pattern.toLowerCase(), action.toLowerCase()))) {
    throw accessDenied(caller.arn, action, resource, 'with an explicit deny in a service control policy');
  }
  switch (caller.type) {
    case 'root-session': {
      const policy = taskPolicy(caller.taskPolicy);
      if (policy === undefined || evaluate(policy.document, request) === 'denied') {
        throw deny('with an explicit deny in a session policy');
      }
      return;
    }
    case 'iam-user': {
      const decisions = identityDecisions(account?.users.get(caller.userName), request);
      if (decisions.has('denied')) throw deny('with an explicit deny in an identity-based policy');
      if (!decisions.has('allowed')) {
        throw deny(`because no identity-based policy allows the ${action} action`);
      }
      return;
    }
    case 'root-user':
      // Root may do anything in its account, but never open a root session.
      if (action === 'sts:AssumeRoot') throw deny('');
      return;
    case 'admin-role':
      return;
  }
}

function policyRequest(call: Call): PolicyRequest {
  const { caller, service, operation } = call;
  const resource = resourceOf(call);
  const resourceAccount = /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(resource)?.[1];
  return {
    action: `${service}:${operation}`,
    resource,
    context: {
      'aws:PrincipalArn': caller.arn,
      'aws:PrincipalAccount': caller.accountId,
      ...(caller.type === 'root-session' ? { 'aws:AssumedRoot': 'true' } : {}),
      ...(resourceAccount === undefined ? {} : { 'aws:ResourceAccount': resourceAccount }),
    },
  };
}

function identityDecisions(user: IamUser | undefined, request: PolicyRequest) {
  const documents = [...(user?.policies.values() ?? [])];
  return new Set(documents.map((text) => evaluate(v.parse(policySchema, JSON.parse(text)), request)));
}
