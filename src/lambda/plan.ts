import type { SQSRecord } from 'aws-lambda';
import type { AccountId } from '../domain/account.ts';
import { isLowPriority } from '../domain/trigger.ts';
import type { ParsedMessage } from '../events/parsed-message.ts';
import { type RequestedWork, workFor } from '../events/requested-work.ts';
import type { BatchJob } from './batch.ts';

export type Job = RequestedWork & BatchJob;

type GuardJob = Extract<Job, { type: 'guard' }>;

/**
 * The jobs of a batch. All messages about one account become one audit, which shows the current state and so answers all of
 * them. Urgent audits come first, then those that can wait, then the sweep's; each kind in the order of the batch.
 */
export function planJobs(batch: readonly (readonly [SQSRecord, ParsedMessage])[]): readonly Job[] {
  const guarded = new Map<AccountId, GuardJob>();
  const others: Job[] = [];
  for (const [record, message] of batch) {
    const job: Job = { ...workFor(message), records: [record] };
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

function merge(existing: GuardJob | undefined, job: GuardJob): GuardJob {
  if (existing === undefined) return job;
  return {
    ...existing,
    records: [...existing.records, ...job.records],
    triggers: [...existing.triggers, ...job.triggers],
  };
}
