import * as v from 'valibot';
import type { Call, Caller } from '../contract/operation.ts';
import { evaluate, type PolicyRequest, policySchema } from '../policy/policy.ts';
import type { IamUser } from '../world/account.ts';
import type { Organization } from '../world/organization.ts';
import { accessDenied, invalidToken } from './errors.ts';
import {
  refusalByPrincipalPolicies,
  refusalByResourcePolicies,
  restrictingPolicies,
} from './organization-access.ts';
import { accountOf, policyRequest } from './policy-request.ts';
import { taskPolicy } from './task-policies.ts';

/**
 * Checks that policies allow the call: those of the organization, then the session policy of a root session, or the
 * identity-based policies of an IAM user. An administrator role and a root user may do anything that no policy of the
 * organization denies.
 *
 * @throws AwsError AccessDenied, with the ending that AWS uses for each type of policy
 */
export function authorize(call: Call, organization: Organization): void {
  const { caller, service, operation } = call;
  // It needs no permission, and no policy can deny it.
  if (service === 'sts' && operation === 'GetCallerIdentity') return;
  if (service === 'iam' && isWithoutMfa(caller)) throw invalidToken();

  const serviceControl = restrictingPolicies(organization, 'SERVICE_CONTROL_POLICY', caller.accountId);
  const hasResourceControl = organization.policies.isEnabled('RESOURCE_CONTROL_POLICY');
  if (caller.type === 'admin-role' && serviceControl.length === 0 && !hasResourceControl) return;

  const request = policyRequest(call, organization);
  const { action, resource } = request;
  const refusal =
    refusalByPrincipalPolicies(serviceControl, request) ??
    (hasResourceControl
      ? refusalByResourcePolicies(organization, request, accountOf(resource) ?? caller.accountId)
      : undefined);
  if (refusal !== undefined) throw accessDenied(caller.arn, action, resource, refusal);
  authorizeByOwnPolicies(call, organization, request);
}

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html: such a session may not call IAM. */
const isWithoutMfa = (caller: Caller): boolean =>
  (caller.type === 'root-user' || caller.type === 'iam-user') && caller.session?.isMfaAuthenticated === false;

function authorizeByOwnPolicies({ caller }: Call, organization: Organization, request: PolicyRequest): void {
  const { action, resource } = request;
  const deny = (why: string) =>
    accessDenied(caller.arn, action, resource, action === 'sts:AssumeRoot' ? undefined : why);
  switch (caller.type) {
    case 'root-session': {
      const policy = taskPolicy(caller.taskPolicy);
      if (policy === undefined || evaluate(policy.document, request) === 'denied') {
        throw deny('with an explicit deny in a session policy');
      }
      return;
    }
    case 'iam-user': {
      const user = organization.accounts.get(caller.accountId)?.users.get(caller.userName);
      const decisions = identityDecisions(user, request);
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

function identityDecisions(user: IamUser | undefined, request: PolicyRequest) {
  const documents = [...(user?.policies.values() ?? [])];
  return new Set(documents.map((text) => evaluate(v.parse(policySchema, JSON.parse(text)), request)));
}
