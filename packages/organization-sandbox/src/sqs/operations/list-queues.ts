import * as v from 'valibot';
import type { Operation } from '../../contract/operation.ts';
import { object } from '../../contract/shapes.ts';
import { queueOfUrl, queueUrl, type SqsContext } from '../context.ts';
import { invalidValue } from '../errors.ts';
import { checkRange, parseInput, queueUrlEntries } from '../input.ts';

const pageEntries = { MaxResults: v.optional(v.number()), NextToken: v.optional(v.string()) };
const page = object(pageEntries);
const listInput = object({ ...pageEntries, QueueNamePrefix: v.optional(v.string()) });
const sourcesInput = object({ ...pageEntries, ...queueUrlEntries });

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueues.html */
export const listQueues =
  (context: SqsContext): Operation =>
  (call) => {
    const { QueueNamePrefix = '', ...request } = parseInput(listInput, call);
    const urls = context.queues
      .list(call.caller.accountId, call.region)
      .filter((queue) => queue.id.name.startsWith(QueueNamePrefix))
      .map((queue) => queueUrl(context, queue));
    const { items, next } = pageOf(urls, request);
    return { ...(items.length > 0 && { QueueUrls: items }), ...next };
  };

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListDeadLetterSourceQueues.html */
export const listDeadLetterSourceQueues =
  (context: SqsContext): Operation =>
  (call) => {
    const { QueueUrl, ...request } = parseInput(sourcesInput, call);
    const { arn } = queueOfUrl(context, call, QueueUrl);
    const urls = context.queues.deadLetterSources(arn).map((queue) => queueUrl(context, queue));
    const { items, next } = pageOf(urls, request);
    // With a lower-case q, unlike in ListQueues.
    return { queueUrls: items, ...next };
  };

/** Pages of up to 1000. A caller that sets no page size gets no token. */
function pageOf(items: readonly string[], request: v.InferOutput<typeof page>) {
  checkRange(request.MaxResults, 'MaxResults', 1, 1000);
  const { NextToken = '0' } = request;
  if (!/^\d{1,9}$/.test(NextToken))
    throw invalidValue(NextToken, 'NextToken', 'Invalid or expired next token.');
  const start = Number(NextToken);
  const end = start + (request.MaxResults ?? 1000);
  const hasMore = request.MaxResults !== undefined && end < items.length;
  return { items: items.slice(start, end), next: hasMore ? { NextToken: String(end) } : {} };
}
