import type { SQSRecord } from 'aws-lambda';
import type { AccountId } from '../domain/account.ts';
import type { ParsedActivity } from '../events/activity.ts';
import type { Heartbeat, ParsedHeartbeat } from '../events/heartbeat.ts';
import type { BatchJob } from './batch.ts';

type ListenerMessage = ParsedActivity | ParsedHeartbeat;

export type ListenerJob = BatchJob & { readonly message: ListenerMessage };

/** The jobs of a batch. All heartbeats of one account are one write, of the latest. */
export function planListenerJobs(
  batch: readonly (readonly [SQSRecord, ListenerMessage])[],
): readonly ListenerJob[] {
  const heard = new Map<AccountId, { readonly records: readonly SQSRecord[]; readonly message: Heartbeat }>();
  const others: ListenerJob[] = [];
  for (const [record, message] of batch) {
    if (message.type !== 'heartbeat') {
      others.push({ message, records: [record] });
      continue;
    }
    const { records = [], message: other = message } = heard.get(message.account) ?? {};
    heard.set(message.account, {
      records: [...records, record],
      message: other.at > message.at ? other : message,
    });
  }
  return [...others, ...heard.values()];
}
