import type { AccountId } from '../../domain/account.ts';
import { LISTENER_QUEUES } from '../../domain/listener-queue.ts';
import { ownPartPatterns } from '../../events/own-parts/own-part-patterns.ts';
import { ownPartHomeBusRules, ownPartRules } from '../../events/own-parts/rules.ts';
import {
  CONTROL_TOWER_RULES,
  type EventRule,
  HOME_RULES,
  homeBusRules,
  MANAGEMENT_RULES,
  REGIONAL_RULES,
} from '../../events/rules.ts';
import type { EventNames } from '../../guardrail/doctor/event-checks.ts';
import type { EventSource } from '../../guardrail/doctor/event-source-check.ts';
import type { RegionalWatch } from '../../guardrail/doctor/session-regions-check.ts';
import { EVENT_SOURCES, LISTENER_SOURCES } from '../resources.ts';
import type { OperatorSettings } from './environment.ts';

type Settings = Pick<OperatorSettings, 'names' | 'queueNames' | 'tables' | 'file'>;

const WORK_QUEUES = ['triggers', 'later', 'sweep'] as const;

type NamedRule = Pick<EventRule, 'name'>;

/** What the checks of doctor look for by name. */
export function doctorNames(
  { names, file }: Settings,
  {
    homeAccountId,
    managementAccountId,
  }: Readonly<Record<'homeAccountId' | 'managementAccountId', AccountId>>,
): EventNames {
  const homeIsManagement = homeAccountId === managementAccountId;
  const watchesKeys = hasKeyOfItsOwn(file);
  // Only names and states are compared, and not what the rules match.
  const options = {
    replayNamePrefix: names.rulePrefix,
    serviceAccounts: [homeAccountId, managementAccountId],
  };
  const homeRules = [...homeBusRules(options), ...ownPartHomeBusRules(names, options, { watchesKeys })];
  const forwarding = homeIsManagement ? MANAGEMENT_RULES : HOME_RULES;
  const ownRules = [
    ...HOME_RULES,
    ...MANAGEMENT_RULES,
    ...CONTROL_TOWER_RULES,
    ...ownPartRules(names, 'home', { watchesKeys: true }),
  ];
  const plainName = ({ name }: NamedRule) => `${names.rulePrefix}${name}`;
  const homeName = ({ name }: NamedRule) => `${names.homeRulePrefix}${name}`;
  const pathName = ({ name }: NamedRule) => `${names.managementPathPrefix}${name}`;
  const ownNames = (rule: NamedRule) => [plainName(rule), homeName(rule), pathName(rule)];
  const pathRules = homeIsManagement ? [] : ownPartPatterns(names, { watchesKeys });
  return {
    stackSet: names.membersStackSet,
    membersStack: names.stacks.members,
    homeStack: names.stacks.home,
    dataStack: names.stacks.data,
    bus: names.bus,
    rulePrefix: names.rulePrefix,
    heartbeatRule: `${names.rulePrefix}heartbeats`,
    homeRules: homeRules.map(plainName),
    requiredOwnRules: [
      ...[...forwarding, ...ownPartRules(names, 'home', { watchesKeys })].map((rule) => ({
        name: homeName(rule),
        otherName: plainName(rule),
      })),
      ...pathRules.map((rule) => ({ name: pathName(rule) })),
    ],
    ownRules: ownRules.flatMap(ownNames),
    rulesOfReads: [
      ...homeRules.filter(matchesReads).map(plainName),
      ...ownRules.filter(matchesReads).flatMap(ownNames),
    ],
  };
}

/** What the consumer and the listener receive from. */
export function doctorSources({ queueNames, tables }: Settings): readonly EventSource[] {
  const sources = { ...EVENT_SOURCES, ...LISTENER_SOURCES };
  const queues = [...WORK_QUEUES, ...LISTENER_QUEUES].map(
    (queue): EventSource => ({
      type: 'queue',
      name: queueNames[queue],
      batchSize: sources[queue].batchSize,
    }),
  );
  return [...queues, { type: 'stream', name: tables.exceptions }];
}

/** The rules of further Regions, which only the configuration names. */
export function doctorRegions({ names, file }: Settings): RegionalWatch {
  const named = (prefix: string) => REGIONAL_RULES.map(({ name }) => `${prefix}${name}`);
  return {
    regions: file?.configuration.sessionRegions,
    accounts: {
      home: { rules: named(names.homeRulePrefix), stack: names.stacks.sessions },
      management: { rules: named(names.rulePrefix), stack: names.stacks.managementSessions },
    },
    members: { stackSet: names.memberSessionsStackSet, stack: names.stacks.memberSessions },
  };
}

/** Only the configuration says so: without it no rule for keys is expected. */
function hasKeyOfItsOwn(file: OperatorSettings['file']): boolean {
  return (
    file !== undefined && (file.configuration.customerManagedKey || file.configuration.keyArn !== undefined)
  );
}

function matchesReads({ state }: EventRule): boolean {
  return state === 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';
}
