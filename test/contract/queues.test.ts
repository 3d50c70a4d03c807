import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AuditRequest } from '../../src/domain/trigger.ts';
import { ACCOUNT, givenAccount } from '../support/builders.ts';
import type { QueuePlace } from './queue-backend.ts';
import { QUEUE_PLACES } from './queue-backends.ts';
import { actionsOf } from './used-actions.ts';

const NOON = new Date('2026-11-24T12:00:00Z');

const REQUEST: AuditRequest = { account: ACCOUNT, why: 'operator', requestedAt: NOON, event: undefined };

describe.each(QUEUE_PLACES)('queues $place', ({ open }) => {
  let place: QueuePlace;
  beforeEach(async () => {
    place = await open();
  });
  afterEach(() => place.close());

  it('a request for an audit can be received at once', async () => {
    await place.triggerQueue.requestAudit(REQUEST, 0);
    expect(await place.receive('triggers')).toEqual([{ body: ACCOUNT, attributes: {} }]);
  });

  it('a delayed request cannot be received before its time', async () => {
    await place.triggerQueue.requestAudit(REQUEST, 60);
    await place.advance(59);
    expect(await place.receive('triggers')).toEqual([]);
    await place.advance(1);
    expect(await place.receive('triggers')).toHaveLength(1);
  });

  it('a delay longer than SQS has is an error', async () => {
    await expect(place.triggerQueue.requestAudit(REQUEST, 901)).rejects.toThrow();
  });

  it('a sweep of any length is on the queue, each account once', async () => {
    const ids = Array.from({ length: 25 }, (_, index) => String(300_000_000_000 + index));
    const items = ids.map((id) => ({ sweepId: 's', account: givenAccount({ id }), queuedAt: NOON }));
    await place.sweepQueue.send(items);
    const received = await place.receive('sweep');
    expect(received.map(({ body }) => body).toSorted()).toEqual(ids);
  });

  it('an empty sweep is no call', async () => {
    await place.sweepQueue.send([]);
    expect(await place.receive('sweep')).toEqual([]);
  });

  it('a dead letter keeps its body, and says what is wrong with it', async () => {
    const body = '{"detail": "ünïcode 🔑",\n "broken';
    const why = { path: 'detail.eventName', message: 'expected a string' };
    await place.deadLetters.send(body, why);
    expect(await place.receive('dead-letters')).toEqual([{ body, attributes: why }]);
  });

  it('an notification tells its lines', async () => {
    const lines = ['The root password of payments was removed.', 'It was created by 192.0.2.1.'];
    await place.notifier.publish({
      key: 'credentials-removed',
      account: ACCOUNT,
      fingerprint: 'f',
      lines,
      at: NOON,
    });
    const published = (await place.published()).join('\n');
    for (const line of lines) expect(published).toContain(line);
  });
});

describe('permissions', () => {
  it.each(['triggerQueue', 'sweepQueue', 'deadLetters', 'notifier'] as const)(
    '%s uses what it is granted, and all of it',
    (adapter) => {
      const { used, granted } = actionsOf(adapter);
      expect(used).toEqual(granted);
    },
  );
});
