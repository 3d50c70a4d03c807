import * as v from 'valibot';
import { limitedNumber, limitedText } from '../../contract/constraints.ts';
import type { Operation } from '../../contract/operation.ts';
import { object } from '../../contract/shapes.ts';
import {
  arnOf,
  describedMapping,
  functionName,
  type LambdaContext,
  locationOf,
  ofMapping,
  parseRequest,
  requireFunction,
  requireMapping,
} from '../context.ts';
import type { MappingSettings } from '../function-registry.ts';

const arn = limitedText({ pattern: 'arn:[\\w-]+:[\\w-]+:[\\w-]*:\\d{12}:.+' });

const settings = {
  Enabled: v.optional(v.boolean()),
  BatchSize: v.optional(limitedNumber({ min: 1, max: 10_000 })),
  MaximumBatchingWindowInSeconds: v.optional(limitedNumber({ min: 0, max: 300 })),
  ScalingConfig: v.optional(object({ MaximumConcurrency: v.optional(limitedNumber({ min: 2, max: 1000 })) })),
};
const settingsObject = object(settings);
const createRequest = { ...settings, FunctionName: functionName, EventSourceArn: arn };
const listRequest = { FunctionName: v.optional(functionName), EventSourceArn: v.optional(arn) };
const updateRequest = { ...ofMapping, ...settings, FunctionName: v.optional(functionName) };

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html */
export const createEventSourceMapping =
  (context: LambdaContext): Operation =>
  (call) => {
    const { FunctionName, EventSourceArn: eventSourceArn, ...input } = parseRequest(createRequest, call);
    const { arn: functionArn } = requireFunction(context, call, FunctionName);
    const added = { ...locationOf(call), functionArn, eventSourceArn, ...settingsOf(input) };
    return describedMapping(context.functions.map(added));
  };

/** All in one page. https://docs.aws.amazon.com/lambda/latest/api/API_ListEventSourceMappings.html */
export const listEventSourceMappings =
  (context: LambdaContext): Operation =>
  (call) => {
    const { FunctionName, EventSourceArn } = parseRequest(listRequest, call);
    const mappings = context.functions
      .mappings(locationOf(call))
      .filter(({ eventSourceArn }) => eventSourceArn === (EventSourceArn ?? eventSourceArn))
      .filter(({ functionArn }) => FunctionName === undefined || functionArn === arnOf(call, FunctionName));
    return { EventSourceMappings: mappings.map(describedMapping) };
  };

export const getEventSourceMapping =
  (context: LambdaContext): Operation =>
  (call) =>
    describedMapping(requireMapping(context, call, parseRequest(ofMapping, call).UUID));

/** Pauses and resumes a mapping too. https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html */
export const updateEventSourceMapping =
  (context: LambdaContext): Operation =>
  (call) => {
    const { UUID, FunctionName, ...input } = parseRequest(updateRequest, call);
    const mapping = requireMapping(context, call, UUID);
    const functionArn =
      FunctionName === undefined ? mapping.functionArn : requireFunction(context, call, FunctionName).arn;
    return describedMapping(context.functions.changeMapping(mapping, { functionArn, ...settingsOf(input) }));
  };

export const deleteEventSourceMapping =
  (context: LambdaContext): Operation =>
  (call) => {
    const mapping = requireMapping(context, call, parseRequest(ofMapping, call).UUID);
    context.functions.deleteMapping(mapping);
    return { ...describedMapping(mapping), State: 'Deleting' };
  };

function settingsOf(input: v.InferOutput<typeof settingsObject>): Partial<MappingSettings> {
  const { Enabled, BatchSize, MaximumBatchingWindowInSeconds, ScalingConfig } = input;
  return {
    ...(Enabled !== undefined && { isEnabled: Enabled }),
    ...(BatchSize !== undefined && { batchSize: BatchSize }),
    ...(MaximumBatchingWindowInSeconds !== undefined && {
      batchingWindowSeconds: MaximumBatchingWindowInSeconds,
    }),
    ...(ScalingConfig !== undefined && { maximumConcurrency: ScalingConfig.MaximumConcurrency }),
  };
}
