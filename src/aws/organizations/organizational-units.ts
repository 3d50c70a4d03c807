import { ListParentsCommand, type OrganizationsClient } from '@aws-sdk/client-organizations';
import { memoize } from '../../concurrency/memoize.ts';
import { isAccountId, isOrganizationalUnitId, type OrganizationalUnitId } from '../../domain/account.ts';
import { callAws } from '../aws-call.ts';
import { malformedAnswer } from '../failures.ts';
import { organizationsCall } from './organizations-call.ts';

const ROOT_ID = /^r-[0-9a-z]{4,32}$/;
const ORGANIZATION_ID = /^o-[a-z0-9]{10,32}$/;

/**
 * The organizational units in an account's `Paths`, from the root down. Undefined when they are absent or not of the
 * form `o-a1b2c3d4e5/r-f6g7/ou-f6g7-awsccccc/123456789012/`: guessing could miss an exception.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed-view-data-orgs.html
 */
export function organizationalUnitsOf(
  paths: readonly string[] | undefined,
): readonly OrganizationalUnitId[] | undefined {
  if (paths === undefined || paths.length === 0) return undefined;
  const found = new Set<OrganizationalUnitId>();
  for (const path of paths) {
    const steps = path.split('/').filter((step) => step !== '');
    if (!steps.some((step) => ROOT_ID.test(step))) return undefined;
    for (const step of steps) {
      if (isOrganizationalUnitId(step)) found.add(step);
      else if (!ROOT_ID.test(step) && !ORGANIZATION_ID.test(step) && !isAccountId(step)) return undefined;
    }
  }
  return [...found];
}

/** The organizational units above an account or an organizational unit, from the root down. */
export type WalkParents = (child: string) => Promise<readonly OrganizationalUnitId[]>;

/**
 * Reads the parents up to the root, those of each organizational unit only once: ListParents is limited to a few calls a
 * second. Created for each listing, so that nothing outdated is used.
 * @throws AwsCallError
 */
export function createParentWalk(client: OrganizationsClient): WalkParents {
  const walk: WalkParents = async (child) => {
    const resource = isAccountId(child) ? `account ${child}` : `organizational unit ${child}`;
    const call = organizationsCall('organizations:ListParents', resource);
    const { Parents } = await callAws(call, client.send(new ListParentsCommand({ ChildId: child })));
    const parent = Parents?.[0];
    if (parent?.Type === 'ROOT') return [];
    const id = parent?.Id;
    if (id === undefined || !isOrganizationalUnitId(id)) {
      throw malformedAnswer(call, `no parent of ${child}`);
    }
    return [...(await above(id)), id];
  };
  const above = memoize(walk);
  return walk;
}
