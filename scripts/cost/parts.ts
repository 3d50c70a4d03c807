import { METRICS, OPT_IN_METRICS } from '../../src/guardrail/telemetry/metrics.ts';
import { SCHEDULES } from '../../src/installation/defaults.ts';
import { FUNCTIONS } from '../../src/runtime/resources.ts';
import type { Priced } from './prices.ts';

const DAYS = 30;
const SECONDS = DAYS * 86_400;
const WATCHES = SECONDS / SCHEDULES.watch.everySeconds;
const SWEEPS = SECONDS / SCHEDULES['full-sweep'].everySeconds;

/** Assumptions, each rather too high than too low. Correct them with your own bill. */
export const ASSUMPTIONS = {
  /** Events of root users that reach the home bus, for each account. */
  eventsPerAccount: 10,
  accountsPerInvocation: 8,
  secondsPerInvocation: 4,
  secondsPerWatch: 2,
  accountsListedPerSecond: 20,
  /** Send, receive and delete, as if nothing were batched. */
  requestsPerMessage: 3,
  /** Lambda asks an idle queue in five parallel polls of 20 seconds each. */
  idleRequestsPerQueue: (5 * SECONDS) / 20,
  /** Of the queues that lead to audits. */
  queues: 3,
  readsPerAudit: 2,
  writesPerAudit: 2,
  readsPerWatch: 10,
  /** A new on-demand table has four partitions, each with a shard that a pipe reads four times a second. */
  streamReads: 4 * 4 * SECONDS,
  kilobytesOfLogPerAudit: 2,
  kilobytesOfLogPerWatch: 3,
  /** Of the listener. Most arrive during a sweep, and are gathered for a minute. */
  heartbeatsPerInvocation: 10,
  /** For what is recorded and notified, such as the events of AssumeRoot, nothing is gathered. */
  activitiesPerInvocation: 1,
  secondsPerListenerInvocation: 1,
  writesPerHeartbeat: 1,
  writesPerSession: 1,
  kilobytesOfLogPerListenerInvocation: 1,
  /** The coverage is counted once an hour, from every row of the posture table. A strongly consistent read has 4 kB. */
  rowsPerRead: 4,
  /** By default one a day. */
  canaryRuns: DAYS,
  /** A run polls twice a second for its hops. */
  secondsPerCanaryRun: 60,
  canaryAlarms: 2,
  /** One of them in the management account. */
  alarms: 25,
  /** The metrics of the functions, and one derived from their log. */
  metrics: Object.keys(METRICS).length - OPT_IN_METRICS.length + 1,
} as const;

const GIGABYTES = FUNCTIONS.consumer.memoryMegabytes / 1024;

/** How much of what AWS charges for is used in a month. */
export type Usage = Partial<Record<Priced, number>>;

/** A part of rootguard that costs something. */
export interface Part {
  readonly name: string;
  /** In an organization with this number of member accounts, swept once a day. */
  readonly usage: (accounts: number) => Usage;
  /** How the usage is computed, for the page. */
  readonly explained: string;
}

const audits: Part = {
  name: 'Audits, sweeps and removals',
  usage(accounts) {
    const a = ASSUMPTIONS;
    const audited = auditsOf(accounts);
    const invocations = audited / a.accountsPerInvocation;
    const seconds =
      invocations * a.secondsPerInvocation +
      WATCHES * a.secondsPerWatch +
      (SWEEPS * accounts) / a.accountsListedPerSecond;
    return {
      lambdaRequest: invocations + WATCHES + SWEEPS,
      lambdaArmGbSecond: seconds * GIGABYTES,
      sqsRequest: audited * a.requestsPerMessage + a.queues * a.idleRequestsPerQueue,
      eventToAnotherBus: accounts * a.eventsPerAccount,
      schedulerInvocation: WATCHES + SWEEPS,
      dynamodbRead: audited * a.readsPerAudit + WATCHES * a.readsPerWatch,
      dynamodbWrite: audited * a.writesPerAudit,
      logGigabyte: (audited * a.kilobytesOfLogPerAudit + WATCHES * a.kilobytesOfLogPerWatch) / 1e6,
    };
  },
  explained: `Each account is audited ${SWEEPS} times by sweeps and ${ASSUMPTIONS.eventsPerAccount} times because of events of its root user, which are forwarded to another account. An invocation of ${ASSUMPTIONS.secondsPerInvocation} s audits ${ASSUMPTIONS.accountsPerInvocation} accounts; a watch takes ${ASSUMPTIONS.secondsPerWatch} s, and a sweep lists ${ASSUMPTIONS.accountsListedPerSecond} accounts a second, all with ${GIGABYTES} GB. A message is ${ASSUMPTIONS.requestsPerMessage} requests, and Lambda asks each of ${ASSUMPTIONS.queues} idle queues ${formatCount(ASSUMPTIONS.idleRequestsPerQueue)} times. An audit reads the tables ${ASSUMPTIONS.readsPerAudit} times, writes ${ASSUMPTIONS.writesPerAudit} times, and logs ${ASSUMPTIONS.kilobytesOfLogPerAudit} kB.`,
};

/** Of the listener: one heartbeat for each audit. */
const heartbeats: Part = {
  name: 'Hearing every account',
  usage(accounts) {
    const a = ASSUMPTIONS;
    const heard = auditsOf(accounts);
    const invocations = heard / a.heartbeatsPerInvocation;
    return {
      ...listening(invocations),
      sqsRequest: heard * a.requestsPerMessage + a.idleRequestsPerQueue,
      eventToAnotherBus: heard,
      dynamodbRead: (DAYS * 24 * accounts) / a.rowsPerRead,
      dynamodbWrite: heard * a.writesPerHeartbeat,
    };
  },
  explained: `Each audit comes back as one event, forwarded like the others and written once; the listener takes ${ASSUMPTIONS.heartbeatsPerInvocation} in an invocation of ${ASSUMPTIONS.secondsPerListenerInvocation} s. Lambda asks one more idle queue. The coverage is counted once an hour, with ${ASSUMPTIONS.rowsPerRead} rows in a read. No call to the accounts is added.`,
};

/** Of the listener: each session that anybody opens, and what else is notified without an audit. */
const sessions: Part = {
  name: 'Who opened a session',
  usage(accounts) {
    const a = ASSUMPTIONS;
    const opened = auditsOf(accounts);
    const invocations = opened / a.activitiesPerInvocation;
    return {
      ...listening(invocations),
      sqsRequest: opened * a.requestsPerMessage + 2 * a.idleRequestsPerQueue,
      eventToAnotherBus: opened,
      dynamodbWrite: opened * a.writesPerSession,
    };
  },
  explained: `Each audit opens a session, whose event goes to the bus of rootguard, and is written to the register once, in an invocation of its own. Lambda asks two more idle queues. Events of rootguard's own parts, of policies and of contacts take the same way, and are too few to count.`,
};

function auditsOf(accounts: number): number {
  return accounts * (SWEEPS + ASSUMPTIONS.eventsPerAccount);
}

function listening(invocations: number): Usage {
  return {
    lambdaRequest: invocations,
    lambdaArmGbSecond:
      (invocations * ASSUMPTIONS.secondsPerListenerInvocation * FUNCTIONS.listener.memoryMegabytes) / 1024,
    logGigabyte: (invocations * ASSUMPTIONS.kilobytesOfLogPerListenerInvocation) / 1e6,
  };
}

const pipe: Part = {
  name: "The exceptions' stream by a pipe",
  usage: () => ({ dynamodbStreamRead: ASSUMPTIONS.streamReads }),
  explained:
    'The pipe polled 4 shards, 4 times a second. AWS says neither how many shards an idle table has nor that the reads of a pipe are free, so this was the upper bound: with one shard it is a quarter.',
};

const alarms: Part = {
  name: 'Alarms, metrics, dashboard',
  usage: () => ({ alarm: ASSUMPTIONS.alarms, metric: ASSUMPTIONS.metrics, dashboard: 1 }),
  explained: `${ASSUMPTIONS.alarms} alarms, ${ASSUMPTIONS.metrics} metrics, one dashboard.`,
};

/** Of its events, audits and messages there are too few to count. */
const canary: Part = {
  name: 'The canary',
  usage() {
    const a = ASSUMPTIONS;
    const seconds = a.canaryRuns * a.secondsPerCanaryRun;
    return {
      lambdaRequest: a.canaryRuns,
      lambdaArmGbSecond: (seconds * FUNCTIONS.canary.memoryMegabytes) / 1024,
      schedulerInvocation: a.canaryRuns,
      dynamodbRead: seconds * 2,
      alarm: a.canaryAlarms,
      metric: OPT_IN_METRICS.length,
    };
  },
  explained: `One run a day of ${ASSUMPTIONS.secondsPerCanaryRun} s, which reads the ledger twice a second; ${ASSUMPTIONS.canaryAlarms} alarms and ${OPT_IN_METRICS.length} metrics.`,
};

/** Of one Region. Rules are free; of the events there are too few to count, unless rootguard's own sessions are opened there. */
const furtherRegion: Part = {
  name: 'Each Region of `sessionRegions`',
  usage: () => ({ alarm: 1 }),
  explained:
    'One alarm. Rules and roles are free in any number of accounts; an event that is forwarded is $1.00 per million.',
};

export function formatCount(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

export const PARTS: readonly Part[] = [audits, heartbeats, sessions, alarms];

/** What the configuration has to ask for. */
export const OPT_IN_PARTS: readonly Part[] = [canary, furtherRegion];

/** Before rootguard heard its accounts, kept a register of sessions, and watched itself, and when a pipe read the exceptions' stream. */
export const EARLIER_PARTS: readonly Part[] = [
  audits,
  pipe,
  { ...alarms, usage: () => ({ alarm: 19, metric: 21, dashboard: 1 }) },
];
