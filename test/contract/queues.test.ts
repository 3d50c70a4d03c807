import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AuditRequest } from '../../src/domain/audit-request.ts';
import { ACCOUNT, givenAccount } from '../support/builders.ts';
import type { QueueBackend } from './queue-backend.ts';
import { QUEUE_BACKENDS } from './queue-implementations.ts';
import { actionsOf } from './used-actions.ts';

const NOON = new Date('2026-11-24T12:00:00Z');

const REQUEST: AuditRequest = { account: ACCOUNT, why: 'operator', requestedAt: NOON, event: undefined };

describe.each(QUEUE_BACKENDS)('the queues ($backend)', ({ open }) => {
  let backend: QueueBackend;
  beforeEach(async () => {
    backend = await open();
  });
  afterEach(() => backend.close());

  it('deliver an audit request at once', async () => {
    await backend.triggerQueue.requestAudit(REQUEST, 0);
    expect(await backend.receive('triggers')).toEqual([{ body: ACCOUNT, attributes: {} }]);
  });

  it('deliver a delayed request only after the delay', async () => {
    await backend.triggerQueue.requestAudit(REQUEST, 60);
    await backend.advance(59);
    expect(await backend.receive('triggers')).toEqual([]);
    await backend.advance(1);
    expect(await backend.receive('triggers')).toHaveLength(1);
  });

  it('reject a delay above the maximum of SQS', async () => {
    await expect(backend.triggerQueue.requestAudit(REQUEST, 901)).rejects.toThrow();
  });

  it('contain each account of a sweep of any length once', async () => {
    const ids = Array.from({ length: 25 }, (_, index) => String(300_000_000_000 + index));
    const items = ids.map((id) => ({ sweepId: 's', account: givenAccount({ id }), queuedAt: NOON }));
    await backend.sweepQueue.send(items);
    const received = await backend.receive('sweep');
    expect(received.map(({ body }) => body).toSorted()).toEqual(ids);
  });

  it('receive no message for an empty sweep', async () => {
    await backend.sweepQueue.send([]);
    expect(await backend.receive('sweep')).toEqual([]);
  });

  it('keep the body of a dead letter with the issue as attributes', async () => {
    const body = '{"detail": "ünïcode 🔑",\n "broken';
    const why = { path: 'detail.eventName', message: 'expected a string' };
    await backend.deadLetters.send(body, why);
    expect(await backend.receive('dead-letters')).toEqual([{ body, attributes: why }]);
  });

  it('publish all lines of a notification', async () => {
    const lines = ['The root password of payments was removed.', 'It was created by 192.0.2.1.'];
    await backend.notifier.publish({
      key: 'credentials-removed',
      account: ACCOUNT,
      fingerprint: 'f',
      lines,
      at: NOON,
    });
    const published = (await backend.published()).join('\n');
    for (const line of lines) expect(published).toContain(line);
  });
});

describe('the IAM permissions', () => {
  it.each(['triggerQueue', 'sweepQueue', 'deadLetters', 'notifier'] as const)(
    '%s: the adapter uses exactly the actions that it is granted',
    (adapter) => {
      const { used, granted } = actionsOf(adapter);
      expect(used).toEqual(granted);
    },
  );
});
