import { createInspectionClients } from '../../aws/inspection/clients.ts';
import { createInspector } from '../../aws/inspection/inspector.ts';
import { createRuleSwitch } from '../../aws/inspection/rules.ts';
import { createRootAccessReader, createRootAccessSwitch } from '../../aws/organizations/root-access.ts';
import { type AccountId, parseAccountId } from '../../domain/account.ts';
import { ownPartHomeBusRules, ownPartRules } from '../../events/own-parts/rules.ts';
import {
  CONTROL_TOWER_RULES,
  type EventRule,
  homeBusRules,
  MANAGEMENT_RULES,
  MEMBER_RULES,
  REGIONAL_RULES,
} from '../../events/rules.ts';
import type { DoctorDependencies } from '../../guardrail/doctor/diagnose.ts';
import { TABLES } from '../resources.ts';
import type { OperatorSettings } from './environment.ts';
import type { OperatorPorts } from './ports.ts';
import { openQueue } from './queues.ts';

/** What doctor reads, and what its fixes change. */
export function createDoctorPorts(ports: OperatorPorts, settings: OperatorSettings) {
  const { clients, target } = ports;
  const { names } = settings;
  const inspection = createInspectionClients(clients);
  // Only names and states are compared, and not what the rules match.
  const options = {
    replayNamePrefix: names.rulePrefix,
    serviceAccounts: [target.homeAccountId, target.managementAccountId],
  };
  const homeRules = [...homeBusRules(options), ...ownPartHomeBusRules(names, options)];
  const ownRules = [
    ...MEMBER_RULES,
    ...MANAGEMENT_RULES,
    ...CONTROL_TOWER_RULES,
    ...ownPartRules(names, 'home', { watchesKeys: true }),
  ];
  const homeName = ({ name }: EventRule) => `${names.rulePrefix}${name}`;
  const ownNames = (rule: EventRule) => [
    homeName(rule),
    `${names.homeRulePrefix}${rule.name}`,
    `${names.managementPathPrefix}${rule.name}`,
  ];
  const diagnosing: DoctorDependencies = {
    ...ports,
    callerAccount: target.caller.account,
    homeAccountId: target.homeAccountId,
    stackSetsAccountId: stackSetsAccountOf(settings),
    region: target.region,
    tables: [
      { name: settings.tables.exceptions, keys: keysOf(TABLES.exceptions) },
      { name: settings.tables.ledger, keys: keysOf(TABLES.ledger) },
      { name: settings.tables.posture, keys: keysOf(TABLES.posture) },
      { name: settings.tables.settings, keys: keysOf(TABLES.settings) },
      { name: settings.tables.sessions, keys: keysOf(TABLES.sessions) },
    ],
    names: {
      stackSet: names.membersStackSet,
      membersStack: names.stacks.members,
      homeStack: names.stacks.home,
      dataStack: names.stacks.data,
      bus: names.bus,
      rulePrefix: names.rulePrefix,
      heartbeatRule: `${names.rulePrefix}heartbeats`,
      homeRules: homeRules.map(homeName),
      ownRules: ownRules.flatMap(ownNames),
      rulesOfReads: [
        ...homeRules.filter(matchesReads).map(homeName),
        ...ownRules.filter(matchesReads).flatMap(ownNames),
      ],
    },
    regional: {
      regions: settings.file?.configuration.sessionRegions,
      accounts: {
        home: {
          rules: REGIONAL_RULES.map(({ name }) => `${names.homeRulePrefix}${name}`),
          stack: names.stacks.sessions,
        },
        management: { rules: REGIONAL_RULES.map(homeName), stack: names.stacks.managementSessions },
      },
    },
    sweepEverySeconds: settings.assumedCoverage.sweepEveryHours * 3600,
    inspector: createInspector(clients, inspection),
    rootAccess: createRootAccessReader(clients),
    canary: canaryOf(settings),
    readDepth: async (queue) => (await openQueue(ports, queue)).readDepth(),
  };
  return {
    diagnosing,
    access: createRootAccessSwitch(clients),
    rules: createRuleSwitch(inspection.eventBridge),
    requestedScopes: ports.requestedScopes,
  };
}

function matchesReads({ state }: EventRule): boolean {
  return state === 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';
}

function stackSetsAccountOf({ file }: OperatorSettings): AccountId | undefined {
  return file === undefined ? undefined : parseAccountId(file.configuration.stackSetsAccountId);
}

function canaryOf({ file }: OperatorSettings): DoctorDependencies['canary'] {
  const canary = file?.configuration.canary;
  if (canary === undefined) return undefined;
  const { accountId, ...times } = canary;
  return { account: parseAccountId(accountId), ...times };
}

function keysOf({ partitionKey, sortKey }: { readonly partitionKey: string; readonly sortKey?: string }) {
  return sortKey === undefined ? [partitionKey] : [partitionKey, sortKey];
}
