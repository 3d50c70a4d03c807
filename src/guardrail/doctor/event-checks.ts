import type { AccountId, MemberAccount } from '../../domain/account.ts';
import { counted } from '../../domain/counted.ts';
import { eventOfDescription } from '../../domain/found-by.ts';
import type { LastEvent, Posture } from '../../domain/posture.ts';
import type { Inspector, RuleFacts, TrailFacts } from '../ports/deployment-inspection.ts';
import type { StoredPosture } from '../ports/posture.ts';
import { type Check, notDetermined, ok, problem, refused, warning } from './check.ts';
import { listedAccounts } from './listed-accounts.ts';
import { restoredBy } from './restore.ts';

export interface RequiredRule {
  readonly name: string;
  /** One of this name, which a StackSet deploys, does as well. */
  readonly otherName?: string;
}

/** Names of the deployed resources. */
export interface EventNames {
  readonly homeStack: string;
  readonly dataStack: string;
  readonly stackSet: string;
  /** The stack that makes the StackSet. */
  readonly membersStack: string;
  readonly bus: string;
  readonly rulePrefix: string;
  /** The rule of each member account that forwards the event of an audit's own read. */
  readonly heartbeatRule: string;
  /** The rules that the home bus must have. */
  readonly homeRules: readonly string[];
  /** The rules that the default bus of the home account must have. */
  readonly requiredOwnRules: readonly RequiredRule[];
  /** Every rule that may be there, by all of its names. Another installation may have rules beside them. */
  readonly ownRules: readonly string[];
  /** Those of both that read-only calls have to reach. */
  readonly rulesOfReads: readonly string[];
}

/** Without a trail, EventBridge receives no events from CloudTrail. @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html */
export async function checkTrail(inspector: Inspector): Promise<Check> {
  const id = 'trail';
  const reading = await inspector.readTrails();
  if (reading.type === 'unreadable') return refused(id, reading.failure);
  const candidates = reading.value.filter(({ ofOrganization }) => ofOrganization);
  const [first] = candidates;
  if (first === undefined) {
    // A trail in each account is as good, but only the account itself sees it.
    return notDetermined(
      id,
      'there is no organization trail that this account can see',
      'Without a trail EventBridge receives no events: create an organization trail (all Regions) in the management account, or make sure that every account has one of its own.',
    );
  }
  const working = candidates.find((trail) => isLogging(trail) && trail.globalServices);
  if (working !== undefined) return ok(id, working.name);
  const found = describeTrail(first);
  if (first.logging.type === 'readable') {
    return problem(id, found, 'Start its logging, and include the events of global services.');
  }
  const { failure } = first.logging;
  return {
    ...notDetermined(id, found, 'Check from the management account whether it is logging.'),
    failure,
  };
}

function isLogging({ logging }: TrailFacts): boolean {
  return logging.type === 'readable' && logging.value;
}

function describeTrail({ name, logging, globalServices }: TrailFacts): string {
  const state =
    logging.type === 'unreadable' ? 'not known to be logging' : logging.value ? 'logging' : 'not logging';
  return `${name}: ${state}${globalServices ? '' : ', without global services'}`;
}

/** Whose credentials see the StackSet. */
export interface StackSetAccounts {
  readonly callerAccount: AccountId;
  readonly homeAccountId: AccountId;
  readonly managementAccountId: AccountId;
  /** The account that is to own it, by the configuration; undefined where there is none. */
  readonly stackSetsAccountId: AccountId | undefined;
}

/** Finds accounts that do not forward their events. The home account has forwarding rules of its own. */
export async function checkStackSet(
  inspector: Inspector,
  names: Pick<EventNames, 'stackSet' | 'membersStack'>,
  accounts: readonly MemberAccount[],
  whose: StackSetAccounts,
): Promise<Check> {
  const id = 'stack-set';
  const { homeAccountId } = whose;
  const reading = await inspector.readStackSet(names.stackSet);
  if (reading.type === 'unreadable') return refused(id, reading.failure, useOwner(whose));
  if (reading.value === undefined) return withoutStackSet(names, whose);
  const { covered, failing } = reading.value;
  const uncovered = accounts.filter(
    (account) => account.state === 'ACTIVE' && account.id !== homeAccountId && !covered.has(account.id),
  );
  if (uncovered.length === 0) return ok(id, counted(covered.size, 'account'));
  const described = uncovered.map(
    ({ id: account, name: accountName }) =>
      `${account} (${accountName}${failing.has(account) ? `: ${failing.get(account)}` : ''})`,
  );
  return problem(
    id,
    `${counted(uncovered.length, 'account')} without forwarded events, audited by sweeps only: ${listedAccounts(described)}`,
    'Add their organizational units to coveredOrganizationalUnits, or fix what failed in the StackSet.',
  );
}

/**
 * Those who would see the StackSet know that there is none: its owner, and the management account, in which AWS keeps also those of
 * a delegated administrator.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackSets.html
 */
function withoutStackSet(
  { stackSet, membersStack }: Pick<EventNames, 'stackSet' | 'membersStack'>,
  whose: StackSetAccounts,
): Check {
  const id = 'stack-set';
  const { callerAccount, managementAccountId, stackSetsAccountId } = whose;
  if (callerAccount !== stackSetsAccountId && callerAccount !== managementAccountId) {
    return notDetermined(id, `this account has no StackSet ${stackSet}`, useOwner(whose));
  }
  return problem(
    id,
    `there is no StackSet ${stackSet}, so no member account forwards its events`,
    `Deploy the stack ${membersStack} in ${stackSetsAccountId ?? callerAccount}.`,
  );
}

function useOwner({ stackSetsAccountId }: StackSetAccounts): string {
  const owner =
    stackSetsAccountId === undefined
      ? 'the account that owns the StackSet'
      : `${stackSetsAccountId}, which is to own the StackSet`;
  return `Run doctor with credentials of ${owner} (--profile).`;
}

export async function checkHomeRules(
  inspector: Inspector,
  names: EventNames,
  region: string,
): Promise<Check> {
  const id = 'home-rules';
  const [home, own] = await Promise.all([
    inspector.readRules(names.bus, names.rulePrefix),
    inspector.readRules('default', names.rulePrefix),
  ]);
  if (home.type === 'unreadable') return refused(id, home.failure);
  if (own.type === 'unreadable') return refused(id, own.failure);
  if (home.value === undefined) {
    return problem(
      id,
      `there is no bus ${names.bus} in this account`,
      `Use credentials of the home account, or deploy ${names.homeStack}.`,
    );
  }
  const homeRules = home.value;
  const ownRules = (own.value ?? []).filter(({ name }) => names.ownRules.includes(name));
  const missing = [
    ...names.homeRules.filter((rule) => !homeRules.some(({ name }) => name === rule)),
    ...missingOwnRules(names, ownRules),
  ];
  const found = [...homeRules.map(onBus(names.bus)), ...ownRules.map(onBus('default'))];
  const isOfReads = ({ name }: RuleOnBus) => names.rulesOfReads.includes(name);
  const deaf = found.filter((rule) => isOfReads(rule) && rule.state !== REACHED_BY_READS);
  const disabled = found.filter((rule) => !isOfReads(rule) && rule.state === 'DISABLED');
  const details = [
    ...(missing.length > 0 ? [`missing: ${missing.join(', ')}`] : []),
    ...(disabled.length > 0 ? [`disabled: ${disabled.map(({ name }) => name).join(', ')}`] : []),
    ...(deaf.length > 0
      ? [`read-only calls do not reach ${deaf.map(({ name, state }) => `${name} (${state})`).join(', ')}`]
      : []),
  ];
  if (details.length === 0) return ok(id, found.map(({ name }) => name).join(', '));
  const advice = [
    ...(missing.length > 0 ? [`Find out who deleted it, then ${restoredBy(names.homeStack)}`] : []),
    ...(disabled.length > 0 ? ['Find out who disabled it, then enable it:'] : []),
    ...disabled.map((rule) => `aws events enable-rule ${argsOf(rule, region)}`),
    ...(deaf.length > 0
      ? ['Find out who changed it, then set its state, which neither enable-rule nor the same template does:']
      : []),
    ...deaf.map((rule) => setState(rule, region)),
  ];
  return problem(
    id,
    details.join('; '),
    advice.join('\n'),
    disabled.map(({ bus, name }) => ({ type: 'enable-rule', bus, rule: name })),
  );
}

/** By the name that each has where the home stack deploys it. */
function missingOwnRules(
  { requiredOwnRules }: Pick<EventNames, 'requiredOwnRules'>,
  found: readonly RuleFacts[],
): readonly string[] {
  if (found.length === 0) return ["the forwarding rules of this account's own bus"];
  return requiredOwnRules
    .filter(({ name, otherName }) => !found.some((rule) => rule.name === name || rule.name === otherName))
    .map(({ name }) => name);
}

interface RuleOnBus extends RuleFacts {
  readonly bus: string;
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail-management.html */
const REACHED_BY_READS = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';

function onBus(bus: string): (rule: RuleFacts) => RuleOnBus {
  return (rule) => ({ ...rule, bus });
}

function argsOf({ bus, name }: RuleOnBus, region: string): string {
  return `--event-bus-name ${bus} --name ${name} --region ${region}`;
}

/** PutRule replaces the rule, but not its targets. */
function setState(rule: RuleOnBus, region: string): string {
  const args = argsOf(rule, region);
  const pattern = `"$(aws events describe-rule ${args} --query EventPattern --output text)"`;
  return `aws events put-rule ${args} --state ${REACHED_BY_READS} --event-pattern ${pattern}`;
}

/** The latest audit that an event led to. A quiet organization has none, so its absence is no failure. */
export async function checkLastEvent(postures: AsyncIterable<StoredPosture>): Promise<Check> {
  const id = 'last-event';
  let latest: (LastEvent & Pick<Posture, 'account' | 'name'>) | undefined;
  for await (const { posture } of postures) {
    if (posture === undefined) continue;
    const last = lastEventOf(posture);
    if (last === undefined || (latest !== undefined && last.auditedAt <= latest.auditedAt)) continue;
    latest = { ...last, account: posture.account, name: posture.name };
  }
  return latest === undefined
    ? warning(
        id,
        'no account was audited because of an event',
        'Nothing may have happened yet. To test it, sign in as the root user of a test account and run doctor again.',
      )
    : ok(
        id,
        `${latest.event} in ${latest.account} (${latest.name}), audited ${latest.auditedAt.toISOString()}${latest.lateness ? `; ${latest.lateness}` : ''}`,
      );
}

/** A posture of an earlier version has only `foundBy`, which may be a sweep or a request. */
function lastEventOf({ lastEvent, foundBy, auditedAt }: Posture): LastEvent | undefined {
  if (lastEvent !== undefined) return lastEvent;
  const event = eventOfDescription(foundBy);
  return event === undefined ? undefined : { event, auditedAt };
}
