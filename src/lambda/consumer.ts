import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import pLimit from 'p-limit';
import { type SetTimer, withDeadline } from '../concurrency/deadline.ts';
import type { AwsFailure } from '../domain/aws-failure.ts';
import { assertNever } from '../domain/errors.ts';
import { describeLateness } from '../domain/event-lateness.ts';
import {
  describeEvent,
  describeTrigger,
  isLowPriority,
  type Trigger,
  type WeakeningTrigger,
} from '../domain/trigger.ts';
import { parseMessage } from '../events/parse-message.ts';
import type { ParsedMessage } from '../events/parsed-message.ts';
import type { GuardDependencies } from '../guardrail/account/dependencies.ts';
import { guardAccount } from '../guardrail/account/guard-account.ts';
import { reportWeakening, type WeakeningDependencies } from '../guardrail/notify/report-weakening.ts';
import { elapsedMs } from '../guardrail/ports/platform.ts';
import type { RequestedScopes } from '../guardrail/ports/requested-scopes.ts';
import type { RootRemover } from '../guardrail/ports/root-sessions.ts';
import type { DeadLetterSender, MessageBackoff, WorkQueueName } from '../guardrail/ports/work-queues.ts';
import type { LogFields } from '../guardrail/telemetry/log-fields.ts';
import { redactedFirstLine } from '../runtime/redact.ts';
import { backoffSeconds } from './backoff.ts';
import { countEventDelay, timesOf } from './event-delay.ts';
import { type Invocation, withInvocationId } from './invocation.ts';
import { type Job, planJobs } from './plan.ts';

export interface ConsumerDependencies extends GuardDependencies, WeakeningDependencies {
  readonly requestedScopes: Pick<RequestedScopes, 'request'>;
  readonly deadLetters: DeadLetterSender;
  readonly backoff: Readonly<Record<WorkQueueName, MessageBackoff>>;
  /** For audits that can wait: its AssumeRoot calls slow down when AWS throttles, so that those of `remover` need not. */
  readonly lowPriorityRemover: RootRemover | undefined;
  /** Identify the queue of a message. What a message says about an account is used only on the sweep queue. */
  readonly queueNames: Readonly<Record<Exclude<WorkQueueName, 'triggers'>, string>>;
  /** How many accounts are processed at a time. */
  readonly concurrency: number;
  readonly setTimer: SetTimer;
  readonly flushMetrics: () => void;
}

export type Consumer = (event: SQSEvent, context: Invocation) => Promise<SQSBatchResponse>;

/** Enough for an audit with removals, re-reads and a few throttled calls. */
const MIN_ACCOUNT_MS = 40_000;

/**
 * An account that takes longer is aborted: one hanging call alone may, as each of its ten attempts waits 15 seconds for an
 * answer. So there is time for the others in the batch, and their results are reported.
 */
const MAX_ACCOUNT_MS = 70_000;

/** Reserved for delaying messages and for the response. */
const RESPONSE_MARGIN_MS = 5_000;

type JobResult =
  | { readonly type: 'done' }
  | {
      readonly type: 'failed';
      readonly why: string;
      readonly failure?: AwsFailure | undefined;
      readonly error?: unknown;
      readonly recheckSeconds?: number | undefined;
    };

const DONE: JobResult = { type: 'done' };

/**
 * The function behind the queues. A record is done only if the result of its job says so; every other one is delayed, reported
 * as failed, and delivered again until the queue moves it to the dead-letter queue.
 *
 * Powertools' batch processor works record by record; here one audit answers several records.
 */
export function createConsumer(deps: ConsumerDependencies): Consumer {
  return async (event, context) => {
    const run = withInvocationId(context, deps);
    const limit = pLimit(deps.concurrency);
    const done = new Set<SQSRecord>();
    const jobs = planJobs(event.Records.map((record) => [record, parse(run, record)]));
    await Promise.all(
      jobs.map((job) =>
        limit(async () => {
          const startedAt = deps.clock.now();
          const result = await processJob(run, job, context);
          const durationMs = elapsedMs(startedAt, deps.clock);
          if (result.type !== 'done') return delayFailed(run, job, result, durationMs);
          for (const record of job.records) done.add(record);
          logProcessed(run, job, durationMs);
        }),
      ),
    );
    const failed = event.Records.filter((record) => !done.has(record));
    countOldestTrigger(deps, failed);
    deps.flushMetrics();
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}

/** SQS's metric ApproximateAgeOfOldestMessage ignores messages that were received three times, and those matter most. */
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
      ...timesOf(record),
    },
    { managementAccountId: deps.managementAccountId },
  );
  if (parsed.type === 'trigger' && parsed.issues !== undefined) {
    const { issues } = parsed;
    deps.telemetry.log('record-malformed', { record: `message ${record.messageId}`, issues });
  }
  countEventDelay(deps.telemetry, record, parsed);
  return parsed;
}

function queueOf(deps: ConsumerDependencies, { eventSourceARN }: SQSRecord): WorkQueueName {
  const { later, sweep } = deps.queueNames;
  if (eventSourceARN.endsWith(`:${sweep}`)) return 'sweep';
  return eventSourceARN.endsWith(`:${later}`) ? 'later' : 'triggers';
}

async function processJob(deps: ConsumerDependencies, job: Job, context: Invocation): Promise<JobResult> {
  const remainingMs = context.getRemainingTimeInMillis();
  if (remainingMs < MIN_ACCOUNT_MS) {
    return { type: 'failed', why: 'not enough time left in this invocation' };
  }
  try {
    const maxMs = Math.min(MAX_ACCOUNT_MS, remainingMs - RESPONSE_MARGIN_MS);
    return await withDeadline(deps.setTimer, maxMs, (signal) => runJob(deps, job, signal));
  } catch (error) {
    return {
      type: 'failed',
      why: redactedFirstLine(error instanceof Error ? error.message : String(error)),
      error,
    };
  }
}

async function runJob(deps: ConsumerDependencies, job: Job, signal: AbortSignal): Promise<JobResult> {
  switch (job.type) {
    case 'guard': {
      const { account, triggers } = job;
      const remover =
        deps.remover && (triggers.every(removesWithLowPriority) ? deps.lowPriorityRemover : deps.remover);
      const ports = abortablePorts({ ...deps, remover }, signal);
      const outcome = await guardAccount({ ...deps, ...ports }, { account, triggers });
      if (outcome.type !== 'retry') return DONE;
      const { why, failure, recheckSeconds } = outcome;
      return { type: 'failed', why, failure, recheckSeconds };
    }
    case 'report-weakening':
      await reportWeakening(deps, job.trigger);
      return DONE;
    case 'request-scope':
      await deps.requestedScopes.request(job.scope, job.at);
      return DONE;
    case 'dead-letter': {
      const { path, message } = job;
      for (const { body } of job.records) await deps.deadLetters.send(body, { path, message });
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

/** A removal in a sweep is as urgent as one after an event: it is of a credential that no event reported. */
function removesWithLowPriority(trigger: Trigger): boolean {
  return trigger.type !== 'swept' && isLowPriority(trigger);
}

type Ports = Pick<GuardDependencies, 'auditor' | 'remover' | 'posture' | 'notifier'>;

/**
 * Aborted work continues when Lambda uses the same process again, minutes later. What it had decided may be outdated then, so
 * it must not delete, start an enforcement or notify, nor keep other accounts waiting for a root session.
 */
function abortablePorts({ auditor, remover, posture, notifier }: Ports, signal: AbortSignal): Ports {
  return {
    auditor: { openAuditSession: (account) => auditor.openAuditSession(account, signal) },
    remover: remover && { openDeleteSession: (account) => remover.openDeleteSession(account, signal) },
    posture: {
      ...posture,
      startEnforcement: async (account, enforcement) => {
        signal.throwIfAborted();
        return posture.startEnforcement(account, enforcement);
      },
    },
    notifier: {
      publish: async (notification) => {
        signal.throwIfAborted();
        return notifier.publish(notification);
      },
    },
  };
}

/** Jobs without an audit have a line of their own. */
function logProcessed({ telemetry }: ConsumerDependencies, job: Job, durationMs: number): void {
  if (job.type === 'ignore' || job.type === 'dead-letter') return;
  telemetry.log('message-processed', { ...messageFields(job), durationMs });
}

/** Logs why the job failed, and delays its messages. */
async function delayFailed(
  deps: ConsumerDependencies,
  job: Job,
  { why, failure, error, recheckSeconds }: Extract<JobResult, { type: 'failed' }>,
  durationMs: number,
): Promise<void> {
  deps.telemetry.log('message-failed', { ...messageFields(job), why, failure, error, durationMs });
  await Promise.all(
    job.records.map(async (record) => {
      const queue = queueOf(deps, record);
      // A sweep's message has few deliveries. With the default back-off they last longer than another run on the account.
      const firstSeconds = queue === 'sweep' ? undefined : recheckSeconds;
      const seconds = backoffSeconds(Number(record.attributes.ApproximateReceiveCount), firstSeconds);
      try {
        await deps.backoff[queue].delay(record.receiptHandle, seconds);
      } catch (cause) {
        // The visibility timeout of the queue delivers it again anyway, only later.
        deps.telemetry.log('message-failed', {
          ...messageFields(job),
          why: 'the message could not be delayed',
          error: cause,
        });
      }
    }),
  );
}

function messageFields(job: Job): LogFields {
  const messageIds = job.records.map(({ messageId }) => messageId);
  switch (job.type) {
    case 'guard':
      return { account: job.account, ...triggerFields(job.triggers), messageIds };
    case 'report-weakening':
      return { account: job.trigger.account, ...triggerFields([job.trigger]), messageIds };
    default:
      return { messageIds };
  }
}

function triggerFields(triggers: readonly (Trigger | WeakeningTrigger)[]): LogFields {
  const lateEvents = triggers.flatMap((trigger) => {
    const event = 'event' in trigger ? trigger.event : undefined;
    const lateness = event && describeLateness(event);
    return event === undefined || lateness === undefined ? [] : [`${describeEvent(event)}: ${lateness}`];
  });
  return { triggers: triggers.map(describeTrigger), ...(lateEvents.length > 0 && { lateEvents }) };
}
