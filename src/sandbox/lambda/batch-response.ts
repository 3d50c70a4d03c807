import { z } from 'zod';
import type { Message } from '../sqs/message.ts';

const responseSchema = z.object({
  batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish(),
});

/**
 * The messages of a batch that a function is done with. No answer and an empty list of failures mean all of them; an
 * answer of another form, or one that names a message outside the batch, means none.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function succeeded(batch: readonly Message[], response: unknown): readonly Message[] {
  if (response === undefined || response === null) return batch;
  const parsed = responseSchema.safeParse(response);
  if (!parsed.success) return [];
  const failed = new Set((parsed.data.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier));
  const known = new Set(batch.map(({ id }) => id));
  if (![...failed].every((id) => known.has(id))) return [];
  return batch.filter(({ id }) => !failed.has(id));
}
