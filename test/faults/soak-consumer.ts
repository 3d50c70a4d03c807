import type { SQSEvent } from 'aws-lambda';
import { createConsumer } from '../../src/lambda/consumer.ts';
import { administratorOf } from '../../src/local/clients.ts';
import { parseEnvironment } from '../../src/runtime/environment.ts';
import { systemPlatform } from '../../src/runtime/system.ts';
import { wireConsumer } from '../../src/runtime/wiring.ts';

/*
 * The consumer in a process of its own, as on Lambda, so that its heap holds nothing of the sandbox. Started by `soak.ts`.
 */

export interface SoakStart {
  readonly type: 'start';
  readonly environment: Readonly<Record<string, string>>;
  readonly endpoint: string;
  readonly homeAccountId: string;
}

export type ToConsumer =
  | SoakStart
  | { readonly type: 'invoke'; readonly id: number; readonly event: SQSEvent; readonly now: Date }
  | { readonly type: 'measure' };

export type FromConsumer =
  | { readonly type: 'ready' }
  | { readonly type: 'done'; readonly id: number; readonly failed: readonly string[] }
  | { readonly type: 'irrelevant'; readonly messageIds: readonly string[] }
  | { readonly type: 'heap'; readonly bytes: number };

/** Enough for every invocation: the sandbox's clock does not advance during one. */
const CONTEXT = { awsRequestId: 'invocation-1', getRemainingTimeInMillis: () => 120_000 };

function answer(message: FromConsumer): void {
  process.send?.(message);
}

function start({ environment, endpoint, homeAccountId }: SoakStart) {
  const consumer = createConsumer(
    wireConsumer(parseEnvironment(environment), {
      aws: { endpoint, credentials: administratorOf(homeAccountId) },
      platform: { ...systemPlatform, clock: { now: () => now } },
      logTo: { write: noteIrrelevant },
    }),
  );
  answer({ type: 'ready' });
  return consumer;
}

function noteIrrelevant(line: string): void {
  const { event, messageIds } = JSON.parse(line);
  if (event === 'message-irrelevant') answer({ type: 'irrelevant', messageIds });
}

/** The sandbox's time, which the events have. */
let now = new Date(0);

let consume: ReturnType<typeof createConsumer> | undefined;

process.on('message', async (message: ToConsumer) => {
  switch (message.type) {
    case 'start':
      consume = start(message);
      return;
    case 'invoke': {
      now = message.now;
      const response = await consume?.(message.event, CONTEXT);
      const failed = response?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) ?? [];
      answer({ type: 'done', id: message.id, failed });
      return;
    }
    case 'measure':
      globalThis.gc?.();
      answer({ type: 'heap', bytes: process.memoryUsage().heapUsed });
      return;
  }
});
