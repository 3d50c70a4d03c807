import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import pLimit from 'p-limit';
import { type SetTimer, withDeadline } from '../concurrency/deadline.ts';
import { assertNever } from '../domain/errors.ts';
import { canWait, type Trigger, type WeakeningTrigger } from '../domain/trigger.ts';
import { parseMessage } from '../events/parse-message.ts';
import type { ParsedMessage } from '../events/parsed-message.ts';
import type { GuardDependencies } from '../guardrail/account/dependencies.ts';
import { guardAccount } from '../guardrail/account/guard-account.ts';
import { reportWeakening, type WeakeningDependencies } from '../guardrail/notify/report-weakening.ts';
import { elapsedMs } from '../guardrail/ports/platform.ts';
import type { RootRemover } from '../guardrail/ports/root-sessions.ts';
import type { SweepState } from '../guardrail/ports/sweep-state.ts';
import type { DeadLetterSender, MessageBackoff } from '../guardrail/ports/work-queues.ts';
import type { LogFields } from '../guardrail/telemetry/log-fields.ts';
import { firstLine } from '../runtime/redact.ts';
import { backoffSeconds } from './backoff.ts';
import { type Invocation, within } from './invocation.ts';
import { type Job, planJobs } from './plan.ts';

export interface ConsumerDependencies extends GuardDependencies, WeakeningDependencies {
  readonly sweepState: Pick<SweepState, 'requestScope' | 'noteGraceEnd'>;
  readonly deadLetters: DeadLetterSender;
  readonly backoff: Readonly<Record<QueueName, MessageBackoff>>;
  /** Removes in sessions that give way to those of reverts; for looks that can wait. */
  readonly lowPriorityRemover: RootRemover | undefined;
  /** Tells the queues apart. Only on the sweep queue is a sweep's word about an account taken. */
  readonly queueNames: Readonly<Record<Exclude<QueueName, 'triggers'>, string>>;
  /** How many accounts are worked on at a time. */
  readonly concurrency: number;
  readonly setTimer: SetTimer;
  readonly flushMetrics: () => void;
}

type QueueName = 'triggers' | 'later' | 'sweep';

export type Consumer = (event: SQSEvent, context: Invocation) => Promise<SQSBatchResponse>;

/** An audit with removals, re-reads and a few throttled calls fits into this. Milliseconds. */
const MIN_ACCOUNT_MS = 40_000;

/**
 * No account takes longer, whatever hangs: one call alone may, as each of its ten tries waits 15 seconds for an answer.
 * So there is time for others in the batch, and what was done for them is reported. Milliseconds.
 */
const MAX_ACCOUNT_MS = 70_000;

/** Kept for putting messages off and for the answer. Milliseconds. */
const RESPONSE_MARGIN_MS = 5_000;

type Result =
  | { readonly type: 'done' }
  | {
      readonly type: 'failed';
      readonly why: string;
      readonly error?: unknown;
      readonly recheckSeconds?: number | undefined;
    };

const DONE: Result = { type: 'done' };

/**
 * The function behind the queues. A record is done only if the result of its job says so; every other one is reported
 * as failed, put off, and delivered again until the queue moves it to the dead-letter queue.
 *
 * Powertools' batch processor is not used here: it works record by record, and here one audit answers several records.
 */
export function createConsumer(deps: ConsumerDependencies): Consumer {
  return async (event, context) => {
    const run = within(context, deps);
    const limit = pLimit(deps.concurrency);
    const done = new Set<SQSRecord>();
    const jobs = planJobs(event.Records.map((record) => [record, parse(deps, record)]));
    await Promise.all(
      jobs.map((job) =>
        limit(async () => {
          const startedAt = deps.clock.now();
          const result = await processJob(run, job, context);
          const durationMs = elapsedMs(startedAt, deps.clock);
          if (result.type !== 'done') return putOff(run, job, result, durationMs);
          for (const record of job.records) done.add(record);
          noteDone(run, job, durationMs);
        }),
      ),
    );
    const failed = event.Records.filter((record) => !done.has(record));
    countOldestTrigger(deps, failed);
    deps.flushMetrics();
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}

/** SQS leaves a message out of its own metric of age once it has been received three times, which is when it matters. */
function countOldestTrigger(deps: ConsumerDependencies, failed: readonly SQSRecord[]): void {
  const triggers = failed.filter((record) => queueOf(deps, record) !== 'sweep');
  if (triggers.length === 0) return;
  const oldest = Math.min(...triggers.map(({ attributes }) => Number(attributes.SentTimestamp)));
  deps.telemetry.count('OldestFailedTriggerSeconds', (deps.clock.now().getTime() - oldest) / 1000);
}

function parse(deps: ConsumerDependencies, record: SQSRecord): ParsedMessage {
  const parsed = parseMessage(
    {
      body: record.body,
      queue: queueOf(deps, record) === 'sweep' ? 'sweep' : 'triggers',
      sentAt: new Date(Number(record.attributes.SentTimestamp)),
    },
    { managementAccountId: deps.managementAccountId },
  );
  if (parsed.type === 'trigger' && parsed.issues !== undefined) {
    const { issues } = parsed;
    deps.telemetry.log('record-malformed', { record: `message ${record.messageId}`, issues });
  }
  return parsed;
}

function queueOf(deps: ConsumerDependencies, { eventSourceARN }: SQSRecord): QueueName {
  const { later, sweep } = deps.queueNames;
  if (eventSourceARN.endsWith(`:${sweep}`)) return 'sweep';
  return eventSourceARN.endsWith(`:${later}`) ? 'later' : 'triggers';
}

async function processJob(deps: ConsumerDependencies, job: Job, context: Invocation): Promise<Result> {
  const left = context.getRemainingTimeInMillis();
  if (left < MIN_ACCOUNT_MS) {
    return { type: 'failed', why: 'the time of this invocation ran out before its turn' };
  }
  try {
    const most = Math.min(MAX_ACCOUNT_MS, left - RESPONSE_MARGIN_MS);
    return await withDeadline(deps.setTimer, most, (until) => carryOut(deps, job, until));
  } catch (error) {
    return { type: 'failed', why: firstLine(error instanceof Error ? error.message : String(error)), error };
  }
}

async function carryOut(deps: ConsumerDependencies, job: Job, until: AbortSignal): Promise<Result> {
  switch (job.type) {
    case 'guard': {
      const { account, triggers } = job;
      const remover =
        deps.remover && (triggers.every(isLowPriority) ? deps.lowPriorityRemover : deps.remover);
      const ports = abortablePorts({ ...deps, remover }, until);
      const outcome = await guardAccount({ ...deps, ...ports }, { account, triggers });
      if (outcome.type !== 'retry') return DONE;
      const { why, recheckSeconds } = outcome;
      return { type: 'failed', why, recheckSeconds };
    }
    case 'report-weakening':
      await reportWeakening(deps, job.trigger);
      return DONE;
    case 'request-scope':
      await deps.sweepState.requestScope(job.scope, job.at);
      return DONE;
    case 'dead-letter': {
      const { path, message } = job.malformed;
      await deps.deadLetters.send(job.body, { path, message });
      deps.telemetry.log('message-malformed', { ...messageFields(job), path, issues: [message] });
      deps.telemetry.count('MessagesMalformed', 1);
      return DONE;
    }
    case 'ignore':
      deps.telemetry.log('message-irrelevant', { ...messageFields(job), reason: job.reason });
      return DONE;
    default:
      return assertNever(job);
  }
}

/** A sweep finds what no event told of: that goes as fast as what an event tells. */
function isLowPriority(trigger: Trigger): boolean {
  return trigger.type !== 'swept' && canWait(trigger);
}

type Ports = Pick<GuardDependencies, 'auditor' | 'remover' | 'posture' | 'notifier'>;

/**
 * Work that was given up goes on when Lambda uses the same process again, minutes later: what it had decided by then may be
 * out of date, so it must not delete, begin an enforcement or tell anybody. And it keeps no other account waiting for a root
 * session.
 */
function abortablePorts({ auditor, remover, posture, notifier }: Ports, until: AbortSignal): Ports {
  return {
    auditor: { openAuditSession: (account) => auditor.openAuditSession(account, until) },
    remover: remover && { openDeleteSession: (account) => remover.openDeleteSession(account, until) },
    posture: {
      ...posture,
      startEnforcement: async (account, enforcement) => {
        until.throwIfAborted();
        return posture.startEnforcement(account, enforcement);
      },
    },
    notifier: {
      publish: async (notification) => {
        until.throwIfAborted();
        return notifier.publish(notification);
      },
    },
  };
}

/** What brings no work has a line of its own. */
function noteDone({ telemetry }: ConsumerDependencies, job: Job, durationMs: number): void {
  if (job.type === 'ignore' || job.type === 'dead-letter') return;
  telemetry.log('message-processed', { ...messageFields(job), durationMs });
}

async function putOff(
  deps: ConsumerDependencies,
  job: Job,
  { why, error, recheckSeconds }: Extract<Result, { type: 'failed' }>,
  durationMs: number,
): Promise<void> {
  deps.telemetry.log('message-failed', { ...messageFields(job), why, error, durationMs });
  await Promise.all(
    job.records.map(async (record) => {
      const queue = queueOf(deps, record);
      // A sweep's message is tried a few times only, which must last longer than the other run.
      const firstSeconds = queue === 'sweep' ? undefined : recheckSeconds;
      const seconds = backoffSeconds(Number(record.attributes.ApproximateReceiveCount), firstSeconds);
      try {
        await deps.backoff[queue].delay(record.receiptHandle, seconds);
      } catch (failure) {
        // The queue's own visibility timeout brings it back all the same, only later.
        deps.telemetry.log('message-failed', {
          ...messageFields(job),
          why: 'could not be put off',
          error: failure,
        });
      }
    }),
  );
}

function messageFields(job: Job): LogFields {
  const messageIds = job.records.map(({ messageId }) => messageId);
  switch (job.type) {
    case 'guard':
      return { account: job.account, triggers: job.triggers.map(describeTrigger), messageIds };
    case 'report-weakening':
      return { account: job.trigger.account, triggers: [describeTrigger(job.trigger)], messageIds };
    default:
      return { messageIds };
  }
}

function describeTrigger(trigger: Trigger | WeakeningTrigger): string {
  if (trigger.type === 'swept') return `sweep ${trigger.sweepId}`;
  if (trigger.type === 'audit-requested') return `request ${trigger.why}`;
  return `${trigger.event.name} ${trigger.event.id}`;
}
