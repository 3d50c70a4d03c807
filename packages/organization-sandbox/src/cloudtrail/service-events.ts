import type { EventBridgeEvent } from '../eventbridge/event.ts';
import type { Ids } from '../ids.ts';
import type { Account } from '../world/account.ts';
import type { Organization } from '../world/organization.ts';
import { isoSeconds } from './format.ts';
import { cloudTrailEvent } from './record.ts';

/** Events of Organizations itself, recorded in the management account: they belong to no API call. */
export interface ServiceEvents {
  accountJoined(account: Account, how: 'Created' | 'Invited'): EventBridgeEvent;
  accountDeparted(accountId: string, how: 'Left' | 'Removed'): EventBridgeEvent;
  /** CreateAccountResult, CloseAccountResult: `details` becomes serviceEventDetails. */
  result(eventName: string, details: Readonly<Record<string, unknown>>): EventBridgeEvent;
}

/**
 * The exact JSON of AccountJoinedOrganization and AccountDepartedOrganization is not published. These are composed of the
 * documented members, in the shape of other service events.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_cloudtrail-integration.html
 */
export function createServiceEvents(
  ids: Ids,
  { managementAccountId }: Organization,
  now: () => Date,
): ServiceEvents {
  const serviceEvent = (eventName: string, serviceEventDetails: Readonly<Record<string, unknown>>) =>
    cloudTrailEvent(ids, {
      service: 'organizations',
      eventName,
      eventType: 'AwsServiceEvent',
      accountId: managementAccountId,
      region: 'us-east-1',
      at: now(),
      userIdentity: { accountId: managementAccountId, invokedBy: 'organizations.amazonaws.com' },
      sourceIp: 'organizations.amazonaws.com',
      userAgent: 'organizations.amazonaws.com',
      extraMembers: { serviceEventDetails },
    });

  return {
    accountJoined: ({ id, joinedAt }, how) =>
      serviceEvent('AccountJoinedOrganization', {
        accountId: id,
        joinedMethod: how,
        joinedTime: isoSeconds(joinedAt),
      }),
    accountDeparted: (accountId, how) =>
      serviceEvent('AccountDepartedOrganization', {
        accountId,
        departureMethod: how,
        departureTime: isoSeconds(now()),
      }),
    result: serviceEvent,
  };
}
