import { checkPolicies } from './check-policies.ts';
import { checkTrails } from './check-trails.ts';
import { checkAccountExists, checkDuplicates, checkParent, type ValueAtPath } from './checks.ts';
import type { Issue } from './issue.ts';
import type { World, WorldAccount } from './schema.ts';

type Unit = World['organization']['organizationalUnits'][number];

/** Checks what a schema cannot: references to what does not exist, duplicate ids, units that contain themselves. */
export function checkWorld(world: World): Issue[] {
  const { organization, accounts } = world;
  const accountIds = new Set(accounts.map(({ id }) => id));
  const unitIds = new Set(organization.organizationalUnits.map(({ id }) => id));
  const unitPath = (index: number) => `organization.organizationalUnits[${index}]`;

  return [
    ...checkAccountExists(accountIds, organization.managementAccountId, 'organization.managementAccountId'),
    ...checkDelegates(organization, accountIds),
    ...checkDuplicates(
      organization.organizationalUnits.map(({ id }, index) => [id, `${unitPath(index)}.id`]),
    ),
    ...organization.organizationalUnits.flatMap(({ parent }, index) =>
      checkParent(parent, unitIds, `${unitPath(index)}.parent`),
    ),
    ...organization.organizationalUnits.flatMap((unit, index) =>
      checkCycle(unit, organization.organizationalUnits, `${unitPath(index)}.parent`),
    ),
    ...checkDuplicates(accounts.map(({ id }, index) => [id, `accounts[${index}].id`])),
    ...checkDuplicates(accounts.map(({ email }, index) => [email, `accounts[${index}].email`])),
    ...checkDuplicates(accounts.flatMap((account, index) => credentialIds(account, `accounts[${index}]`))),
    ...accounts.flatMap(({ parent }, index) => checkParent(parent, unitIds, `accounts[${index}].parent`)),
    ...checkPolicies(world, { accountIds, unitIds }),
    ...checkTrails(world, accountIds),
  ];
}

/** Checks an account that joins an existing organization. */
export function checkJoiningAccount(
  account: WorldAccount,
  taken: { readonly accountIds: ReadonlySet<string>; readonly unitIds: ReadonlySet<string> },
): Issue[] {
  const duplicates = taken.accountIds.has(account.id)
    ? [{ path: 'id', message: `${account.id} is in the organization already` }]
    : [];
  return [
    ...duplicates,
    ...checkParent(account.parent, taken.unitIds, 'parent'),
    ...checkDuplicates(credentialIds(account, '').map(([id, path]) => [id, path.replace(/^\./, '')])),
  ];
}

function checkDelegates(organization: World['organization'], accountIds: ReadonlySet<string>): Issue[] {
  return Object.entries(organization.delegatedAdministrators).flatMap(([service, delegates]) => {
    const path = `organization.delegatedAdministrators.${service}`;
    return [
      ...checkDuplicates(delegates.map((id, index) => [id, `${path}[${index}]`])),
      ...delegates.flatMap((id, index) =>
        id === organization.managementAccountId
          ? [
              {
                path: `${path}[${index}]`,
                message: 'the management account cannot be a delegated administrator',
              },
            ]
          : checkAccountExists(accountIds, id, `${path}[${index}]`),
      ),
    ];
  });
}

function checkCycle(unit: Unit, units: readonly Unit[], path: string): Issue[] {
  const seen = new Set<string>();
  let parent = unit.parent;
  while (parent !== undefined && !seen.has(parent)) {
    if (parent === unit.id) return [{ path, message: `${unit.id} contains itself` }];
    seen.add(parent);
    parent = units.find(({ id }) => id === parent)?.parent;
  }
  return [];
}

/** The ids that must be unique across all accounts. */
function credentialIds({ root }: WorldAccount, path: string): ValueAtPath[] {
  if (root === undefined) return [];
  return [
    ...root.accessKeys.map(({ id }, index): ValueAtPath => [id, `${path}.root.accessKeys[${index}].id`]),
    ...root.signingCertificates.map(
      ({ id }, index): ValueAtPath => [id, `${path}.root.signingCertificates[${index}].id`],
    ),
    ...root.mfaDevices.map(
      ({ serialNumber }, index): ValueAtPath => [
        serialNumber,
        `${path}.root.mfaDevices[${index}].serialNumber`,
      ],
    ),
  ];
}
