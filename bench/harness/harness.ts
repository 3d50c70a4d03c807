import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { EVENT_SOURCES, type EventSourceSettings } from '../../src/runtime/resources.ts';
import type { ClockSpeed } from './clock.ts';
import { createFunctions, type FunctionOptions, type Functions } from './functions.ts';
import { type Ask, connectPeer } from './peer.ts';
import type { AwsProcedures, LambdaProcedures, QueueName, RegionFacts } from './procedures.ts';

const AWS = fileURLToPath(new URL('./aws.ts', import.meta.url));

export interface HarnessOptions extends FunctionOptions {
  readonly accounts: number;
  readonly passwordEvery?: number;
  readonly eventSources?: Readonly<Record<QueueName, EventSourceSettings>>;
  readonly clockSpeed?: ClockSpeed;
}

/** AWS in a child process, and rootguard's functions in this one. */
export interface Harness {
  readonly facts: RegionFacts;
  readonly functions: Functions;
  readonly aws: Ask<AwsProcedures>;
  close(): Promise<void>;
}

export async function startHarness(options: HarnessOptions): Promise<Harness> {
  const { accounts, passwordEvery, eventSources = EVENT_SOURCES, clockSpeed } = options;
  const child = fork(AWS, { execArgv: ['--import', 'tsx'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let functions: Functions | undefined;
  const aws = connectPeer<LambdaProcedures, AwsProcedures>(child, {
    invoke: ({ event, remainingMs }) => {
      if (functions === undefined) throw new Error('the functions are not created yet');
      return functions.invokeConsumer(event, remainingMs);
    },
  });
  const facts = await aws('start', { accounts, passwordEvery, eventSources, clockSpeed });
  functions = createFunctions(facts, options);
  return {
    facts,
    functions,
    aws,
    async close() {
      child.disconnect();
      await ended;
    },
  };
}
