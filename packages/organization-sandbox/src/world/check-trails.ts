import { checkAccountExists, checkDuplicates } from './checks.ts';
import type { Issue } from './issue.ts';
import type { World } from './schema.ts';

/** Checks what a schema of one trail cannot. */
export function checkTrails({ trails = [], organization }: World, accountIds: ReadonlySet<string>): Issue[] {
  return [
    ...trails.flatMap(({ account, organization: ofOrganization }, index) => {
      const path = `trails[${index}]`;
      const unknown = checkAccountExists(accountIds, account, `${path}.account`);
      if (unknown.length > 0 || !ofOrganization || account === organization.managementAccountId)
        return unknown;
      return [
        {
          path: `${path}.account`,
          message: `a trail of the organization belongs to the management account, not to ${account}`,
        },
      ];
    }),
    ...checkDuplicates(
      trails.map(({ account, homeRegion, name }, index) => [
        `${account} ${homeRegion} ${name}`,
        `trails[${index}]`,
      ]),
    ),
  ];
}
