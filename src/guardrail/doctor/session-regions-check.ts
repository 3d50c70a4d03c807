import type { AccountId } from '../../domain/account.ts';
import type { AwsFailure } from '../../domain/aws-failure.ts';
import { counted } from '../../domain/counted.ts';
import type { Inspector } from '../ports/deployment-inspection.ts';
import { type Check, notDetermined, ok, problem, refused, skipped, warning } from './check.ts';
import { listedAccounts } from './listed-accounts.ts';

/** What is to be watched in further Regions. */
export interface RegionalWatch {
  /** As configured; undefined where there is no configuration. */
  readonly regions: readonly string[] | undefined;
  /** The rules that each account needs in each of them, and what the names of the stacks that make them begin with. */
  readonly accounts: Readonly<Record<'home' | 'management', RegionalParts>>;
  /** The StackSet that makes those of the member accounts, and the stack that makes it. */
  readonly members: { readonly stackSet: string; readonly stack: string };
}

interface RegionalParts {
  readonly rules: readonly string[];
  readonly stack: string;
}

interface Watched {
  readonly callerAccount: AccountId;
  readonly homeAccountId: AccountId;
  readonly managementAccountId: AccountId;
  readonly stackSetsAccountId: AccountId | undefined;
  readonly rulePrefix: string;
  readonly regional: RegionalWatch;
}

type Reads = Pick<Inspector, 'readRules' | 'readStackSet'>;

const ID = 'session-regions';

/** As far as the caller's account sees it: another one's rules need its credentials, and the StackSet those of its owner. */
export async function checkSessionRegions(inspector: Reads, watched: Watched): Promise<Check> {
  const { callerAccount, homeAccountId, managementAccountId, stackSetsAccountId, regional } = watched;
  const { regions, accounts, members } = regional;
  if (regions === undefined) {
    return skipped(ID, 'there is no configuration', 'Name rootguard.json: --config FILE.');
  }
  if (regions.length === 0) return skipped(ID, 'no further Regions are configured');
  const rulesOf = async ({ rules, stack }: RegionalParts): Promise<Check> =>
    conclude(
      await Promise.all(regions.map((region) => readRegion(inspector, region, watched.rulePrefix, rules))),
      stack,
    );
  const found = await Promise.all([
    ...(callerAccount === homeAccountId ? [rulesOf(accounts.home)] : []),
    ...(callerAccount === managementAccountId && callerAccount !== homeAccountId
      ? [rulesOf(accounts.management)]
      : []),
    ...(callerAccount === stackSetsAccountId ? [checkMembers(inspector, members)] : []),
  ]);
  const [first] = found;
  if (first === undefined) {
    return notDetermined(
      ID,
      'this is neither the home account nor the management account',
      `Run doctor with credentials of ${homeAccountId} and of ${managementAccountId} (--profile).`,
    );
  }
  return found.find(({ status }) => status !== 'ok') ?? ok(ID, found.map(({ detail }) => detail).join('; '));
}

/** Accounts that have not enabled a Region are among those that failed. */
async function checkMembers(inspector: Reads, { stackSet, stack }: RegionalWatch['members']): Promise<Check> {
  const reading = await inspector.readStackSet(stackSet);
  if (reading.type === 'unreadable') return refused(ID, reading.failure);
  if (reading.value === undefined) {
    return problem(ID, `there is no StackSet ${stackSet}`, `Deploy the stack ${stack}.`);
  }
  const failing = [...reading.value.failing].map(([account, reason]) => `${account} (${reason})`);
  if (failing.length === 0) return ok(ID, `the rules of ${counted(reading.value.covered.size, 'account')}`);
  return warning(
    ID,
    `${counted(failing.length, 'account')} without the rules in some Region: ${listedAccounts(failing)}`,
    `A Region that an account has not enabled cannot be used in it. Fix the others in the StackSet ${stackSet}.`,
  );
}

type Found =
  | { readonly type: 'refused'; readonly region: string; readonly failure: AwsFailure }
  | {
      readonly type: 'read';
      readonly region: string;
      readonly missing: readonly string[];
      readonly disabled: readonly string[];
    };

async function readRegion(
  inspector: Reads,
  region: string,
  rulePrefix: string,
  expected: readonly string[],
): Promise<Found> {
  const reading = await inspector.readRules('default', rulePrefix, region);
  if (reading.type === 'unreadable') return { type: 'refused', region, failure: reading.failure };
  const states = new Map(reading.value?.map(({ name, state }) => [name, state]));
  return {
    type: 'read',
    region,
    missing: expected.filter((name) => !states.has(name)),
    disabled: expected.filter((name) => states.get(name) === 'DISABLED'),
  };
}

/** What is missing in one Region is said also where another one cannot be read. */
function conclude(found: readonly Found[], stack: string): Check {
  const lacking = found
    .filter((one) => one.type === 'read')
    .filter(({ missing, disabled }) => missing.length + disabled.length > 0);
  if (lacking.length > 0) {
    const details = lacking.flatMap(({ region, missing, disabled }) => [
      ...(missing.length > 0 ? [`missing in ${region}: ${missing.join(', ')}`] : []),
      ...(disabled.length > 0 ? [`disabled in ${region}: ${disabled.join(', ')}`] : []),
    ]);
    const advice = lacking.flatMap(({ region, missing, disabled }) => [
      ...(missing.length > 0 ? [`Deploy ${stack}-${region}.`] : []),
      ...disabled.map((name) => `aws events enable-rule --name ${name} --region ${region}`),
    ]);
    return problem(ID, details.join('; '), advice.join('\n'));
  }
  const unread = found.find((one) => one.type === 'refused');
  if (unread !== undefined) {
    const { region, failure } = unread;
    return refused(
      ID,
      failure,
      `The rules in ${region} could not be read: enable the Region for the account, and exempt these credentials from policies that deny it.`,
    );
  }
  return ok(ID, `the rules of this account in ${found.map(({ region }) => region).join(', ')} are enabled`);
}
