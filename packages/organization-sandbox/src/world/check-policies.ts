import { ORGANIZATION_POLICY_TYPES, POLICY_LIMITS } from '../policy/organization-policy.ts';
import { checkAccountExists, checkDuplicates, checkParent } from './checks.ts';
import { deniedActionsPolicyId } from './denied-actions.ts';
import type { Issue } from './issue.ts';
import { AWS_MANAGED_POLICIES } from './organization-policies.ts';
import type { World } from './schema.ts';

/** What policies can be attached to, beside the root. */
interface Targets {
  readonly accountIds: ReadonlySet<string>;
  readonly unitIds: ReadonlySet<string>;
}

type WorldPolicy = World['policies'][number];

/** Checks what a schema of one policy cannot. */
export function checkPolicies({ policies, accounts }: World, targets: Targets): Issue[] {
  const ids = policies.map(({ id }, index) => [id, `policies[${index}].id`] as const);
  const denied = accounts.flatMap(({ id, deniedByScp }, index) =>
    deniedByScp.length === 0 ? [] : [[deniedActionsPolicyId(id), `accounts[${index}].deniedByScp`] as const],
  );
  return [
    ...checkDuplicates([...denied, ...ids]),
    ...ids.flatMap(([id, path]) => checkNotAwsManaged(id, path)),
    // Two policies of different types may have the same name.
    ...ORGANIZATION_POLICY_TYPES.flatMap((type) =>
      checkDuplicates(
        policies.flatMap((policy, index) =>
          policy.type === type ? [[policy.name, `policies[${index}].name`] as const] : [],
        ),
      ),
    ),
    ...policies.flatMap((policy, index) => checkTargets(policy, `policies[${index}].targets`, targets)),
    ...checkAttachedCount({ policies, accounts }),
  ];
}

const checkNotAwsManaged = (id: string, path: string): Issue[] =>
  AWS_MANAGED_POLICIES.some((policy) => policy.id === id)
    ? [{ path, message: `${id} is a policy of AWS, and is attached everywhere` }]
    : [];

function checkTargets({ targets }: WorldPolicy, path: string, { accountIds, unitIds }: Targets): Issue[] {
  return [
    ...checkDuplicates(targets.map((target, index) => [target, `${path}[${index}]`])),
    ...targets.flatMap((target, index) =>
      /^\d{12}$/.test(target)
        ? checkAccountExists(accountIds, target, `${path}[${index}]`)
        : checkParent(target, unitIds, `${path}[${index}]`),
    ),
  ];
}

/** AWS's own policy, which is attached everywhere, counts. */
function checkAttachedCount({ policies, accounts }: Pick<World, 'policies' | 'accounts'>): Issue[] {
  return ORGANIZATION_POLICY_TYPES.flatMap((type) => {
    const { maxAttached } = POLICY_LIMITS[type];
    const ofType = policies.filter((policy) => policy.type === type);
    const attachments = [
      ...ofType.flatMap(({ targets }) => targets),
      ...(type === 'SERVICE_CONTROL_POLICY'
        ? accounts.filter(({ deniedByScp }) => deniedByScp.length > 0).map(({ id }) => id)
        : []),
    ];
    const counts = new Map<string, number>();
    for (const target of attachments) counts.set(target, (counts.get(target) ?? 1) + 1);
    return [...counts].flatMap(([target, count]) => {
      const message = `${target} has ${count} policies of type ${type}, AWS's own included; at most ${maxAttached} can be attached`;
      return count > maxAttached ? [{ path: 'policies', message }] : [];
    });
  });
}
