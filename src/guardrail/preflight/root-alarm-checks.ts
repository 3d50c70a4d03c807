import type { ValueReading } from '../../domain/reading.ts';
import type { AccountInspector, LogGroup, TrailDetails } from '../ports/account-inspection.ts';
import { type Check, notDetermined, ok, refused, warning } from './check.ts';
import type { UnseenAccount } from './missing-credentials.ts';

/*
 * Every audit is a session of the root user, so what alarms on the root user may alarm on each of them.
 */

/** docs/scps.md explains it. */
const METRIC_FILTER =
  '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" && $.userIdentity.sessionContext.assumedRoot NOT EXISTS }';
const EVENT_PATTERN = JSON.stringify({
  detail: { userIdentity: { type: ['Root'], sessionContext: { assumedRoot: [{ exists: false }] } } },
});

const FILTERS = [
  'Leave sessions of sts:AssumeRoot out where they act, and alarm on sts:AssumeRoot by others in the home and management account ("Your own root alarms" in docs/scps.md). A metric filter, and an event pattern:',
  METRIC_FILTER,
  EVENT_PATTERN,
].join('\n');

/** An account in which alarms may be: often the management account, or one for security tooling. */
export interface AlarmingAccount {
  readonly account: string;
  readonly inspector: AccountInspector;
}

/** Looks for alarms in the log group of the organization's trail, and for rules on the account's own bus. */
export async function checkRootAlarms(
  accounts: readonly AlarmingAccount[],
  unseen: readonly UnseenAccount[],
  rulePrefix: string,
): Promise<Check> {
  const id = 'root-usage-alarms';
  const found: string[] = [];
  for (const { account, inspector } of accounts) {
    const alarms = await readRootAlarms(inspector, rulePrefix);
    if (alarms.type === 'unreadable') return refused(id, alarms.failure, FILTERS);
    found.push(...alarms.value.map((alarm) => `${alarm} in ${account}`));
  }
  if (found.length > 0) {
    return warning(id, `each audit may set off: ${found.join(', ')}${andUnseen(unseen)}`, FILTERS);
  }
  return (
    unlessUnseen(id, `none in ${idsOf(accounts)}`, unseen) ??
    ok(id, `none in ${idsOf(accounts)}; alarms elsewhere, such as in a SIEM, cannot be seen from here`)
  );
}

/** What was found in one account says nothing about another. */
function unlessUnseen(
  id: 'root-usage-alarms' | 'guardduty',
  found: string,
  unseen: readonly UnseenAccount[],
): Check | undefined {
  const [first] = unseen;
  return first && notDetermined(id, `${found}${andUnseen(unseen)}`, first.advice);
}

function andUnseen(unseen: readonly UnseenAccount[]): string {
  return unseen.map(({ account, detail }) => `; ${account} is not known: ${detail}`).join('');
}

async function readRootAlarms(
  inspector: AccountInspector,
  rulePrefix: string,
): Promise<ValueReading<readonly string[]>> {
  const [trails, rules] = await Promise.all([
    inspector.readTrails(),
    inspector.readRootUserRules(rulePrefix),
  ]);
  if (trails.type === 'unreadable') return trails;
  if (rules.type === 'unreadable') return rules;
  const found = rules.value.map((rule) => `rule ${rule}`);
  for (const group of logGroupsOf(trails.value)) {
    const filters = await inspector.readMetricFilters(group);
    if (filters.type === 'unreadable') return filters;
    found.push(
      ...filters.value
        .filter(({ pattern }) => mentionsRoot(pattern) && !/assumedRoot/i.test(pattern))
        .map(({ name }) => `metric filter ${name} of ${group.name}`),
    );
  }
  return { type: 'readable', value: found };
}

function idsOf(accounts: readonly AlarmingAccount[]): string {
  return accounts.map(({ account }) => account).join(' and ');
}

/** Several trails may write to one. */
function logGroupsOf(trails: readonly TrailDetails[]): readonly LogGroup[] {
  const groups = trails.flatMap(({ logGroup }) => logGroup ?? []);
  return [...new Map(groups.map((group) => [`${group.region} ${group.name}`, group])).values()];
}

/** Such as the filter of the CIS benchmark: `{ $.userIdentity.type = "Root" && … }`. */
function mentionsRoot(pattern: string): boolean {
  return /userIdentity\.type\s*=\s*"?Root/i.test(pattern);
}

/**
 * AWS does not document whether sessions of sts:AssumeRoot lead to the finding, nor an attribute by which a suppression rule could
 * tell them from a sign-in. A wider rule would hide what the finding is for.
 * @see https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-iam.html#policy-iam-rootcredentialusage
 */
export async function checkGuardDuty(
  accounts: readonly AlarmingAccount[],
  unseen: readonly UnseenAccount[],
  region: string,
): Promise<Check> {
  const id = 'guardduty';
  const enabled: string[] = [];
  for (const { account, inspector } of accounts) {
    const reading = await inspector.hasGuardDuty();
    if (reading.type === 'unreadable') return refused(id, reading.failure);
    if (reading.value) enabled.push(account);
  }
  const none = `no detector in ${idsOf(accounts)}`;
  return enabled.length === 0
    ? (unlessUnseen(id, none, unseen) ?? ok(id, none))
    : warning(
        id,
        `it is enabled in ${enabled.join(' and ')}, and may report audits as Policy:IAMUser/RootCredentialUsage, a finding of low severity${andUnseen(unseen)}`,
        [
          'Do not suppress the finding, as a rule cannot tell audits from sign-ins. Send it to no pager, or look the session up first: its access key is that of an AssumeRoot event of the home account.',
          `aws cloudtrail lookup-events --region ${region} --lookup-attributes AttributeKey=EventName,AttributeValue=AssumeRoot \\`,
          '  --query "Events[?contains(CloudTrailEvent, \'ACCESS_KEY_ID_OF_THE_FINDING\')].[EventTime,Username]"',
        ].join('\n'),
      );
}
