import { DescribeOrganizationalUnitCommand, type OrganizationsClient } from '@aws-sdk/client-organizations';
import pLimit from 'p-limit';
import type { OrganizationalUnitId } from '../../domain/account.ts';
import type { UnitNames } from '../../guardrail/ports/organization.ts';

/** Organizations allows only a few of these calls a second. */
const AT_ONCE = 4;

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganizationalUnit.html */
export function createUnitNames(client: OrganizationsClient): UnitNames {
  return {
    async readNames(units) {
      const limit = pLimit(AT_ONCE);
      const names = await Promise.all(
        [...units].map((unit) => limit(async () => [unit, await readName(client, unit)] as const)),
      );
      return new Map(names.flatMap(([unit, name]) => (name === undefined ? [] : [[unit, name] as const])));
    },
  };
}

/** The name only stands beside the id, so nothing hangs on it. */
async function readName(
  client: OrganizationsClient,
  unit: OrganizationalUnitId,
): Promise<string | undefined> {
  try {
    const command = new DescribeOrganizationalUnitCommand({ OrganizationalUnitId: unit });
    const { OrganizationalUnit } = await client.send(command);
    return OrganizationalUnit?.Name;
  } catch {
    return undefined;
  }
}
