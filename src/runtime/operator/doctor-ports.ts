import { createInspectionClients } from '../../aws/inspection/clients.ts';
import { createInspector } from '../../aws/inspection/inspector.ts';
import { createRuleSwitch } from '../../aws/inspection/rules.ts';
import { createRootAccessReader, createRootAccessSwitch } from '../../aws/organizations/root-access.ts';
import { type AccountId, parseAccountId } from '../../domain/account.ts';
import type { DoctorDependencies } from '../../guardrail/doctor/diagnose.ts';
import { TABLES } from '../resources.ts';
import { doctorNames, doctorRegions, doctorSources } from './doctor-names.ts';
import type { OperatorSettings } from './environment.ts';
import type { OperatorPorts } from './ports.ts';
import { openQueue } from './queues.ts';

/** What doctor reads, and what its fixes change. */
export function createDoctorPorts(ports: OperatorPorts, settings: OperatorSettings) {
  const { clients, target } = ports;
  const inspection = createInspectionClients(clients);
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
    names: doctorNames(settings, target),
    sources: doctorSources(settings),
    regional: doctorRegions(settings),
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
