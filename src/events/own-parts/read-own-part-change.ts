import type { AccountId } from '../../domain/account.ts';
import type { JsonObject } from '../../domain/json-object.ts';
import type { OwnPartTrigger } from '../../domain/own-part.ts';
import { MAX_LONG_CHARACTERS, printable } from '../claims.ts';
import { valueAt } from '../json.ts';
import type { OwnPartCall, OwnPartLocation } from './calls.ts';
import { isByDeployment } from './deployment.ts';
import { type OwnInstallation, ownPartOf } from './own-part-of.ts';

/** What has to be known to see that an event is about rootguard itself. */
export interface WatchedInstallation extends OwnInstallation {
  readonly homeAccountId: AccountId;
  readonly managementAccountId: AccountId;
  /** Patterns of the ARNs of roles that deploy without CloudFormation. */
  readonly deployerRoles: readonly string[];
}

export type OwnPartReading = Pick<OwnPartTrigger, 'part' | 'name' | 'change' | 'byDeployment'>;

/**
 * What the call did to a part of rootguard; undefined where it is about something else.
 * @param detail the CloudTrail record of a call that succeeded
 * @param account the account that logged it
 */
export function readOwnPartChange(
  call: OwnPartCall,
  detail: JsonObject,
  account: AccountId,
  installation: WatchedInstallation,
): OwnPartReading | undefined {
  const location = locationOf(account, installation);
  const name = ownPartOf(call, detail, location, installation);
  if (name === undefined) return undefined;
  return {
    part: call.part,
    name: printable(name, MAX_LONG_CHARACTERS),
    change: disables(call, detail) ? 'disabled' : call.change,
    byDeployment: isByDeployment(call, detail, location, installation.deployerRoles),
  };
}

export function locationOf(
  account: string,
  { homeAccountId, managementAccountId }: Readonly<Record<'homeAccountId' | 'managementAccountId', string>>,
): OwnPartLocation {
  if (account === homeAccountId) return 'home';
  return account === managementAccountId ? 'management' : 'member';
}

function disables({ disablesWhere }: OwnPartCall, detail: JsonObject): boolean {
  return disablesWhere !== undefined && valueAt(detail, disablesWhere.at) === disablesWhere.is;
}
