import type { SetTimer } from '../../../src/concurrency/deadline.ts';
import { type AccountId, parseAccountId } from '../../../src/domain/account.ts';
import type { DeployedCoverage } from '../../../src/domain/deployed-coverage.ts';
import type { NewId, Pause, Telemetry } from '../../../src/guardrail/ports/platform.ts';
import type { LogEventKey } from '../../../src/guardrail/telemetry/log-events.ts';
import type { LogFields } from '../../../src/guardrail/telemetry/log-fields.ts';
import type { MetricKey } from '../../../src/guardrail/telemetry/metrics.ts';
import { redactFields } from '../../../src/runtime/redact.ts';
import { invalidFieldsOf } from '../log-lines.ts';
import { createMemoryDirectory, createMemoryFeatures, createMemoryLister } from './accounts.ts';
import { createMemoryBreaker } from './breaker.ts';
import { createCallLog } from './call-log.ts';
import { createMemoryCanaryRuns } from './canary-runs.ts';
import { createMemoryClock } from './clock.ts';
import { createMemoryDeploymentRecord } from './deployment-record.ts';
import { createMemoryDigestProgress } from './digest-progress.ts';
import { createMemoryExceptions } from './exceptions.ts';
import { createMemoryGraceEnds } from './grace-ends.ts';
import { createMemoryLedger } from './ledger.ts';
import { createMemoryManagementRoot } from './management-root.ts';
import { createMemoryOrganization } from './organization.ts';
import { createMemoryPosture } from './posture.ts';
import {
  createMemoryDeadLetterSender,
  createMemoryMessageBackoff,
  createMemoryNotifier,
  createMemorySweepQueue,
  createMemoryTriggerQueue,
} from './queues.ts';
import { createMemoryRequestedScopes } from './requested-scopes.ts';
import { createMemoryRootSessions } from './root-sessions.ts';
import { createMemorySentNotifications } from './sent-notifications.ts';
import { createMemorySessionRegister } from './session-register.ts';
import { createMemorySettings } from './settings.ts';
import { createMemorySweepProgress } from './sweep-progress.ts';

export type MemoryWorld = ReturnType<typeof createMemoryWorld>;

/** Every port of the guardrail in memory, over one organization, one clock and one log of calls. Deterministic. */
export function createMemoryWorld(start?: Date) {
  const clock = createMemoryClock(start);
  const log = createCallLog();
  const organization = createMemoryOrganization(clock);
  const posture = createMemoryPosture(log);
  /** Accounts whose events do not arrive: their rule was deleted, or their trail stopped. */
  const muted = new Set<AccountId>();
  /** The latest heartbeat of each account that did not arrive. */
  const missedHeartbeats = new Map<AccountId, Date>();
  const rootSessions = createMemoryRootSessions({
    organization,
    clock,
    log,
    onRead: (account, at) => {
      if (muted.has(account)) missedHeartbeats.set(account, at);
      else posture.hear(account, at);
    },
  });
  const telemetry = createMemoryTelemetry();
  return {
    clock,
    log,
    organization,
    homeAccountId: parseAccountId('222222222222'),
    /** Everything is covered, and swept once a day. */
    deployedCoverage: { units: ['r-sbox'], sweepEveryHours: 24 } as DeployedCoverage,
    telemetry,
    auditor: rootSessions,
    remover: rootSessions,
    recoverer: rootSessions,
    directory: createMemoryDirectory(organization, log),
    lister: createMemoryLister(organization, log),
    features: createMemoryFeatures(organization, log),
    exceptions: createMemoryExceptions(log, clock),
    ledger: createMemoryLedger(log),
    posture,
    auditTimes: posture,
    postures: posture,
    silence: posture,
    muted,
    missedHeartbeats,
    ...createMemoryDigestProgress(log),
    sentNotifications: createMemorySentNotifications(log),
    breaker: createMemoryBreaker(log),
    sweepProgress: createMemorySweepProgress(log),
    requestedScopes: createMemoryRequestedScopes(log),
    graceEnds: createMemoryGraceEnds(log),
    sessionRegister: createMemorySessionRegister(log),
    canaryRuns: createMemoryCanaryRuns(log),
    settings: createMemorySettings(log),
    deploymentRecord: createMemoryDeploymentRecord(log),
    ...createMemoryManagementRoot(log),
    triggerQueue: createMemoryTriggerQueue(clock, log),
    sweepQueue: createMemorySweepQueue(log),
    deadLetters: createMemoryDeadLetterSender(log),
    messageBackoff: createMemoryMessageBackoff(log),
    notifier: createMemoryNotifier(log),
    newId: createCountingIds(),
    /** Advances the clock, so that delayed changes become visible. */
    pause: (async (milliseconds) => clock.advance(milliseconds / 1000)) satisfies Pause,
    /** Timers never fire. */
    setTimer: (() => ({ cancel() {} })) satisfies SetTimer,
  };
}

/** Ids sort by creation order, like ULIDs. */
function createCountingIds(): NewId {
  let made = 0;
  return () => {
    made += 1;
    return `id-${String(made).padStart(8, '0')}`;
  };
}

export interface MemoryTelemetry extends Telemetry {
  readonly logged: readonly { readonly event: LogEventKey; readonly fields: LogFields }[];
  total(metric: MetricKey): number;
  counted(metric: MetricKey): boolean;
  /** In the order in which they were counted. */
  values(metric: MetricKey): readonly number[];
}

function createMemoryTelemetry(): MemoryTelemetry {
  const logged: { readonly event: LogEventKey; readonly fields: LogFields }[] = [];
  const counts: (readonly [MetricKey, number])[] = [];
  const values = (metric: MetricKey) => counts.flatMap(([name, value]) => (name === metric ? [value] : []));
  return {
    logged,
    log: (event, fields) => {
      const wrong = invalidFieldsOf(JSON.parse(JSON.stringify(redactFields(fields))));
      if (wrong.length > 0)
        throw new Error(`${event} has fields that are not as registered: ${wrong.join(', ')}`);
      logged.push({ event, fields });
    },
    count: (metric, value) => {
      counts.push([metric, value]);
    },
    total: (metric) => values(metric).reduce((sum, value) => sum + value, 0),
    counted: (metric) => values(metric).length > 0,
    values,
  };
}
