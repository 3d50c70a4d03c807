import type { AccountId, MemberAccount } from '../../../domain/account.ts';
import type { OrganizationPolicies } from '../../ports/organization-policies.ts';
import { type Check, notDetermined, ok } from '../check.ts';
import { describePolicy } from './advice.ts';
import { concernsService, statementsOf } from './document.ts';
import { type AttachedPolicy, readPolicyPaths } from './paths.ts';

/** The services that rootguard uses and that resource control policies cover. @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html */
const SERVICES = ['sqs', 'dynamodb', 'kms', 'logs', 'sts'];

export interface ResourcePolicyDependencies {
  readonly policies: OrganizationPolicies;
  /** Every member account. @throws AwsCallError where they could not be listed */
  readonly members: () => readonly MemberAccount[];
  /** Undefined as long as nobody has said which account it will be: then any may be it. */
  readonly homeAccountId: AccountId | undefined;
  readonly onStep: () => void;
}

/**
 * AWS's simulator does not know resource control policies, so those that may concern rootguard are named: its tables, queues and
 * keys in the home account, and sts:AssumeRoot in every member account.
 */
export async function checkResourcePolicies(deps: ResourcePolicyDependencies): Promise<Check> {
  const id = 'resource-control-policies';
  const { homeAccountId } = deps;
  const active = deps.members().filter(({ state }) => state === 'ACTIVE');
  const paths = await readPolicyPaths(deps.policies, 'RESOURCE_CONTROL_POLICY', active, deps.onStep);
  if (paths === undefined) return ok(id, 'resource control policies are not enabled');
  const concerned = new Map<string, AttachedPolicy>();
  for (const { accounts, levels } of paths) {
    const isHome = homeAccountId === undefined || accounts.some((account) => account.id === homeAccountId);
    for (const policy of levels.flatMap(({ policies }) => policies)) {
      if (mayConcern(policy, isHome ? SERVICES : ['sts'])) concerned.set(policy.id, policy);
    }
  }
  if (concerned.size === 0) return ok(id, "none denies anything in rootguard's services");
  const named = [...concerned.values()];
  return notDetermined(
    id,
    `AWS's simulator does not know resource control policies; these deny something in services that rootguard uses: ${named.map(describePolicy).join('; ')}`,
    [
      `Read them: they must not deny the service principals of AWS, rootguard's roles in the home account${homeAccountId === undefined ? '' : ` ${homeAccountId}`}, or sts:AssumeRoot by them.`,
      ...named.map(
        (policy) =>
          `aws organizations describe-policy --policy-id ${policy.id} --query Policy.Content --output text`,
      ),
    ].join('\n'),
  );
}

function mayConcern({ content }: AttachedPolicy, services: readonly string[]): boolean {
  const statements = statementsOf(content);
  if (statements === undefined) return true;
  return statements.some((statement) => statement.Effect === 'Deny' && concernsService(statement, services));
}
