import type { EventBridgeEvent } from '../eventbridge/event.ts';
import type { Ids } from '../ids.ts';
import type { Account } from '../world/account.ts';
import type { Organization } from '../world/organization.ts';
import { isoSeconds } from './format.ts';
import { cloudTrailEvent } from './record.ts';

/** What Organizations itself records in the management account, as nobody's API call. */
export interface ServiceEvents {
  accountJoined(account: Account, how: 'Created' | 'Invited'): EventBridgeEvent;
  accountDeparted(accountId: string): EventBridgeEvent;
  /** CreateAccountResult, CloseAccountResult: `details` is what stands in serviceEventDetails. */
  result(eventName: string, details: Readonly<Record<string, unknown>>): EventBridgeEvent;
}

/**
 * The exact JSON of AccountJoinedOrganization and AccountDepartedOrganization is not published; theirs is put together
 * from the documented members and the shape of the other service events.
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
    accountDeparted: (accountId) =>
      serviceEvent('AccountDepartedOrganization', {
        accountId,
        departureMethod: 'Removed',
        departureTime: isoSeconds(now()),
      }),
    result: serviceEvent,
  };
}
