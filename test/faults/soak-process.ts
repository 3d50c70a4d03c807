import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { FromConsumer, SoakStart, ToConsumer } from './soak-consumer.ts';

export interface ConsumerProcess {
  /** @param now what its clock shows until the next invocation */
  invoke(event: SQSEvent, now: Date): Promise<SQSBatchResponse>;
  /** Ids of the messages that its log calls irrelevant. */
  readonly irrelevant: ReadonlySet<string>;
  /** What is in use after garbage collection. */
  heapMegabytes(): Promise<number>;
  stop(): void;
}

const FILE = fileURLToPath(new URL('./soak-consumer.ts', import.meta.url));

/** Starts the consumer in a process of its own. */
export async function startConsumer(start: SoakStart): Promise<ConsumerProcess> {
  const child = fork(FILE, {
    execArgv: ['--import', 'tsx', '--expose-gc'],
    serialization: 'advanced',
  });
  const irrelevant = new Set<string>();
  const invocations = new Map<number, (response: SQSBatchResponse) => void>();
  let measured: (megabytes: number) => void = () => undefined;
  let invocationCount = 0;
  let isReady: () => void = () => undefined;
  const ready = new Promise<void>((resolve, reject) => {
    isReady = resolve;
    child.once('exit', (code) => reject(new Error(`the consumer ended with ${code}`)));
  });

  child.on('message', (message: FromConsumer) => {
    switch (message.type) {
      case 'ready':
        isReady();
        return;
      case 'done': {
        const batchItemFailures = message.failed.map((itemIdentifier) => ({ itemIdentifier }));
        invocations.get(message.id)?.({ batchItemFailures });
        invocations.delete(message.id);
        return;
      }
      case 'irrelevant':
        for (const id of message.messageIds) irrelevant.add(id);
        return;
      case 'heap':
        measured(message.bytes / 1024 / 1024);
    }
  });

  const send = (message: ToConsumer) => void child.send(message);
  send(start);
  await ready;
  return {
    irrelevant,
    invoke: (event, now) =>
      new Promise((resolve) => {
        invocationCount += 1;
        invocations.set(invocationCount, resolve);
        send({ type: 'invoke', id: invocationCount, event, now });
      }),
    heapMegabytes: () =>
      new Promise((resolve) => {
        measured = resolve;
        send({ type: 'measure' });
      }),
    stop: () => void child.kill(),
  };
}
