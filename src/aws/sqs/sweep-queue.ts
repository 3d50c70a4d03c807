import {
  type BatchResultErrorEntry,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
} from '@aws-sdk/client-sqs';
import { RootguardError } from '../../domain/errors.ts';
import type { SweepItem } from '../../domain/sweep-item.ts';
import type { Pause } from '../../guardrail/ports/platform.ts';
import type { SweepQueue } from '../../guardrail/ports/work-queues.ts';
import { callAws } from '../aws-call.ts';
import { MAX_BATCH_MESSAGES, type Queue, queueCall } from './queue.ts';

/** How long to wait before entries that SQS refused are resent. */
const RESEND_PAUSES_MS = [200, 1_000, 5_000];

export interface SweepQueueOptions extends Queue {
  readonly write: (item: SweepItem) => string;
  readonly pause: Pause;
}

/**
 * SQS may accept a batch in part, so the result of each entry is checked. It leaves an empty list out of its answer, so only an entry
 * that it names as successful is known to be in the queue.
 */
export function createSweepQueue(options: SweepQueueOptions): SweepQueue {
  return {
    async send(items) {
      for (let first = 0; first < items.length; first += MAX_BATCH_MESSAGES) {
        await sendBatch(options, items.slice(first, first + MAX_BATCH_MESSAGES));
      }
    },
  };
}

async function sendBatch(options: SweepQueueOptions, items: readonly SweepItem[]): Promise<void> {
  let refused = await sendOnce(options, items);
  for (const pause of RESEND_PAUSES_MS) {
    if (refused.length === 0) return;
    await options.pause(pause);
    refused = await sendOnce(
      options,
      refused.map(({ item }) => item),
    );
  }
  if (refused.length === 0) return;
  const accounts = refused.map(({ item, why }) => `${item.account.id} (${why})`);
  throw new RootguardError('sweep-queue-refused', `SQS refused the messages of ${accounts.join(', ')}`);
}

interface Refused {
  readonly item: SweepItem;
  readonly why: string;
}

async function sendOnce(
  options: SweepQueueOptions,
  items: readonly SweepItem[],
): Promise<readonly Refused[]> {
  const entries: SendMessageBatchRequestEntry[] = items.map((item, index) => ({
    Id: String(index),
    MessageBody: options.write(item),
  }));
  const command = new SendMessageBatchCommand({ QueueUrl: options.queueUrl, Entries: entries });
  const call = queueCall('sqs:SendMessage', options);
  const { Successful = [], Failed = [] } = await callAws(call, options.client.send(command));
  return items.flatMap((item, index) => {
    const isEntry = ({ Id }: { readonly Id: string | undefined }) => Id === String(index);
    return Successful.some(isEntry) ? [] : [{ item, why: describeRefusal(Failed.find(isEntry)) }];
  });
}

/** `InternalError: …`; SQS need not give a message. */
function describeRefusal(refused: BatchResultErrorEntry | undefined): string {
  if (refused === undefined) return 'SQS did not mention it';
  const { Code = 'no code', Message } = refused;
  return Message === undefined ? Code : `${Code}: ${Message}`;
}
