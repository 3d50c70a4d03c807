import type { GuardrailWeakening } from '../../domain/trigger.ts';
import type { Meaning, WatchedEvent } from './watched-event.ts';

const IAM = 'iam.amazonaws.com';

/** Somebody switches off what rootguard depends on. */
export const WEAKENING_EVENTS: readonly WatchedEvent[] = [
  {
    id: 'root-credentials-management-disabled',
    source: 'aws.iam',
    eventNames: ['DisableOrganizationsRootCredentialsManagement'],
    loggedIn: ['management', 'delegated-administrator'],
    meaning: weakening('root-credentials-management-disabled', { service: undefined }),
    description: 'Central management of root credentials was switched off',
  },
  {
    id: 'root-sessions-disabled',
    source: 'aws.iam',
    eventNames: ['DisableOrganizationsRootSessions'],
    loggedIn: ['management', 'delegated-administrator'],
    meaning: weakening('root-sessions-disabled', { service: undefined }),
    description: 'Privileged root sessions were switched off',
  },
  {
    id: 'trusted-access-disabled',
    source: 'aws.organizations',
    eventNames: ['DisableAWSServiceAccess'],
    loggedIn: ['management'],
    meaning: weakening('trusted-access-disabled', { service: IAM }),
    description: 'Trusted access for IAM was switched off',
  },
  {
    id: 'delegated-administrator-deregistered',
    source: 'aws.organizations',
    eventNames: ['DeregisterDelegatedAdministrator'],
    loggedIn: ['management', 'delegated-administrator'],
    meaning: weakening('delegated-administrator-deregistered', { service: IAM }),
    description: 'A delegated administrator for IAM was deregistered',
  },
  {
    /** @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-an-organizational-trail-prepare.html */
    id: 'trail-access-disabled',
    source: 'aws.organizations',
    eventNames: ['DisableAWSServiceAccess'],
    loggedIn: ['management'],
    meaning: weakening('trail-access-disabled', { service: 'cloudtrail.amazonaws.com' }),
    description: 'Trusted access for CloudTrail was switched off, which organization trails need',
  },
  {
    id: 'stack-sets-access-disabled',
    source: 'aws.organizations',
    eventNames: ['DisableAWSServiceAccess'],
    loggedIn: ['management'],
    meaning: weakening('stack-sets-access-disabled', {
      service: 'member.org.stacksets.cloudformation.amazonaws.com',
    }),
    description:
      'Trusted access for StackSets was switched off, so accounts that join get no forwarding rules',
  },
  {
    /** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeactivateOrganizationsAccess.html */
    id: 'stack-sets-access-deactivated',
    source: 'aws.cloudformation',
    eventNames: ['DeactivateOrganizationsAccess'],
    loggedIn: ['management'],
    meaning: weakening('stack-sets-access-disabled', { service: undefined }),
    shapeNotPublished: true,
    description: 'The same, by the call of CloudFormation',
  },
];

function weakening(name: GuardrailWeakening, { service }: { readonly service: string | undefined }): Meaning {
  return { type: 'guardrail-weakened', weakening: name, service };
}
