import { ownBoundary } from '../boundary.ts';
import { resourceNames } from '../names.ts';
import { IAM_CHANGES, RULE_CHANGES, STACK_CHANGES } from './change-actions.ts';
import { denyUnless, type PolicyDocument } from './policy-document.ts';
import { deploying, type Principals } from './principals.ts';
import type { ProtectedInstallation } from './protected-installation.ts';

/**
 * Only StackSets and deployments change forwarding rules, their role and their stacks; nobody turns root access off or leaves
 * the organization. It also covers the rules of the home account, and the StackSet where a member account owns it.
 */
export function memberPolicy(installation: ProtectedInstallation, principals: Principals): PolicyDocument {
  const { namePrefix, partition, sessionRegions } = installation;
  const boundary = ownBoundary(installation);
  const names = resourceNames(namePrefix);
  const anywhere = (service: string, resource: string) => `arn:${partition}:${service}:*:*:${resource}`;
  const anyRole = (name: string) => `arn:${partition}:iam::*:role/${name}`;
  const changing = [principals.stackSets, ...deploying(principals)];
  return {
    Version: '2012-10-17',
    Statement: [
      denyUnless(changing, {
        Sid: 'KeepForwardingRules',
        Action: RULE_CHANGES,
        Resource: [
          anywhere('events', `rule/${names.rulePrefix}*`),
          anywhere('events', `rule/${names.bus}/*`),
        ],
      }),
      denyUnless(changing, {
        Sid: 'KeepForwardingRoles',
        Action: IAM_CHANGES,
        Resource: [
          anyRole(`${names.rolePath.slice(1)}*`),
          // A version of the policy that allows nothing stops every role below it.
          ...(boundary === undefined ? [] : [`arn:${partition}:iam::*:policy/${boundary}`]),
        ],
      }),
      // They are made by a service-linked role, which no service control policy binds, and are exempt above.
      {
        Sid: 'KeepStackSetRoles',
        Effect: 'Deny',
        Action: IAM_CHANGES,
        Resource: anyRole('stacksets-exec-*'),
      },
      denyUnless(changing, {
        Sid: 'KeepStacks',
        Action: [...STACK_CHANGES, 'cloudformation:StopStackSetOperation'],
        Resource: [
          anywhere('cloudformation', `stack/StackSet-${names.membersStackSet}-*`),
          ...[names.stacks.members, ...(sessionRegions.length > 0 ? [names.stacks.memberSessions] : [])].map(
            (stack) => anywhere('cloudformation', `stack/${stack}/*`),
          ),
          ...[
            names.membersStackSet,
            ...(sessionRegions.length > 0 ? [names.memberSessionsStackSet] : []),
          ].map((stackSet) => anywhere('cloudformation', `stackset/${stackSet}:*`)),
        ],
      }),
      {
        Sid: 'KeepTheGuardrail',
        Effect: 'Deny',
        Action: [
          'iam:DisableOrganizationsRootCredentialsManagement',
          'iam:DisableOrganizationsRootSessions',
          'organizations:LeaveOrganization',
        ],
        Resource: '*',
      },
      {
        Sid: 'KeepTheDelegatedAdministrator',
        Effect: 'Deny',
        Action: 'organizations:DeregisterDelegatedAdministrator',
        Resource: '*',
        Condition: { StringEquals: { 'organizations:ServicePrincipal': 'iam.amazonaws.com' } },
      },
    ],
  };
}
