import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { allSettledInOrder } from '../concurrency/all-settled.ts';
import { assertNever } from '../domain/errors.ts';
import { formatScope, type Scope } from '../domain/exception.ts';
import { parseStreamRecord } from '../events/exception-stream.ts';
import { type ExceptionChangeDependencies, requestReaudit } from '../guardrail/operate/exception-changes.ts';
import type { Telemetry } from '../guardrail/ports/platform.ts';
import type { DeadLetterSender } from '../guardrail/ports/work-queues.ts';

export interface ExceptionStreamDependencies
  extends Pick<ExceptionChangeDependencies, 'triggerQueue' | 'requestedScopes' | 'clock'> {
  readonly deadLetters: DeadLetterSender;
  readonly telemetry: Telemetry;
}

/** What a batch leads to, and the records that are done with it. */
interface StreamJob {
  readonly id: string;
  readonly run: () => Promise<void>;
  readonly records: readonly DynamoDBRecord[];
}

/**
 * Requests audits of the scopes in which exceptions were changed: one request for all changes of a scope in a batch. The function's
 * event source mapping reads the table's stream, and delivers again from the first record that the answer names.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export async function requestAuditsOfChanges(
  deps: ExceptionStreamDependencies,
  { Records }: DynamoDBStreamEvent,
): Promise<DynamoDBBatchResponse> {
  const jobs = planJobs(deps, Records);
  const results = await allSettledInOrder(jobs.map(({ run }) => run));
  const failed = jobs.filter((job, index) => {
    const result = results[index];
    if (result?.status === 'fulfilled') return false;
    const messageIds = job.records.map(idOf);
    deps.telemetry.log('message-failed', { messageIds, why: `${job.id} failed`, error: result?.reason });
    return true;
  });
  const itemIdentifiers = new Set(failed.flatMap(({ records }) => records.map(idOf)));
  return {
    // In the order of the stream. An empty identifier fails the whole batch, so a record without one is never taken for done.
    batchItemFailures: Records.map(idOf)
      .filter((id) => itemIdentifiers.has(id))
      .map((itemIdentifier) => ({ itemIdentifier })),
  };
}

function planJobs(
  deps: ExceptionStreamDependencies,
  records: readonly DynamoDBRecord[],
): readonly StreamJob[] {
  const jobs = new Map<string, StreamJob>();
  for (const record of records) {
    const job = jobFor(deps, record);
    if (job === undefined) continue;
    const planned = jobs.get(job.id);
    // The latest change of the scope says since when it has to be audited.
    jobs.set(job.id, planned ? { ...job, records: [...planned.records, record] } : job);
  }
  return [...jobs.values()];
}

function jobFor(deps: ExceptionStreamDependencies, record: DynamoDBRecord): StreamJob | undefined {
  const parsed = parseStreamRecord({ ...record }, deps.clock.now());
  switch (parsed.type) {
    case 'exception-change': {
      const { scope, at } = parsed.trigger;
      const id = `the request for an audit of ${formatScope(scope)}`;
      return { id, run: () => requestAudit(deps, scope, at), records: [record] };
    }
    case 'malformed': {
      const id = `record ${idOf(record)}`;
      return { id, run: () => setAside(deps, record, parsed), records: [record] };
    }
    case 'irrelevant':
      deps.telemetry.log('message-irrelevant', { messageIds: [idOf(record)], reason: parsed.reason });
      return undefined;
    default:
      return assertNever(parsed);
  }
}

async function requestAudit(deps: ExceptionStreamDependencies, scope: Scope, at: Date): Promise<void> {
  await requestReaudit(deps, scope, 'exception-changed', 0, at);
  deps.telemetry.log('exception-change-received', { scope: formatScope(scope) });
}

/** Without the images of the row: both together may be larger than a message, and the record would stop the stream for a day. */
async function setAside(
  { deadLetters, telemetry }: ExceptionStreamDependencies,
  { eventSource, eventName, dynamodb }: DynamoDBRecord,
  { path, message }: { readonly path: string; readonly message: string },
): Promise<void> {
  const { Keys, SequenceNumber } = dynamodb ?? {};
  const body = JSON.stringify({ eventSource, eventName, dynamodb: { Keys, SequenceNumber } });
  await deadLetters.send(body, { path, message });
  telemetry.log('message-malformed', { messageIds: [SequenceNumber ?? ''], path, issues: [message] });
  telemetry.count('MessagesMalformed', 1);
}

function idOf({ dynamodb }: DynamoDBRecord): string {
  return dynamodb?.SequenceNumber ?? '';
}
