import type { GuardrailWeakening } from '../../domain/trigger.ts';
import type { Meaning, WatchedEvent } from './watched-event.ts';

/** Somebody switches off what rootguard depends on. */
export const WEAKENING_EVENTS: readonly WatchedEvent[] = [
  {
    id: 'root-credentials-management-disabled',
    source: 'aws.iam',
    eventNames: ['DisableOrganizationsRootCredentialsManagement'],
    loggedIn: ['management', 'delegated-administrator'],
    meaning: weakening('root-credentials-management-disabled', { namesService: false }),
    description: 'Central management of root credentials was switched off',
  },
  {
    id: 'root-sessions-disabled',
    source: 'aws.iam',
    eventNames: ['DisableOrganizationsRootSessions'],
    loggedIn: ['management', 'delegated-administrator'],
    meaning: weakening('root-sessions-disabled', { namesService: false }),
    description: 'Privileged root sessions were switched off',
  },
  {
    id: 'trusted-access-disabled',
    source: 'aws.organizations',
    eventNames: ['DisableAWSServiceAccess'],
    loggedIn: ['management'],
    meaning: weakening('trusted-access-disabled', { namesService: true }),
    description: 'Trusted access for IAM was switched off',
  },
  {
    id: 'delegated-administrator-deregistered',
    source: 'aws.organizations',
    eventNames: ['DeregisterDelegatedAdministrator'],
    loggedIn: ['management', 'delegated-administrator'],
    meaning: weakening('delegated-administrator-deregistered', { namesService: true }),
    description: 'A delegated administrator for IAM was deregistered',
  },
];

function weakening(name: GuardrailWeakening, { namesService }: { readonly namesService: boolean }): Meaning {
  return { type: 'guardrail-weakened', weakening: name, namesService };
}
