import { EXPIRY_ATTRIBUTE } from '../aws/dynamodb/session-keys.ts';
import type { ListenerQueueName } from '../domain/listener-queue.ts';
import type { WorkQueueName } from '../guardrail/ports/work-queues.ts';
import { DEFAULT_NAMES } from '../installation/names.ts';

/**
 * The resources of rootguard on AWS, as plain data. The CDK app and the local stack both create them from it, so that what
 * runs on a laptop is what is deployed. The names are those of an installation without a prefix of its own.
 */

const MINUTE_SECONDS = 60;
const DAY_SECONDS = 24 * 60 * MINUTE_SECONDS;

/** Memory also sets the share of a CPU; the functions mostly wait for AWS. */
export const FUNCTIONS = {
  consumer: { timeoutSeconds: 2 * MINUTE_SECONDS, memoryMegabytes: 512 },
  /** Longer than a run may take. */
  canary: { timeoutSeconds: 10 * MINUTE_SECONDS, memoryMegabytes: 512 },
  listener: { timeoutSeconds: MINUTE_SECONDS, memoryMegabytes: 512 },
  sweeper: { timeoutSeconds: 15 * MINUTE_SECONDS, memoryMegabytes: 512 },
} as const;

export interface QueueSettings {
  readonly name: string;
  readonly visibilityTimeoutSeconds: number;
  readonly retentionSeconds: number;
  /** After how many receives a message goes to the dead-letter queue. */
  readonly maxReceiveCount: number;
}

/**
 * Six times the function's timeout: with less, a message can come back while a throttled invocation still holds it.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
const VISIBILITY_TIMEOUT_SECONDS = 6 * FUNCTIONS.consumer.timeoutSeconds;

/** Also the longest batching window, during which a message is already received. */
const LISTENER_VISIBILITY_TIMEOUT_SECONDS = 6 * FUNCTIONS.listener.timeoutSeconds + MINUTE_SECONDS;

const ACTIVITY = {
  visibilityTimeoutSeconds: LISTENER_VISIBILITY_TIMEOUT_SECONDS,
  retentionSeconds: 4 * DAY_SECONDS,
  maxReceiveCount: 10,
} as const;

export const QUEUES = {
  triggers: {
    name: DEFAULT_NAMES.queues.triggers,
    visibilityTimeoutSeconds: VISIBILITY_TIMEOUT_SECONDS,
    retentionSeconds: 4 * DAY_SECONDS,
    /** With the consumer's back-off the last try comes more than an hour after the first. */
    maxReceiveCount: 10,
  },
  later: {
    name: DEFAULT_NAMES.queues.later,
    visibilityTimeoutSeconds: VISIBILITY_TIMEOUT_SECONDS,
    retentionSeconds: 4 * DAY_SECONDS,
    maxReceiveCount: 10,
  },
  sweep: {
    name: DEFAULT_NAMES.queues.sweep,
    visibilityTimeoutSeconds: VISIBILITY_TIMEOUT_SECONDS,
    retentionSeconds: 4 * DAY_SECONDS,
    /** Fewer: the next sweep audits the account anyway. */
    maxReceiveCount: 5,
  },
  /** CloudTrail's events of the audits' own reads, one for each account and sweep. */
  heartbeats: {
    name: DEFAULT_NAMES.queues.heartbeats,
    visibilityTimeoutSeconds: LISTENER_VISIBILITY_TIMEOUT_SECONDS,
    /** The next sweep makes the next ones. */
    retentionSeconds: DAY_SECONDS,
    maxReceiveCount: 5,
  },
  /** What is recorded and notified, but needs no audit: of the home account and the management account, and of all others. */
  activity: { name: DEFAULT_NAMES.queues.activity, ...ACTIVITY },
  memberActivity: { name: DEFAULT_NAMES.queues.memberActivity, ...ACTIVITY },
} as const satisfies Record<WorkQueueName | ListenerQueueName, QueueSettings>;

/** One for all queues: an operator has to look at each message in it, whichever queue it came from. */
export const DEAD_LETTER_QUEUE = {
  name: DEFAULT_NAMES.queues.deadLetters,
  /** SQS's maximum. A redriven message keeps its age, so this must exceed the retention of the queues themselves. */
  retentionSeconds: 14 * DAY_SECONDS,
} as const;

export interface EventSourceSettings {
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
  readonly maximumConcurrency: number;
}

/**
 * How the consumer receives messages. Each queue has its own concurrency, so that a removal after an event never waits for a
 * sweep, nor do follow-up audits and audits after the end of an exception (queue `later`). A batch has as many messages as the
 * consumer processes at a time: with ten, two would wait until one of the first eight is done. There is no batching window: it
 * would delay removals, and the sweeper sends ten messages at a time anyway.
 */
export const EVENT_SOURCES = {
  triggers: { batchSize: 8, batchingWindowSeconds: 0, maximumConcurrency: 5 },
  later: { batchSize: 8, batchingWindowSeconds: 0, maximumConcurrency: 2 },
  sweep: { batchSize: 8, batchingWindowSeconds: 0, maximumConcurrency: 2 },
} as const satisfies Record<WorkQueueName, EventSourceSettings>;

/**
 * How the listener receives messages. Nobody waits for a heartbeat, so that a sweep's are gathered into few invocations; a batch of
 * a thousand events is less than half of the six megabytes that an invocation takes. What is notified has no batching window, and what
 * home logs has a concurrency of its own, so that it never waits for the events of a member account, however many those are.
 */
export const LISTENER_SOURCES = {
  heartbeats: { batchSize: 1000, batchingWindowSeconds: MINUTE_SECONDS, maximumConcurrency: 2 },
  activity: { batchSize: 10, batchingWindowSeconds: 0, maximumConcurrency: 2 },
  memberActivity: { batchSize: 10, batchingWindowSeconds: 0, maximumConcurrency: 2 },
} as const satisfies Record<ListenerQueueName, EventSourceSettings>;

/** How many executions of the consumer all queues together start at most. */
export const CONSUMER_CONCURRENCY = Object.values(EVENT_SOURCES).reduce(
  (sum, { maximumConcurrency }) => sum + maximumConcurrency,
  0,
);

export interface TableSettings {
  readonly name: string;
  /** Both keys are strings. */
  readonly partitionKey: string;
  readonly sortKey?: string;
  /** Rows are deleted once the time in it, in seconds since 1970, is past. */
  readonly timeToLiveAttribute?: string;
}

export const TABLES = {
  exceptions: { name: DEFAULT_NAMES.tables.exceptions, partitionKey: 'scope', sortKey: 'id' },
  ledger: { name: DEFAULT_NAMES.tables.ledger, partitionKey: 'account', sortKey: 'at' },
  posture: { name: DEFAULT_NAMES.tables.posture, partitionKey: 'account' },
  settings: { name: DEFAULT_NAMES.tables.settings, partitionKey: 'name' },
  sessions: {
    name: DEFAULT_NAMES.tables.sessions,
    partitionKey: 'account',
    sortKey: 'at',
    timeToLiveAttribute: EXPIRY_ATTRIBUTE,
  },
} as const satisfies Record<string, TableSettings>;

export const TOPIC_NAME = DEFAULT_NAMES.topic;

export const BUS_NAME = DEFAULT_NAMES.bus;
