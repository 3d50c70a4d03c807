import { describe, expect, it } from 'vitest';
import { LISTENER_QUEUES } from '../../../src/domain/listener-queue.ts';
import {
  DEAD_LETTER_QUEUE,
  EVENT_SOURCES,
  FUNCTIONS,
  LISTENER_SOURCES,
  QUEUES,
} from '../../../src/runtime/resources.ts';

describe('the resources', () => {
  it.each(['triggers', 'later', 'sweep'] as const)(
    'hide a message of %s for six times the timeout of the consumer',
    (name) => {
      const { visibilityTimeoutSeconds } = QUEUES[name];
      expect(visibilityTimeoutSeconds).toBeGreaterThanOrEqual(6 * FUNCTIONS.consumer.timeoutSeconds);
    },
  );

  it.each(LISTENER_QUEUES)(
    'hide a message of %s for six times the timeout of the listener, after the batching window',
    (name) => {
      const { batchingWindowSeconds } = LISTENER_SOURCES[name];
      expect(QUEUES[name].visibilityTimeoutSeconds).toBeGreaterThanOrEqual(
        6 * FUNCTIONS.listener.timeoutSeconds + batchingWindowSeconds,
      );
    },
  );

  it.each(Object.entries(QUEUES))('keep a dead letter longer than %s keeps a message', (_, queue) => {
    expect(DEAD_LETTER_QUEUE.retentionSeconds).toBeGreaterThan(queue.retentionSeconds);
  });

  it('give the sweep less concurrency than the triggers, and no less than Lambda allows', () => {
    expect(EVENT_SOURCES.sweep.maximumConcurrency).toBeLessThan(EVENT_SOURCES.triggers.maximumConcurrency);
    expect(EVENT_SOURCES.sweep.maximumConcurrency).toBeGreaterThanOrEqual(2);
  });
});
