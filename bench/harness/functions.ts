import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { type Consumer, createConsumer } from '../../src/lambda/consumer.ts';
import { createSweeper, type Sweeper } from '../../src/lambda/sweeper.ts';
import { administratorOf } from '../../src/local/clients.ts';
import type { WiringOptions } from '../../src/runtime/connect.ts';
import { type Configuration, parseEnvironment } from '../../src/runtime/environment.ts';
import { FUNCTIONS } from '../../src/runtime/resources.ts';
import { wireConsumer, wireSweeper } from '../../src/runtime/wiring.ts';
import type { RegionFacts } from './procedures.ts';

/**
 * rootguard's functions as Lambda runs them: an execution environment serves one invocation at a time, is kept for the
 * next one, and shares nothing with the others, neither connections nor what its clients know about throttling.
 */
export interface Functions {
  readonly configuration: Configuration;
  invokeConsumer(event: SQSEvent, remainingMs: number): Promise<SQSBatchResponse>;
  sweep(): ReturnType<Sweeper>;
  /** How many execution environments there are. */
  environments(): number;
  /** How many records were reported as failed so far. */
  failedRecords(): number;
  consumedRecords(): number;
}

export interface FunctionOptions {
  /** Override the deployed environment variables. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly platform?: WiringOptions['platform'];
  /** Called after each invocation of the consumer. */
  readonly onConsumed?: (event: SQSEvent, response: SQSBatchResponse) => void;
}

/** Log lines are formatted as on Lambda and discarded. */
const DISCARD = { write: () => true };

export function createFunctions(facts: RegionFacts, options: FunctionOptions = {}): Functions {
  const { variables = {}, platform, onConsumed = () => {} } = options;
  const configuration = parseEnvironment({ ...facts.environment, ...variables });
  const wiring: WiringOptions = {
    aws: { endpoint: facts.endpoint, credentials: administratorOf(facts.homeAccountId) },
    logTo: DISCARD,
    ...(platform !== undefined && { platform }),
  };
  const idle: Consumer[] = [];
  let environments = 0;
  let failed = 0;
  let consumed = 0;

  function environment(): Consumer {
    const kept = idle.pop();
    if (kept) return kept;
    environments += 1;
    return createConsumer(wireConsumer(configuration, wiring));
  }

  const sweeper = createSweeper(wireSweeper(configuration, wiring));
  return {
    configuration,
    async invokeConsumer(event, remainingMs) {
      const consumer = environment();
      const deadline = performance.now() + remainingMs;
      try {
        const response = await consumer(event, {
          awsRequestId: 'invocation-1',
          getRemainingTimeInMillis: () => deadline - performance.now(),
        });
        consumed += event.Records.length;
        failed += response.batchItemFailures.length;
        onConsumed(event, response);
        return response;
      } finally {
        idle.push(consumer);
      }
    },
    sweep() {
      const deadline = performance.now() + FUNCTIONS.sweeper.timeoutSeconds * 1000;
      return sweeper(
        { task: 'full-sweep' },
        { awsRequestId: 'invocation-1', getRemainingTimeInMillis: () => deadline - performance.now() },
      );
    },
    environments: () => environments,
    failedRecords: () => failed,
    consumedRecords: () => consumed,
  };
}
