import { DescribeOrganizationalUnitCommand, type OrganizationsClient } from '@aws-sdk/client-organizations';
import pLimit from 'p-limit';
import type { OrganizationalUnitId } from '../../domain/account.ts';
import type { UnitNames } from '../../guardrail/ports/organization.ts';
import { callAws } from '../aws-call.ts';
import { organizationsCall } from './organizations-call.ts';

/** Organizations allows only a few of these calls a second. */
const MAX_CONCURRENT_CALLS = 4;

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganizationalUnit.html */
export function createUnitNames(client: OrganizationsClient): UnitNames {
  return {
    async readNames(units) {
      const limit = pLimit(MAX_CONCURRENT_CALLS);
      const names = await Promise.all(
        [...units].map((unit) => limit(async () => [unit, await readName(client, unit)] as const)),
      );
      return new Map(names.flatMap(([unit, name]) => (name === undefined ? [] : [[unit, name] as const])));
    },
  };
}

/** Only displayed beside the id, so undefined if it cannot be read. */
async function readName(
  client: OrganizationsClient,
  unit: OrganizationalUnitId,
): Promise<string | undefined> {
  try {
    const command = new DescribeOrganizationalUnitCommand({ OrganizationalUnitId: unit });
    const call = organizationsCall('organizations:DescribeOrganizationalUnit', `organizational unit ${unit}`);
    const { OrganizationalUnit } = await callAws(call, client.send(command));
    return OrganizationalUnit?.Name;
  } catch {
    return undefined;
  }
}
