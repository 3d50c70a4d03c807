import {
  type OrganizationsClient,
  paginateListOrganizationalUnitsForParent,
  paginateListRoots,
} from '@aws-sdk/client-organizations';
import { isOrganizationalUnitId, type OrganizationalUnitId } from '../../domain/account.ts';
import type { UnitFinder } from '../../guardrail/ports/organization.ts';
import { AwsCallError, malformedAnswer } from '../failures.ts';
import { organizationsError } from './organizations-failure.ts';

const LIST_ROOTS = 'organizations:ListRoots';
const LIST_UNITS = 'organizations:ListOrganizationalUnitsForParent';

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
  try {
    for await (const { Roots = [] } of paginateListRoots({ client }, {})) {
      roots.push(...Roots.flatMap(({ Id }) => Id ?? []));
    }
  } catch (error) {
    throw organizationsError(LIST_ROOTS, error);
  }
  return roots;
}

async function unitsUnder(client: OrganizationsClient, parent: string) {
  const units: { id: OrganizationalUnitId; name: string }[] = [];
  try {
    const pages = paginateListOrganizationalUnitsForParent({ client }, { ParentId: parent });
    for await (const { OrganizationalUnits = [] } of pages) {
      for (const { Id = '', Name = '' } of OrganizationalUnits) {
        if (!isOrganizationalUnitId(Id)) {
          throw new AwsCallError(malformedAnswer(LIST_UNITS, `an organizational unit has the id "${Id}"`));
        }
        units.push({ id: Id, name: Name });
      }
    }
  } catch (error) {
    throw organizationsError(LIST_UNITS, error);
  }
  return units;
}
