import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { SetTimer } from '../concurrency/deadline.ts';
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
import { notifyManagementRoot } from '../guardrail/notify/management-root.ts';
import { reportWeakening, type WeakeningDependencies } from '../guardrail/notify/report-weakening.ts';
import type { RequestedScopes } from '../guardrail/ports/requested-scopes.ts';
import type { RootRemover } from '../guardrail/ports/root-sessions.ts';
import type { DeadLetterSender, MessageBackoff, WorkQueueName } from '../guardrail/ports/work-queues.ts';
import type { LogFields } from '../guardrail/telemetry/log-fields.ts';
import { batchResponse, DONE, type JobResult, processBatch } from './batch.ts';
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

/** One hanging call alone may take longer, as each of its ten attempts waits 15 seconds for an answer. */
const MAX_ACCOUNT_MS = 70_000;

/** The function behind the queues of what may need an audit. One audit answers all records about its account. */
export function createConsumer(deps: ConsumerDependencies): Consumer {
  return async (event, context) => {
    const run = withInvocationId(context, deps);
    const jobs = planJobs(event.Records.map((record) => [record, parse(run, record)]));
    const failed = await processBatch(run, event, context, jobs, {
      minMs: MIN_ACCOUNT_MS,
      maxMs: MAX_ACCOUNT_MS,
      run: (job, signal) => runJob(run, job, signal),
      fieldsOf: messageFields,
      isLogged: hasOwnLine,
      backoffOf: (record) => deps.backoff[queueOf(deps, record)],
      // A sweep's message has few deliveries. With the default back-off they last longer than another run on the account.
      firstDelayOf: (record, recheckSeconds) =>
        queueOf(deps, record) === 'sweep' ? undefined : recheckSeconds,
    });
    countOldestTrigger(deps, failed);
    deps.flushMetrics();
    return batchResponse(failed);
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

async function runJob(deps: ConsumerDependencies, job: Job, signal: AbortSignal): Promise<JobResult> {
  switch (job.type) {
    case 'guard': {
      const { account, triggers } = job;
      const remover =
        deps.remover && (triggers.every(removesWithLowPriority) ? deps.lowPriorityRemover : deps.remover);
      const ports = abortablePorts({ ...deps, remover }, signal);
      const outcome = await guardAccount({ ...deps, ...ports }, { account, triggers });
      if (outcome.type === 'rejected' && outcome.reason === 'management-account') {
        await notifyManagementRoot(deps, account, triggers);
      }
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

/** Jobs without an audit have another line. */
function hasOwnLine({ type }: Job): boolean {
  return type !== 'ignore' && type !== 'dead-letter';
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
