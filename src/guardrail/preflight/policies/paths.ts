import type { MemberAccount } from '../../../domain/account.ts';
import type {
  OrganizationPolicies,
  OrganizationPolicyType,
  PolicySummary,
  PolicyTarget,
} from '../../ports/organization-policies.ts';

/** A policy somewhere above the accounts, or on them. */
export interface AttachedPolicy {
  readonly id: string;
  readonly name: string;
  readonly content: string;
  /** Everything that it is attached to. */
  readonly targets: readonly PolicyTarget[];
  /** Ids of accounts in its text, which it may tell from others. */
  readonly namedAccounts: ReadonlySet<string>;
}

/** The organization's root, an organizational unit, or the account itself. */
export interface PolicyLevel {
  /** Its id; that of the first account where the level is the accounts themselves. */
  readonly target: string;
  readonly policies: readonly AttachedPolicy[];
}

/** Accounts that the same policies bind, at each level from the organization's root down to the account. */
export interface PolicyPath {
  readonly accounts: readonly [MemberAccount, ...MemberAccount[]];
  readonly levels: readonly PolicyLevel[];
}

/** All that is known of the policies of one type, before their contents are read. */
interface Attachments {
  /** The ids of what has a policy that does not allow everything. */
  readonly restricted: ReadonlySet<string>;
  readonly targets: ReadonlyMap<string, readonly PolicyTarget[]>;
  /** What allows everything, and is attached wherever nothing else is. */
  readonly defaults: readonly PolicySummary[];
}

/**
 * Groups the accounts by the policies that bind them. Accounts share few paths, so that 50,000 of them need no more calls than a
 * few hundred. Each policy is read once.
 *
 * An account always has at least one policy of its own. One to which no policy of the organization is attached therefore has
 * the AWS managed one, and is not asked for.
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
 * @param onStep called after each answer of AWS
 * @returns undefined where policies of the type are not enabled, so that none has an effect
 * @throws AwsCallError
 */
export async function readPolicyPaths(
  policies: OrganizationPolicies,
  type: OrganizationPolicyType,
  accounts: readonly MemberAccount[],
  onStep: () => void,
): Promise<readonly PolicyPath[] | undefined> {
  const root = await policies.readRoot();
  onStep();
  if (!root.enabledTypes.includes(type)) return undefined;
  const attachments = await readAttachments(policies, type, onStep);
  const contents = new Map<string, AttachedPolicy>();
  const levels = new Map<string, PolicyLevel>();
  const levelOf = async (target: string): Promise<PolicyLevel> => {
    const known = levels.get(target);
    if (known !== undefined) return known;
    const attached = await policies.listAttached(target, type);
    onStep();
    const level = { target, policies: await readContents(policies, attachments, attached, contents, onStep) };
    levels.set(target, level);
    return level;
  };
  const groups = new Map<
    string,
    { readonly accounts: MemberAccount[]; readonly levels: readonly PolicyLevel[] }
  >();
  for (const account of accounts) {
    const own = attachments.restricted.has(account.id)
      ? await levelOf(account.id)
      : {
          target: account.id,
          policies: await readContents(policies, attachments, attachments.defaults, contents, onStep),
        };
    const above: PolicyLevel[] = [];
    for (const target of [root.id, ...account.organizationalUnits]) above.push(await levelOf(target));
    const path = [...above, own];
    const key = keyOf(path, account);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { accounts: [account], levels: path });
    else group.accounts.push(account);
  }
  return [...groups.values()].map(({ accounts: members, levels: path }) => ({
    accounts: members as [MemberAccount, ...MemberAccount[]],
    levels: path,
  }));
}

async function readAttachments(
  policies: OrganizationPolicies,
  type: OrganizationPolicyType,
  onStep: () => void,
): Promise<Attachments> {
  const summaries = await policies.listPolicies(type);
  onStep();
  const restricted = new Set<string>();
  const targets = new Map<string, readonly PolicyTarget[]>();
  // The one that allows everything is attached to nearly every account, and its targets would fill thousands of pages.
  for (const policy of summaries.filter((summary) => !allowsEverything(summary))) {
    const attachedTo = await policies.listTargets(policy.id);
    onStep();
    targets.set(policy.id, attachedTo);
    for (const { id } of attachedTo) restricted.add(id);
  }
  return { restricted, targets, defaults: summaries.filter(allowsEverything) };
}

/** `FullAWSAccess` and `RCPFullAWSAccess`. */
function allowsEverything({ awsManaged, name }: PolicySummary): boolean {
  return awsManaged && name.endsWith('FullAWSAccess');
}

async function readContents(
  policies: OrganizationPolicies,
  { targets }: Attachments,
  attached: readonly PolicySummary[],
  contents: Map<string, AttachedPolicy>,
  onStep: () => void,
): Promise<readonly AttachedPolicy[]> {
  const found: AttachedPolicy[] = [];
  for (const { id, name } of attached) {
    let policy = contents.get(id);
    if (policy === undefined) {
      const content = await policies.readContent(id);
      policy = { id, name, content, targets: targets.get(id) ?? [], namedAccounts: accountsIn(content) };
      contents.set(id, policy);
      onStep();
    }
    found.push(policy);
  }
  return found;
}

function accountsIn(content: string): ReadonlySet<string> {
  return new Set(content.match(/(?<!\d)\d{12}(?!\d)/g));
}

/** Levels with the same policies decide alike, wherever they are; a policy that names an account may tell it from others. */
function keyOf(path: readonly PolicyLevel[], { id }: MemberAccount): string {
  const isNamed = path.some(({ policies }) => policies.some(({ namedAccounts }) => namedAccounts.has(id)));
  const ids = path.map(({ policies }) =>
    policies
      .map((policy) => policy.id)
      .sort()
      .join(','),
  );
  return [...ids, isNamed ? id : ''].join('/');
}
