import * as v from 'valibot';
import { AwsError } from '../../contract/aws-error.ts';
import type { Answer, Call, Operation } from '../../contract/operation.ts';
import { object, text } from '../../contract/shapes.ts';
import { parseArn } from '../arn.ts';
import type { EventBus } from '../bus.ts';
import { type EventBridgeContext, locationOf, parseInput } from '../context.ts';
import { busNotFound, resourceNotFound, ruleNotFound, validationException } from '../errors.ts';
import { MAX_EPOCH_SECONDS } from '../event.ts';
import { pageEntries, pageOf } from '../page.ts';
import { type Replay, replayArn } from '../replay-store.ts';
import { requireOneFilter } from './archives.ts';

const arn = v.pipe(text, v.maxLength(1600));
const replayName = v.pipe(v.string(), v.regex(/^[.\-_A-Za-z0-9]{1,64}$/));
/** Seconds since 1970, as AWS JSON writes a time. */
const time = v.pipe(
  v.number(),
  v.minValue(0),
  v.maxValue(MAX_EPOCH_SECONDS),
  v.transform((seconds) => new Date(seconds * 1000)),
);
const startInput = object({
  ReplayName: replayName,
  Description: v.optional(v.pipe(v.string(), v.maxLength(512))),
  EventSourceArn: arn,
  EventStartTime: time,
  EventEndTime: time,
  Destination: object({ Arn: arn, FilterArns: v.optional(v.array(arn)) }),
});
const nameInput = object({ ReplayName: replayName });
const listInput = object({
  ...pageEntries,
  NamePrefix: v.optional(v.pipe(text, v.maxLength(64))),
  EventSourceArn: v.optional(arn),
  State: v.optional(v.picklist(['STARTING', 'RUNNING', 'CANCELLING', 'COMPLETED', 'CANCELLED', 'FAILED'])),
});

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_StartReplay.html */
export const startReplay =
  (context: EventBridgeContext): Operation =>
  (call) => {
    const input = parseInput(startInput, call);
    const name = input.ReplayName;
    if (context.replays.get(replayArn(locationOf(call), name)) !== undefined) {
      throw new AwsError('ResourceAlreadyExistsException', `Replay ${name} already exists.`);
    }
    if (input.EventEndTime <= input.EventStartTime) {
      throw invalid('EventEndTime', 'EventStartTime must be before EventEndTime.');
    }
    const bus = destinationOf(context, call, input.Destination.Arn);
    const archive = context.archives.get(input.EventSourceArn);
    if (archive === undefined || parseArn(archive.arn)?.accountId !== call.caller.accountId) {
      throw invalid('EventSourceArn', `Archive ${input.EventSourceArn.split('/').at(-1)} does not exist.`);
    }
    if (archive.sourceArn !== bus.arn) {
      throw invalid('Destination.Arn', 'Cross event bus replay is not permitted.');
    }
    const ruleArns = input.Destination.FilterArns;
    requireRules(bus, ruleArns ?? []);
    const replay = context.replays.start(
      {
        name,
        arn: replayArn(locationOf(call), name),
        description: input.Description,
        archiveArn: archive.arn,
        busArn: bus.arn,
        ruleArns,
        from: input.EventStartTime,
        to: input.EventEndTime,
      },
      archive.events(),
      (event) => context.router.replay(bus, event, ruleArns),
    );
    return { ReplayArn: replay.arn, State: replay.state, ReplayStartTime: replay.startedAt };
  };

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeReplay.html */
export const describeReplay =
  (context: EventBridgeContext): Operation =>
  (call) => {
    const replay = replayOf(context, call);
    const { description, busArn, ruleArns } = replay;
    return {
      ...listAnswer(replay),
      ReplayArn: replay.arn,
      ...(description !== undefined && { Description: description }),
      Destination: { Arn: busArn, ...(ruleArns !== undefined && { FilterArns: ruleArns }) },
    };
  };

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListReplays.html */
export const listReplays =
  (context: EventBridgeContext): Operation =>
  (call) => {
    const { NamePrefix, EventSourceArn, State, ...page } = parseInput(listInput, call);
    requireOneFilter('ListReplays', [NamePrefix, EventSourceArn, State]);
    const replays = context.replays
      .list(locationOf(call))
      .filter(({ name }) => name.startsWith(NamePrefix ?? ''))
      .filter(({ archiveArn }) => archiveArn === (EventSourceArn ?? archiveArn))
      .filter(({ state }) => state === (State ?? state));
    const { items, next } = pageOf(replays, page);
    return { Replays: items.map(listAnswer), ...next };
  };

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CancelReplay.html */
export const cancelReplay =
  (context: EventBridgeContext): Operation =>
  (call) => {
    const replay = replayOf(context, call);
    if (replay.state !== 'STARTING' && replay.state !== 'RUNNING') {
      throw new AwsError(
        'IllegalStatusException',
        `Replay ${replay.name} is not in a valid state for this operation.`,
      );
    }
    context.replays.cancel(replay);
    return { ReplayArn: replay.arn, State: replay.state };
  };

const invalid = (parameter: string, reason: string) =>
  validationException(`Parameter ${parameter} is not valid. Reason: ${reason}`);

function replayOf({ replays }: EventBridgeContext, call: Call): Replay {
  const { ReplayName } = parseInput(nameInput, call);
  const replay = replays.get(replayArn(locationOf(call), ReplayName));
  if (replay === undefined) throw resourceNotFound(`Replay ${ReplayName} does not exist.`);
  return replay;
}

function destinationOf({ buses }: EventBridgeContext, call: Call, busArn: string): EventBus {
  const destination = parseArn(busArn);
  if (destination?.service !== 'events' || !destination.resource.startsWith('event-bus/')) {
    throw invalid('Destination.Arn', 'Must contain an event bus ARN.');
  }
  const bus = destination.accountId === call.caller.accountId ? buses.get(busArn) : undefined;
  if (bus === undefined) throw busNotFound(destination.resource.replace('event-bus/', ''));
  return bus;
}

function requireRules(bus: EventBus, ruleArns: readonly string[]): void {
  const known = new Set([...bus.rules.values()].map((rule) => rule.arn));
  const missing = ruleArns.find((ruleArn) => !known.has(ruleArn));
  if (missing !== undefined) throw ruleNotFound(missing.split('/').at(-1) ?? missing, bus.name);
}

function listAnswer(replay: Replay): Answer {
  const { lastEventAt, endedAt } = replay;
  return {
    ReplayName: replay.name,
    EventSourceArn: replay.archiveArn,
    State: replay.state,
    EventStartTime: replay.from,
    EventEndTime: replay.to,
    ...(lastEventAt !== undefined && { EventLastReplayedTime: lastEventAt }),
    ReplayStartTime: replay.startedAt,
    ...(endedAt !== undefined && { ReplayEndTime: endedAt }),
  };
}
