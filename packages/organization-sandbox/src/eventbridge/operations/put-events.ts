import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { limitedList, limitedText } from '../../contract/constraints.ts';
import { parseJsonObject } from '../../contract/json.ts';
import type { Answer, Call, Operation } from '../../contract/operation.ts';
import { object } from '../../contract/shapes.ts';
import type { EventBus } from '../bus.ts';
import { mayPutEvents } from '../bus-policy.ts';
import { busArnOf, type EventBridgeContext, parseInput } from '../context.ts';
import { type EventBridgeEvent, eventTime, MAX_EPOCH_SECONDS } from '../event.ts';
import { ownBusNameOrArn } from '../members.ts';

const entrySchema = object({
  Source: v.optional(v.string()),
  DetailType: v.optional(v.string()),
  Detail: v.optional(v.string()),
  Resources: v.optional(v.array(limitedText({ max: 2048 }))),
  /** Seconds since 1970, as AWS JSON writes a time. */
  Time: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(MAX_EPOCH_SECONDS))),
  EventBusName: v.optional(ownBusNameOrArn),
  TraceHeader: v.optional(limitedText({ min: 1, max: 500 })),
});

type Entry = v.InferOutput<typeof entrySchema>;

const input = object({ Entries: limitedList(entrySchema, { min: 1, max: 10 }) });

/** One entry, in bytes. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
const MAX_ENTRY_BYTES = 1_048_576;

/**
 * Each entry succeeds or fails separately. An entry for a bus that does not exist in the caller's own account succeeds and
 * is lost, as on AWS (https://github.com/aws/aws-cli/issues/9186).
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export const putEvents =
  (context: EventBridgeContext): Operation =>
  (call) => {
    const { Entries } = parseInput(input, call);
    const results = Entries.map((entry) => putEntry(context, call, entry));
    return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
  };

function putEntry(context: EventBridgeContext, call: Call, entry: Entry): Answer {
  const { Source, DetailType, Detail } = entry;
  if (!Source || !DetailType || Detail === undefined) {
    const missing = Object.entries({ Source, DetailType, Detail }).find(([, value]) => !value)?.[0];
    return failed(
      'InvalidArgument',
      `Parameter ${missing} is not valid. Reason: ${missing} is a required argument.`,
    );
  }
  if (Source.startsWith('aws.'))
    return failed('NotAuthorizedForSourceException', 'Not authorized for the source.');
  const detail = parseJsonObject(Detail);
  if (detail === undefined) return failed('MalformedDetail', 'Detail is malformed.');
  if (Buffer.byteLength(Detail, 'utf8') > MAX_ENTRY_BYTES) {
    return failed('InvalidArgument', 'The entry is larger than the limit.');
  }
  const event: EventBridgeEvent = {
    version: '0',
    id: randomUUID(),
    'detail-type': DetailType,
    source: Source,
    account: call.caller.accountId,
    time: eventTime(entry.Time === undefined ? call.now : new Date(entry.Time * 1000)),
    region: call.region,
    resources: entry.Resources ?? [],
    detail,
  };
  const bus = context.buses.get(busArnOf(call, entry.EventBusName));
  if (bus && !isAllowed(context, call, bus)) {
    return failed('AccessDeniedException', `No resource-based policy allows events:PutEvents on ${bus.arn}.`);
  }
  if (bus) context.router.put(bus, event);
  return { EventId: event.id };
}

const isAllowed = (
  { organizationId }: EventBridgeContext,
  { caller: { accountId } }: Call,
  bus: EventBus,
): boolean => bus.accountId === accountId || mayPutEvents(bus, { accountId, organizationId });

const failed = (ErrorCode: string, ErrorMessage: string): Answer => ({ ErrorCode, ErrorMessage });
