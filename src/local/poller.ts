import {
  type SqsFunction,
  startEventSourceMapping,
} from 'organization-sandbox/lambda/event-source-mapping.ts';
import { type FunctionRegistry, functionArn } from 'organization-sandbox/lambda/function-registry.ts';
import type { Sandbox } from 'organization-sandbox/sandbox.ts';
import type { Queue } from 'organization-sandbox/sqs/queue.ts';
import { REGION } from '../installation/defaults.ts';
import { type EventSourceSettings, TABLES } from '../runtime/resources.ts';

export interface Poller {
  /** How often the function has been invoked. */
  invocations(): number;
  idle(): Promise<void>;
  stop(): Promise<void>;
}

export interface PolledFunction {
  readonly name: string;
  readonly timeoutSeconds: number;
}

/**
 * Feeds a queue of the sandbox to a function, as Lambda's event source mapping does. Function and mapping are known to the
 * sandbox's Lambda, where they can be paused.
 */
export function startPoller(
  { sqs, clock, functions }: Sandbox,
  queueArn: string,
  polled: PolledFunction,
  handler: SqsFunction,
  settings: EventSourceSettings,
  onError: (error: unknown) => void,
): Poller {
  const queue = sqs.queues.get(queueArn);
  if (queue === undefined) throw new Error(`the sandbox has no queue ${queueArn}`);
  let invocations = 0;
  const mapping = startEventSourceMapping({
    queue,
    clock,
    functionName: polled.name,
    mapping: { functions, id: registerMapping(functions, queue, polled, settings) },
    handler: (event, context) => {
      invocations += 1;
      return handler(event, context);
    },
    ...settings,
    reportBatchItemFailures: true,
    timeoutSeconds: polled.timeoutSeconds,
    onError,
  });
  return { invocations: () => invocations, idle: mapping.idle, stop: mapping.stop };
}

/** The tables of the sandbox have no streams, so nothing is received by it: it is here because the deployment has one. */
export function registerStreamMapping({ functions, homeAccountId }: Sandbox, functionName: string): void {
  const location = { accountId: homeAccountId, region: REGION };
  functions.map({
    ...location,
    functionArn: functionArn(location, functionName),
    eventSourceArn: `arn:aws:dynamodb:${REGION}:${homeAccountId}:table/${TABLES.exceptions.name}/stream/2026-01-01T00:00:00.000`,
    batchSize: 100,
  });
}

/** @returns the id of the mapping */
function registerMapping(
  functions: FunctionRegistry,
  { arn: eventSourceArn, id: { accountId, region } }: Queue,
  polled: PolledFunction,
  settings: EventSourceSettings,
): string {
  const location = { accountId, region };
  const arn = functionArn(location, polled.name);
  if (functions.get(arn) === undefined) functions.register({ ...location, ...polled });
  return functions.map({ ...location, ...settings, functionArn: arn, eventSourceArn }).id;
}

/** One poller may send messages to another's queue, so all are idle only after a round without any invocation. */
export async function idle(pollers: readonly Poller[]): Promise<void> {
  const total = () => pollers.reduce((sum, poller) => sum + poller.invocations(), 0);
  let before: number;
  do {
    before = total();
    for (const poller of pollers) await poller.idle();
  } while (total() !== before);
}
