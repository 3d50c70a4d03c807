import type { WatchedEvent } from './watched-event.ts';

const RESTORED = { type: 'event-announced', topic: 'root-access-restored', by: 'anyone' } as const;
const ADMINISTRATOR_REGISTERED = {
  type: 'event-announced',
  topic: 'guardrail-administrator-registered',
  by: 'anyone',
} as const;
const POLICY_CHANGED = {
  type: 'event-announced',
  topic: 'organization-policy-changed',
  by: 'anyone',
} as const;
const policyId = 'detail.requestParameters.policyId';

/**
 * Who may open root sessions, and what policies deny in them. The management account may let a member account manage policies, and
 * CloudTrail logs their calls there.
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_delegate_policies.html
 */
export const ORGANIZATION_EVENTS: readonly WatchedEvent[] = [
  {
    /** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_RegisterDelegatedAdministrator.html */
    id: 'delegated-administrator-registered',
    source: 'aws.organizations',
    eventNames: ['RegisterDelegatedAdministrator'],
    loggedIn: ['management'],
    meaning: {
      type: 'event-announced',
      topic: 'delegated-administrator-registered',
      by: 'anyone',
      accountAt: 'detail.requestParameters.accountId',
      details: { service: 'detail.requestParameters.servicePrincipal' },
      only: { type: 'service', services: ['iam.amazonaws.com', 'account.amazonaws.com'] },
    },
    shapeNotPublished: true,
    description:
      "An account may open root sessions in all member accounts (IAM), or change their root users' email addresses (account management)",
  },
  {
    id: 'trail-or-stack-sets-administrator-registered',
    source: 'aws.organizations',
    eventNames: ['RegisterDelegatedAdministrator'],
    loggedIn: ['management'],
    meaning: {
      ...ADMINISTRATOR_REGISTERED,
      accountAt: 'detail.requestParameters.accountId',
      details: { service: 'detail.requestParameters.servicePrincipal' },
      only: {
        type: 'service',
        services: ['cloudtrail.amazonaws.com', 'member.org.stacksets.cloudformation.amazonaws.com'],
      },
    },
    shapeNotPublished: true,
    description:
      'An account may change the trail of the organization (CloudTrail), or deploy to all member accounts as a role that the published policies exempt (StackSets)',
  },
  {
    /** @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_RegisterOrganizationDelegatedAdmin.html */
    id: 'trail-administrator-registered',
    source: 'aws.cloudtrail',
    eventNames: ['RegisterOrganizationDelegatedAdmin'],
    loggedIn: ['management'],
    meaning: { ...ADMINISTRATOR_REGISTERED, accountAt: 'detail.requestParameters.memberAccountId' },
    shapeNotPublished: true,
    description: 'The same for CloudTrail, by its own call',
  },
  {
    /** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_EnableOrganizationsRootSessions.html */
    id: 'root-access-enabled',
    source: 'aws.iam',
    eventNames: ['EnableOrganizationsRootCredentialsManagement', 'EnableOrganizationsRootSessions'],
    loggedIn: ['management', 'delegated-administrator'],
    meaning: RESTORED,
    shapeNotPublished: true,
    description: 'Central management of root credentials, or root sessions, were switched on again',
  },
  {
    /** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_EnableAWSServiceAccess.html */
    id: 'trusted-access-enabled',
    source: 'aws.organizations',
    eventNames: ['EnableAWSServiceAccess'],
    loggedIn: ['management'],
    meaning: { ...RESTORED, only: { type: 'service', services: ['iam.amazonaws.com'] } },
    shapeNotPublished: true,
    description: 'Trusted access for IAM was switched on again',
  },
  {
    /** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_AttachPolicy.html */
    id: 'policy-attachment-changed',
    source: 'aws.organizations',
    eventNames: ['AttachPolicy', 'DetachPolicy'],
    loggedIn: ['member', 'management'],
    meaning: {
      ...POLICY_CHANGED,
      details: { policyId, targetId: 'detail.requestParameters.targetId' },
      only: { type: 'denying-policy', policyTypeAt: undefined },
    },
    description: 'A policy was attached to a root, a unit or an account, or detached from it',
  },
  {
    /** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_UpdatePolicy.html */
    id: 'policy-updated',
    source: 'aws.organizations',
    eventNames: ['UpdatePolicy'],
    loggedIn: ['member', 'management'],
    meaning: {
      ...POLICY_CHANGED,
      details: { policyId },
      only: {
        type: 'denying-policy',
        policyTypeAt: 'detail.responseElements.policy.policySummary.type',
      },
    },
    description: 'A service or resource control policy was changed',
  },
  {
    /** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_DisablePolicyType.html */
    id: 'policy-type-disabled',
    source: 'aws.organizations',
    eventNames: ['DisablePolicyType'],
    loggedIn: ['member', 'management'],
    meaning: {
      ...POLICY_CHANGED,
      details: {
        policyType: 'detail.requestParameters.policyType',
        targetId: 'detail.requestParameters.rootId',
      },
      only: { type: 'denying-policy', policyTypeAt: 'detail.requestParameters.policyType' },
    },
    description: 'Service or resource control policies were switched off in the organization',
  },
  {
    /** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_PutResourcePolicy.html */
    id: 'policy-delegation-changed',
    source: 'aws.organizations',
    eventNames: ['PutResourcePolicy', 'DeleteResourcePolicy'],
    loggedIn: ['member', 'management'],
    meaning: { type: 'event-announced', topic: 'policy-delegation-changed', by: 'anyone' },
    description: 'It was changed which member accounts may manage the policies of the organization',
  },
];
