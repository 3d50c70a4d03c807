import type { Meaning, WatchedEvent } from './watched-event.ts';

/** An account arrives in the organization, or elsewhere in it, so it is audited. */
export const ARRIVAL_EVENTS: readonly WatchedEvent[] = [
  {
    id: 'account-created',
    source: 'aws.organizations',
    eventNames: ['CreateAccountResult'],
    loggedIn: ['management'],
    meaning: {
      type: 'account-arrived',
      reading: {
        type: 'fields',
        accountAt: [
          'detail.serviceEventDetails.createAccountStatus.accountId',
          'detail.serviceEventDetails.createAccountStatus.govCloudAccountId',
        ],
        stateAt: 'detail.serviceEventDetails.createAccountStatus.state',
      },
    },
    description: 'Organizations finished creating an account',
  },
  {
    id: 'account-joined',
    source: 'aws.organizations',
    eventNames: ['AccountJoinedOrganization'],
    loggedIn: ['management'],
    meaning: { type: 'account-arrived', reading: { type: 'search' } },
    description: 'An account joined the organization, created or invited',
  },
  {
    id: 'handshake-accepted',
    source: 'aws.organizations',
    eventNames: ['AcceptHandshake'],
    loggedIn: ['management'],
    meaning: { type: 'account-arrived', reading: { type: 'handshake' } },
    description: 'An account accepted its invitation',
  },
  {
    id: 'account-moved',
    source: 'aws.organizations',
    eventNames: ['MoveAccount'],
    loggedIn: ['management'],
    meaning: {
      type: 'account-arrived',
      reading: { type: 'fields', accountAt: ['detail.requestParameters.accountId'], stateAt: undefined },
    },
    description:
      'An account was moved to another organizational unit, where other exceptions and modes may apply',
  },
  {
    id: 'control-tower-account-created',
    source: 'aws.controltower',
    eventNames: ['CreateManagedAccount'],
    loggedIn: ['management'],
    meaning: controlTowerAccount('createManagedAccountStatus'),
    description: 'Control Tower finished enrolling an account',
  },
  {
    id: 'control-tower-account-updated',
    source: 'aws.controltower',
    eventNames: ['UpdateManagedAccount'],
    loggedIn: ['management'],
    meaning: controlTowerAccount('updateManagedAccountStatus'),
    description: 'Control Tower finished updating an account, which is how a repeated enrolment ends',
  },
];

/** @see https://docs.aws.amazon.com/controltower/latest/userguide/lifecycle-events.html */
function controlTowerAccount(status: string): Meaning {
  const statusAt = `detail.serviceEventDetails.${status}`;
  return {
    type: 'account-arrived',
    reading: {
      type: 'fields',
      accountAt: [`${statusAt}.account.accountId`],
      stateAt: `${statusAt}.state`,
    },
  };
}
