import {
  type SqsFunction,
  startEventSourceMapping,
} from 'organization-sandbox/lambda/event-source-mapping.ts';
import type { Sandbox } from 'organization-sandbox/sandbox.ts';
import type { EventSourceSettings } from '../runtime/resources.ts';

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

/** Feeds a queue of the sandbox to a function, as Lambda's event source mapping does. */
export function startPoller(
  { sqs, clock }: Sandbox,
  queueArn: string,
  { name: functionName, timeoutSeconds }: PolledFunction,
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
    functionName,
    handler: (event, context) => {
      invocations += 1;
      return handler(event, context);
    },
    ...settings,
    reportBatchItemFailures: true,
    timeoutSeconds,
    onError,
  });
  return { invocations: () => invocations, idle: mapping.idle, stop: mapping.stop };
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
