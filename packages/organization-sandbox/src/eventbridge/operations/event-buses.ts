import * as v from 'valibot';
import { AwsError } from '../../contract/aws-error.ts';
import { limitedText, oneOf } from '../../contract/constraints.ts';
import type { Answer, Operation } from '../../contract/operation.ts';
import { object } from '../../contract/shapes.ts';
import { tagList } from '../../contract/tags.ts';
import type { EventBus } from '../bus.ts';
import { busArn } from '../bus-store.ts';
import { type EventBridgeContext, locationOf, ownBus, parseInput } from '../context.ts';
import { validationException } from '../errors.ts';
import { arn, busName, busNameOrArn, description } from '../members.ts';
import { pageEntries, pageOf } from '../page.ts';

const createInput = object({
  Name: busName,
  Description: description,
  EventSourceName: v.optional(
    limitedText({ min: 1, max: 256, pattern: 'aws\\.partner(/[\\.\\-_A-Za-z0-9]+){2,}' }),
  ),
  KmsKeyIdentifier: v.optional(limitedText({ max: 2048, pattern: '[a-zA-Z0-9_\\-/:]*' })),
  DeadLetterConfig: v.optional(object({ Arn: v.optional(arn) })),
  LogConfig: v.optional(
    object({
      IncludeDetail: v.optional(oneOf('NONE', 'FULL')),
      Level: v.optional(oneOf('OFF', 'ERROR', 'INFO', 'TRACE')),
    }),
  ),
  Tags: tagList,
});
const nameInput = object({ Name: busName });
const describeInput = object({ Name: v.optional(busNameOrArn) });
const listInput = object({ ...pageEntries, NamePrefix: v.optional(busName) });

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html */
export const createEventBus =
  (context: EventBridgeContext): Operation =>
  (call) => {
    const { Name, Description, EventSourceName } = parseInput(createInput, call);
    if (EventSourceName !== undefined) {
      throw validationException('Parameter EventSourceName is not valid: the sandbox has no partners.');
    }
    if (Name.includes('/')) throw validationException("Event bus name must not contain '/'.");
    if (context.buses.get(busArn(locationOf(call), Name)) !== undefined) {
      throw new AwsError('ResourceAlreadyExistsException', `Event bus ${Name} already exists.`);
    }
    return { EventBusArn: context.buses.create(locationOf(call), Name, Description).arn };
  };

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeEventBus.html */
export const describeEventBus =
  (context: EventBridgeContext): Operation =>
  (call) =>
    busAnswer(ownBus(context, call, parseInput(describeInput, call).Name));

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListEventBuses.html */
export const listEventBuses =
  (context: EventBridgeContext): Operation =>
  (call) => {
    const { NamePrefix = '', ...page } = parseInput(listInput, call);
    const buses = context.buses.list(locationOf(call)).filter(({ name }) => name.startsWith(NamePrefix));
    const { items, next } = pageOf(buses, page);
    return { EventBuses: items.map(busAnswer), ...next };
  };

/** Deleting a bus that does not exist succeeds. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteEventBus.html */
export const deleteEventBus =
  (context: EventBridgeContext): Operation =>
  (call) => {
    const { Name } = parseInput(nameInput, call);
    if (Name === 'default') throw validationException('Cannot delete event bus default.');
    const bus = context.buses.get(busArn(locationOf(call), Name));
    if (bus === undefined) return {};
    if (bus.rules.size > 0) throw validationException(`Cannot delete event bus ${Name}: it still has rules.`);
    context.buses.delete(bus);
    return {};
  };

const busAnswer = (bus: EventBus): Answer => ({
  Name: bus.name,
  Arn: bus.arn,
  ...(bus.description !== undefined && { Description: bus.description }),
  ...(bus.policy !== undefined && { Policy: bus.policy }),
  CreationTime: bus.createdAt,
  LastModifiedTime: bus.createdAt,
});
