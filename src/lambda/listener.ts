import type { DynamoDBStreamEvent, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import pLimit from 'p-limit';
import { assertNever } from '../domain/errors.ts';
import type { ListenerQueueName } from '../domain/listener-queue.ts';
import { describeEvent } from '../domain/trigger.ts';
import { type ParsedActivity, parseActivity } from '../events/activity.ts';
import { type ParsedHeartbeat, parseHeartbeat } from '../events/heartbeat.ts';
import type { WatchedInstallation } from '../events/own-parts/read-own-part-change.ts';
import { type AnnounceDependencies, announceEvent } from '../guardrail/notify/announce-event.ts';
import { reportOwnPart } from '../guardrail/notify/report-own-part.ts';
import type { HeartbeatRecorder } from '../guardrail/ports/hearing.ts';
import type { MessageBackoff } from '../guardrail/ports/work-queues.ts';
import type { SessionDependencies } from '../guardrail/sessions/dependencies.ts';
import { recordSession } from '../guardrail/sessions/record-session.ts';
import type { LogFields } from '../guardrail/telemetry/log-fields.ts';
import { type BatchDependencies, batchResponse, DONE, type JobResult, processBatch } from './batch.ts';
import { countHeartbeatDelay, timesOf } from './event-delay.ts';
import { type ExceptionStreamDependencies, requestAuditsOfChanges } from './exception-stream.ts';
import { type Invocation, withInvocationId } from './invocation.ts';
import { type ListenerJob, planListenerJobs } from './listener-plan.ts';

export interface ListenerDependencies
  extends AnnounceDependencies,
    SessionDependencies,
    BatchDependencies,
    ExceptionStreamDependencies {
  /** Tells events about rootguard itself from those about others. */
  readonly installation: WatchedInstallation;
  readonly heartbeats: HeartbeatRecorder;
  readonly backoff: Readonly<Record<ListenerQueueName, MessageBackoff>>;
  /** Identify the queue of a message. */
  readonly queueNames: Readonly<Record<Exclude<ListenerQueueName, 'activity'>, string>>;
  readonly flushMetrics: () => void;
}

/** A batch of one of its queues, or of the exceptions' stream. */
type ListenerEvent = SQSEvent | DynamoDBStreamEvent;

export type Listener = (event: ListenerEvent, context: Invocation) => Promise<SQSBatchResponse>;

/** A write or a notification takes less than a second, and its retries a few. */
const MIN_JOB_MS = 10_000;
const MAX_JOB_MS = 20_000;

/**
 * The function behind the queues of what needs no audit, and behind the exceptions' stream. It opens no root session, and deletes
 * nothing.
 */
export function createListener(deps: ListenerDependencies): Listener {
  // Sessions are counted after they are recorded, so that many at once would each find that there are many.
  const inTurn = pLimit(1);
  return async (event, context) => {
    const run = withInvocationId(context, deps);
    if (isOfStream(event)) {
      const response = await requestAuditsOfChanges(run, event);
      deps.flushMetrics();
      return response;
    }
    const jobs = planListenerJobs(event.Records.map((record) => [record, parse(run, record)]));
    const failed = await processBatch(run, event, context, jobs, {
      minMs: MIN_JOB_MS,
      maxMs: MAX_JOB_MS,
      run: (job) =>
        job.message.type === 'session-opened' ? inTurn(() => runJob(run, job)) : runJob(run, job),
      fieldsOf: messageFields,
      isLogged: hasOwnLine,
      backoffOf: (record) => deps.backoff[queueOf(deps, record)],
    });
    deps.flushMetrics();
    return batchResponse(failed);
  };
}

function isOfStream(event: ListenerEvent): event is DynamoDBStreamEvent {
  return event.Records.some(({ eventSource }) => eventSource === 'aws:dynamodb');
}

function parse(deps: ListenerDependencies, record: SQSRecord): ParsedActivity | ParsedHeartbeat {
  const { sentAt } = timesOf(record);
  if (queueOf(deps, record) !== 'heartbeats') {
    return parseActivity(record.body, sentAt, deps.installation);
  }
  const heartbeat = parseHeartbeat(record.body, sentAt);
  countHeartbeatDelay(deps.telemetry, record, heartbeat);
  return heartbeat;
}

function queueOf(deps: ListenerDependencies, { eventSourceARN }: SQSRecord): ListenerQueueName {
  const { heartbeats, memberActivity } = deps.queueNames;
  if (eventSourceARN.endsWith(`:${heartbeats}`)) return 'heartbeats';
  return eventSourceARN.endsWith(`:${memberActivity}`) ? 'memberActivity' : 'activity';
}

async function runJob(deps: ListenerDependencies, job: ListenerJob): Promise<JobResult> {
  const { message, records } = job;
  switch (message.type) {
    case 'heartbeat':
      await deps.heartbeats.recordHeartbeat(message.account, message.at);
      return DONE;
    case 'announcement':
      await announceEvent(deps, message.announced);
      return DONE;
    case 'session-opened':
      await recordSession(deps, message.session, message.loggedIn);
      return DONE;
    case 'own-part-changed':
      await reportOwnPart({ ...deps, ...deps.installation }, message.trigger);
      return DONE;
    case 'malformed': {
      const { path, message: why } = message;
      for (const record of records) {
        await deps.deadLetters.send(record.body, {
          path,
          message: why,
          receivedFrom: queueOf(deps, record),
        });
      }
      deps.telemetry.log('message-malformed', { ...messageFields(job), path, issues: [why] });
      deps.telemetry.count('MessagesMalformed', 1);
      return DONE;
    }
    case 'irrelevant':
      deps.telemetry.log('message-irrelevant', { ...messageFields(job), reason: message.reason });
      return DONE;
    default:
      return assertNever(message);
  }
}

/** A sweep has as many heartbeats and sessions as accounts, each of which says the same; the others have another line. */
function hasOwnLine({ message }: ListenerJob): boolean {
  return (
    message.type !== 'heartbeat' &&
    message.type !== 'session-opened' &&
    message.type !== 'malformed' &&
    message.type !== 'irrelevant'
  );
}

function messageFields({ message, records }: ListenerJob): LogFields {
  const messageIds = records.map(({ messageId }) => messageId);
  switch (message.type) {
    case 'heartbeat':
      return { account: message.account, messageIds };
    case 'announcement': {
      const { account, event } = message.announced;
      return { account, triggers: [describeEvent(event)], messageIds };
    }
    case 'session-opened':
      return { account: message.session.target, messageIds };
    case 'own-part-changed': {
      const { account, event } = message.trigger;
      return { account, triggers: [describeEvent(event)], messageIds };
    }
    default:
      return { messageIds };
  }
}
