import type { DeadLetterQueue, HeldMessage } from '../../../src/guardrail/ports/queue-inspection.ts';

export interface MemoryDeadLetterQueue extends DeadLetterQueue {
  /** Ids of what can be received now. */
  visible(): readonly string[];
  /** Ids of all messages, held or not. */
  all(): readonly string[];
}

/** Like SQS, held messages are hidden from other receivers until they are put back. */
export function createMemoryDeadLetterQueue(bodies: readonly string[]): MemoryDeadLetterQueue {
  const messages = new Map<string, HeldMessage>();
  bodies.forEach((body, at) => {
    const id = `m-${at + 1}`;
    const sentAt = new Date('2026-11-24T12:00:00Z');
    messages.set(id, {
      id,
      body,
      sentAt,
      receiveCount: 1,
      movedFrom: undefined,
      attributes: {},
      receipt: `receipt of ${id}`,
    });
  });
  const held = new Set<string>();
  return {
    async hold() {
      const batch = [...messages.values()].filter(({ id }) => !held.has(id)).slice(0, 10);
      for (const { id } of batch) held.add(id);
      return batch;
    },
    async putBack(returned) {
      for (const { id } of returned) held.delete(id);
    },
    async delete({ id }) {
      messages.delete(id);
    },
    visible: () => [...messages.keys()].filter((id) => !held.has(id)),
    all: () => [...messages.keys()],
  };
}
