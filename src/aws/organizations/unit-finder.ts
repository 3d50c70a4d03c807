import {
  type OrganizationsClient,
  paginateListOrganizationalUnitsForParent,
  paginateListRoots,
} from '@aws-sdk/client-organizations';
import { isOrganizationalUnitId, type OrganizationalUnitId } from '../../domain/account.ts';
import type { UnitFinder } from '../../guardrail/ports/organization.ts';
import { readPages } from '../aws-call.ts';
import { malformedAnswer, present } from '../failures.ts';
import { organizationsCall } from './organizations-call.ts';

/**
 * Walks the tree of units from the root, one call after the other, as Organizations allows only a few of them a second.
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListOrganizationalUnitsForParent.html
 */
export function createUnitFinder(client: OrganizationsClient): UnitFinder {
  return {
    async listByName() {
      const byName = new Map<string, OrganizationalUnitId[]>();
      const parents = await rootsOf(client);
      for (let parent = parents.shift(); parent !== undefined; parent = parents.shift()) {
        for (const { id, name } of await unitsUnder(client, parent)) {
          byName.set(name, [...(byName.get(name) ?? []), id]);
          parents.push(id);
        }
      }
      return byName;
    },
  };
}

async function rootsOf(client: OrganizationsClient): Promise<string[]> {
  const roots: string[] = [];
  const call = organizationsCall('organizations:ListRoots');
  for await (const { Roots } of readPages(call, paginateListRoots({ client }, {}))) {
    roots.push(...present(call, 'Roots', Roots).flatMap(({ Id }) => Id ?? []));
  }
  return roots;
}

async function unitsUnder(client: OrganizationsClient, parent: string) {
  const units: { id: OrganizationalUnitId; name: string }[] = [];
  const resource = isOrganizationalUnitId(parent) ? `organizational unit ${parent}` : `root ${parent}`;
  const call = organizationsCall('organizations:ListOrganizationalUnitsForParent', resource);
  const pages = paginateListOrganizationalUnitsForParent({ client }, { ParentId: parent });
  for await (const { OrganizationalUnits } of readPages(call, pages)) {
    for (const { Id = '', Name = '' } of present(call, 'OrganizationalUnits', OrganizationalUnits)) {
      if (!isOrganizationalUnitId(Id))
        throw malformedAnswer(call, `an organizational unit has the id "${Id}"`);
      units.push({ id: Id, name: Name });
    }
  }
  return units;
}
