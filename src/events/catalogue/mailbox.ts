import type { WatchedEvent } from './watched-event.ts';

const accountAt = 'detail.requestParameters.accountId';

/**
 * Whoever owns the mailbox owns the root user. The management account may change either for a member, and AWS does not say which
 * of the two logs it then.
 * @see https://docs.aws.amazon.com/accounts/latest/reference/monitoring-cloudtrail.html
 */
export const MAILBOX_EVENTS: readonly WatchedEvent[] = [
  {
    id: 'root-email-update',
    source: 'aws.account',
    eventNames: ['StartPrimaryEmailUpdate', 'AcceptPrimaryEmailUpdate'],
    loggedIn: ['member', 'management'],
    meaning: { type: 'event-announced', topic: 'root-mailbox-changed', by: 'anyone', accountAt },
    shapeNotPublished: true,
    description: "Another email address of an account's root user was requested or confirmed",
  },
  {
    id: 'root-email-updated',
    source: 'aws.signin',
    eventNames: ['EmailUpdated'],
    loggedIn: ['member', 'management'],
    meaning: { type: 'event-announced', topic: 'root-mailbox-changed', by: 'anyone' },
    shapeNotPublished: true,
    description: 'The root user changed its email address at sign-in',
  },
  {
    id: 'account-contact-changed',
    source: 'aws.account',
    eventNames: ['PutAlternateContact', 'DeleteAlternateContact', 'PutContactInformation'],
    loggedIn: ['member', 'management'],
    meaning: {
      type: 'event-announced',
      topic: 'account-contacts-changed',
      by: 'anyone',
      accountAt,
      details: { contactType: 'detail.requestParameters.alternateContactType' },
    },
    description:
      'A contact of an account was changed: where AWS writes about security, or can be asked for access',
  },
];
