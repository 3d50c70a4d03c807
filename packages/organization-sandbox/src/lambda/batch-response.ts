import * as v from 'valibot';
import { object, text } from '../contract/shapes.ts';
import type { Message } from '../sqs/message.ts';

const responseSchema = object({
  batchItemFailures: v.nullish(v.array(object({ itemIdentifier: text }))),
});

/**
 * The messages of a batch that a function processed successfully. No response or an empty list of failures means all; a
 * response of another form, or one that names a message outside the batch, means none.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function succeeded(batch: readonly Message[], response: unknown): readonly Message[] {
  if (response === undefined || response === null) return batch;
  const parsed = v.safeParse(responseSchema, response);
  if (!parsed.success) return [];
  const failed = new Set((parsed.output.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier));
  const known = new Set(batch.map(({ id }) => id));
  if (![...failed].every((id) => known.has(id))) return [];
  return batch.filter(({ id }) => !failed.has(id));
}
