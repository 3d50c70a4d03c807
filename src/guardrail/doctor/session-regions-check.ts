import type { AccountId } from '../../domain/account.ts';
import type { AwsFailure } from '../../domain/aws-failure.ts';
import type { Inspector } from '../ports/deployment-inspection.ts';
import { type Check, notDetermined, ok, problem, refused, skipped } from './check.ts';

/** What is to be watched in further Regions. */
export interface RegionalWatch {
  /** As configured; undefined where there is no configuration. */
  readonly regions: readonly string[] | undefined;
  /** The rules that each account needs in each of them, and what the names of the stacks that make them begin with. */
  readonly accounts: Readonly<Record<'home' | 'management', RegionalParts>>;
}

interface RegionalParts {
  readonly rules: readonly string[];
  readonly stack: string;
}

interface Watched {
  readonly callerAccount: AccountId;
  readonly homeAccountId: AccountId;
  readonly managementAccountId: AccountId;
  readonly rulePrefix: string;
  readonly regional: RegionalWatch;
}

const ID = 'session-regions';

/** Of the caller's account only: another one's rules need its credentials. */
export async function checkSessionRegions(
  inspector: Pick<Inspector, 'readRules'>,
  { callerAccount, homeAccountId, managementAccountId, rulePrefix, regional }: Watched,
): Promise<Check> {
  const { regions, accounts } = regional;
  if (regions === undefined) {
    return skipped(ID, 'there is no configuration', 'Name rootguard.json: --config FILE.');
  }
  if (regions.length === 0) return skipped(ID, 'no further Regions are configured');
  const where = [homeAccountId, managementAccountId].indexOf(callerAccount);
  if (where === -1) {
    return notDetermined(
      ID,
      'this is neither the home account nor the management account',
      `Run doctor with credentials of ${homeAccountId} and of ${managementAccountId} (--profile).`,
    );
  }
  const parts = where === 0 ? accounts.home : accounts.management;
  return conclude(
    await Promise.all(regions.map((region) => readRegion(inspector, region, rulePrefix, parts.rules))),
    parts.stack,
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
  inspector: Pick<Inspector, 'readRules'>,
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
