import { createMemoryWorld } from '../support/memory/world.ts';
import type { QueueBackend } from './queue-backend.ts';

export async function givenQueuesInMemory(): Promise<QueueBackend> {
  const world = createMemoryWorld();
  const { triggerQueue, sweepQueue, deadLetters, notifier, clock } = world;
  return {
    ...world,
    async receive(queue) {
      switch (queue) {
        case 'triggers':
          return triggerQueue.receiveDue().map(({ account }) => ({ body: account, attributes: {} }));
        case 'sweep':
          return sweepQueue.sent.map(({ account }) => ({ body: account.id, attributes: {} }));
        case 'dead-letters':
          return deadLetters.sent.map(({ body, ...attributes }) => ({ body, attributes }));
      }
    },
    published: async () => notifier.published.flatMap(({ lines }) => lines),
    advance: async (seconds) => clock.advance(seconds),
    close: async () => undefined,
  };
}
