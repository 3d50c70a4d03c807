import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import pLimit from 'p-limit';
import { type SetTimer, withDeadline } from '../concurrency/deadline.ts';
import type { AwsFailure } from '../domain/aws-failure.ts';
import { type Clock, elapsedMs, type Telemetry } from '../guardrail/ports/platform.ts';
import type { MessageBackoff } from '../guardrail/ports/work-queues.ts';
import type { LogFields } from '../guardrail/telemetry/log-fields.ts';
import { redactedFirstLine } from '../runtime/redact.ts';
import { backoffSeconds } from './backoff.ts';
import type { Invocation } from './invocation.ts';

/** One piece of work, and the records that are done with it. */
export interface BatchJob {
  readonly records: readonly SQSRecord[];
}

export type JobResult =
  | { readonly type: 'done' }
  | {
      readonly type: 'failed';
      readonly why: string;
      readonly failure?: AwsFailure | undefined;
      readonly error?: unknown;
      /** When to try again at first. */
      readonly recheckSeconds?: number | undefined;
    };

export const DONE: JobResult = { type: 'done' };

export interface BatchDependencies {
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly setTimer: SetTimer;
  /** How many jobs are processed at a time. */
  readonly concurrency: number;
}

export interface BatchWork<Job> {
  /** A job is not started with less time left in the invocation. */
  readonly minMs: number;
  /** A job that takes longer is aborted, so that there is time for the others, and their results are reported. */
  readonly maxMs: number;
  readonly run: (job: Job, signal: AbortSignal) => Promise<JobResult>;
  /** What identifies a job in the log. */
  readonly fieldsOf: (job: Job) => LogFields;
  /** Whether the end of a job has a line of its own. */
  readonly isLogged: (job: Job) => boolean;
  readonly backoffOf: (record: SQSRecord) => MessageBackoff;
  /** The delay after the first delivery, where it is not the default. */
  readonly firstDelayOf?: (record: SQSRecord, recheckSeconds: number | undefined) => number | undefined;
}

/** Reserved for delaying messages and for the response. */
const RESPONSE_MARGIN_MS = 5_000;

/**
 * Processes the jobs of a batch. A record is done only if the result of its job says so; every other one is delayed, and delivered
 * again until the queue moves it to the dead-letter queue.
 *
 * Powertools' batch processor works record by record; here one job may answer several records.
 * @returns the records that are not done
 */
export async function processBatch<Job extends BatchJob>(
  deps: BatchDependencies,
  { Records }: SQSEvent,
  context: Invocation,
  jobs: readonly Job[],
  work: BatchWork<Job>,
): Promise<readonly SQSRecord[]> {
  const limit = pLimit(deps.concurrency);
  const done = new Set<SQSRecord>();
  await Promise.all(
    jobs.map((job) =>
      limit(async () => {
        const startedAt = deps.clock.now();
        const result = await processJob(deps, context, job, work);
        const durationMs = elapsedMs(startedAt, deps.clock);
        if (result.type !== 'done') return delayFailed(deps, job, work, result, durationMs);
        for (const record of job.records) done.add(record);
        if (work.isLogged(job))
          deps.telemetry.log('message-processed', { ...work.fieldsOf(job), durationMs });
      }),
    ),
  );
  return Records.filter((record) => !done.has(record));
}

export function batchResponse(failed: readonly SQSRecord[]): SQSBatchResponse {
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

async function processJob<Job extends BatchJob>(
  { setTimer }: BatchDependencies,
  context: Invocation,
  job: Job,
  { minMs, maxMs, run }: BatchWork<Job>,
): Promise<JobResult> {
  const remainingMs = context.getRemainingTimeInMillis();
  if (remainingMs < minMs) return { type: 'failed', why: 'not enough time left in this invocation' };
  try {
    return await withDeadline(setTimer, Math.min(maxMs, remainingMs - RESPONSE_MARGIN_MS), (signal) =>
      run(job, signal),
    );
  } catch (error) {
    return {
      type: 'failed',
      why: redactedFirstLine(error instanceof Error ? error.message : String(error)),
      error,
    };
  }
}

/** Logs why the job failed, and delays its messages. */
async function delayFailed<Job extends BatchJob>(
  { telemetry }: BatchDependencies,
  job: Job,
  { fieldsOf, backoffOf, firstDelayOf }: BatchWork<Job>,
  { why, failure, error, recheckSeconds }: Extract<JobResult, { type: 'failed' }>,
  durationMs: number,
): Promise<void> {
  telemetry.log('message-failed', { ...fieldsOf(job), why, failure, error, durationMs });
  await Promise.all(
    job.records.map(async (record) => {
      const firstSeconds = firstDelayOf?.(record, recheckSeconds);
      const seconds = backoffSeconds(Number(record.attributes.ApproximateReceiveCount), firstSeconds);
      try {
        await backoffOf(record).delay(record.receiptHandle, seconds);
      } catch (cause) {
        // The visibility timeout of the queue delivers it again anyway, only later.
        telemetry.log('message-failed', {
          ...fieldsOf(job),
          why: 'the message could not be delayed',
          error: cause,
        });
      }
    }),
  );
}
