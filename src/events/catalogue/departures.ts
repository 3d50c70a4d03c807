import type { WatchedEvent } from './watched-event.ts';

const LEAVING = { type: 'event-announced', topic: 'account-leaving', by: 'anyone' } as const;

/**
 * An account leaves the organization, so that rootguard can no longer open root sessions in it.
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_cloudtrail-integration.html
 */
export const DEPARTURE_EVENTS: readonly WatchedEvent[] = [
  {
    id: 'account-leaves',
    source: 'aws.organizations',
    eventNames: ['LeaveOrganization'],
    loggedIn: ['member'],
    meaning: LEAVING,
    calls: 'all',
    description: 'An account left the organization, or tried to',
  },
  {
    id: 'account-removed',
    source: 'aws.organizations',
    eventNames: ['RemoveAccountFromOrganization'],
    loggedIn: ['management'],
    meaning: { ...LEAVING, accountAt: 'detail.requestParameters.accountId' },
    shapeNotPublished: true,
    description: 'An account was removed from the organization',
  },
  {
    id: 'account-departed',
    source: 'aws.organizations',
    eventNames: ['AccountDepartedOrganization'],
    loggedIn: ['management'],
    meaning: { ...LEAVING, accountAt: 'search' },
    shapeNotPublished: true,
    description: 'An account is no longer in the organization',
  },
  {
    id: 'account-closed',
    source: 'aws.organizations',
    eventNames: ['CloseAccount'],
    loggedIn: ['management'],
    meaning: { ...LEAVING, accountAt: 'detail.requestParameters.accountId' },
    shapeNotPublished: true,
    description: 'The management account closed an account',
  },
  {
    id: 'account-closed-by-itself',
    source: 'aws.account',
    eventNames: ['CloseAccount'],
    loggedIn: ['member'],
    meaning: LEAVING,
    shapeNotPublished: true,
    description: 'An account closed itself',
  },
];
