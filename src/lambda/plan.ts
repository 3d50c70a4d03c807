import type { SQSRecord } from 'aws-lambda';
import type { AccountId } from '../domain/account.ts';
import type { WideScope } from '../domain/exception.ts';
import { isLowPriority, type Trigger, type WeakeningTrigger } from '../domain/trigger.ts';
import type { Irrelevant, Malformed, ParsedMessage } from '../events/parsed-message.ts';
import { workFor } from '../events/requested-work.ts';

/** One piece of work, and the records that are done with it. */
export type Job = { readonly records: readonly SQSRecord[] } & (
  | { readonly type: 'guard'; readonly account: AccountId; readonly triggers: readonly Trigger[] }
  | { readonly type: 'report-weakening'; readonly trigger: WeakeningTrigger }
  | { readonly type: 'request-scope'; readonly scope: WideScope; readonly at: Date }
  | { readonly type: 'dead-letter'; readonly body: string; readonly malformed: Malformed }
  | { readonly type: 'ignore'; readonly reason: Irrelevant['reason'] }
);

type GuardJob = Extract<Job, { type: 'guard' }>;

/**
 * The jobs of a batch. All messages about one account become one audit, which shows the current state and so answers all of
 * them. Urgent audits come first, then those that can wait, then the sweep's; each kind in the order of the batch.
 */
export function planJobs(batch: readonly (readonly [SQSRecord, ParsedMessage])[]): readonly Job[] {
  const guarded = new Map<AccountId, GuardJob>();
  const others: Job[] = [];
  for (const [record, message] of batch) {
    const job = jobFor(record, message);
    if (job.type !== 'guard') others.push(job);
    else guarded.set(job.account, merge(guarded.get(job.account), job));
  }
  const guards = [...guarded.values()].toSorted((one, other) => urgencyOf(one) - urgencyOf(other));
  return [...others, ...guards];
}

/** 0 for what comes first. */
function urgencyOf({ triggers }: GuardJob): number {
  return Math.min(
    ...triggers.map((trigger) => (trigger.type === 'swept' ? 2 : isLowPriority(trigger) ? 1 : 0)),
  );
}

function jobFor(record: SQSRecord, message: ParsedMessage): Job {
  const records = [record];
  const work = workFor(message);
  switch (work.type) {
    case 'guard':
      return { type: 'guard', records, account: work.trigger.account, triggers: [work.trigger] };
    case 'dead-letter':
      return { ...work, records, body: record.body };
    default:
      return { ...work, records };
  }
}

function merge(existing: GuardJob | undefined, job: GuardJob): GuardJob {
  if (existing === undefined) return job;
  return {
    ...existing,
    records: [...existing.records, ...job.records],
    triggers: [...existing.triggers, ...job.triggers],
  };
}
