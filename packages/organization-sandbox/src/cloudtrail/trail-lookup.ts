import { AwsError } from '../contract/aws-error.ts';
import type { Call } from '../contract/operation.ts';
import type { Organization } from '../world/organization.ts';
import type { Trail } from '../world/trail-schema.ts';
import { isInRegion, type Trails } from '../world/trails.ts';

/** What CloudTrail's operations work on. */
export interface CloudTrailContext {
  readonly organization: Organization;
  readonly trails: Trails;
}

type TrailId = Pick<Trail, 'homeRegion' | 'account' | 'name'>;

export const trailArn = ({ homeRegion, account, name }: TrailId): string =>
  `arn:aws:cloudtrail:${homeRegion}:${account}:trail/${name}`;

/** The trails that an account sees: its own, and those of the organization. */
export const visibleTrails = ({ trails, organization }: CloudTrailContext, accountId: string): Trail[] =>
  trails
    .list()
    .filter(
      (trail) => trail.account === accountId || (trail.organization && organization.accounts.has(accountId)),
    );

/** Whether it is created there. In other Regions, and in members of the organization, a trail is a shadow of itself. */
export const isAtHome = (trail: Trail, { region, caller }: Call): boolean =>
  trail.homeRegion === region && trail.account === caller.accountId;

/**
 * The trail of an ARN, or the own trail of a name that the Region has. A member must give the ARN of a trail of the
 * organization.
 *
 * @throws AwsError TrailNotFoundException
 */
export function requireTrail(context: CloudTrailContext, call: Call, nameOrArn: string): Trail {
  const { accountId } = call.caller;
  const found = visibleTrails(context, accountId).find((trail) =>
    nameOrArn.startsWith('arn:')
      ? trailArn(trail) === nameOrArn
      : trail.name === nameOrArn && trail.account === accountId && isInRegion(trail, call.region),
  );
  if (found === undefined) throw unknownTrail(nameOrArn, accountId);
  return found;
}

/**
 * The own trail of a name or ARN, in its home Region.
 *
 * @throws AwsError TrailNotFoundException, CloudTrailARNInvalidException: https://github.com/turbot/steampipe-plugin-aws/issues/577
 */
export function requireOwnTrail(context: CloudTrailContext, call: Call, nameOrArn: string): Trail {
  const { accountId } = call.caller;
  const arn = nameOrArn.startsWith('arn:')
    ? nameOrArn
    : trailArn({ homeRegion: call.region, account: accountId, name: nameOrArn });
  if (arn.split(':')[4] !== accountId) {
    throw new AwsError(
      'CloudTrailARNInvalidException',
      `AccountID in ARN is wrong, you can only access resources with AccountID ${accountId}.`,
    );
  }
  const found = context.trails.list().find((trail) => trailArn(trail) === arn && isAtHome(trail, call));
  if (found === undefined) throw unknownTrail(arn, accountId);
  return found;
}

const unknownTrail = (name: string, accountId: string) =>
  new AwsError('TrailNotFoundException', `Unknown trail: ${name} for the user: ${accountId}`);
