import { SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it, vi } from 'vitest';
import { createSweepQueue } from '../../../../src/aws/sqs/sweep-queue.ts';
import { givenAccount } from '../../../support/builders.ts';

/**
 * A queue that refuses entries whose body is in `refusals`, each as often as it says. In the first answer it does not mention those
 * in `unmentioned`.
 */
function givenQueue(refusals: Map<string, number> = new Map(), unmentioned: Set<string> = new Set()) {
  const client = new SQSClient({ region: 'us-east-1' });
  const batches: string[][] = [];
  const pauses: number[] = [];
  vi.spyOn(client, 'send').mockImplementation(async (command) => {
    const entries: { Id: string; MessageBody: string }[] = Reflect.get(command.input, 'Entries');
    batches.push(entries.map(({ MessageBody }) => MessageBody));
    const failed = entries.filter(({ MessageBody }) => {
      const left = refusals.get(MessageBody) ?? 0;
      refusals.set(MessageBody, left - 1);
      return left > 0;
    });
    const Message = 'Try again.';
    const Failed = failed.map(({ Id }) => ({ Id, Code: 'InternalError', Message, SenderFault: false }));
    const sent = entries.filter((entry) => !failed.includes(entry) && !unmentioned.delete(entry.MessageBody));
    const Successful = sent.map(({ Id }) => ({ Id }));
    // SQS leaves an empty list out.
    return { ...(Failed.length > 0 && { Failed }), ...(Successful.length > 0 && { Successful }) };
  });
  const queue = createSweepQueue({
    client,
    queueUrl: 'https://sqs.us-east-1.amazonaws.com/222222222222/rootguard-sweep',
    write: ({ account }) => account.id,
    pause: async (milliseconds) => {
      pauses.push(milliseconds);
    },
  });
  return { queue, batches, pauses };
}

const items = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    sweepId: 's',
    account: givenAccount({ id: String(300_000_000_001 + index) }),
    queuedAt: new Date('2026-11-24T12:00:00Z'),
  }));

describe('sweep queue', () => {
  it('sends ten messages at a time, and makes no call for none', async () => {
    const { queue, batches } = givenQueue();
    await queue.send(items(23));
    expect(batches.map(({ length }) => length)).toEqual([10, 10, 3]);
    expect(new Set(batches.flat()).size).toBe(23);
    await queue.send([]);
    expect(batches).toHaveLength(3);
  });

  it('resends only what SQS refused', async () => {
    const { queue, batches, pauses } = givenQueue(new Map([['300000000002', 2]]));
    await queue.send(items(3));
    expect(batches.slice(1)).toEqual([['300000000002'], ['300000000002']]);
    expect(pauses).toEqual([200, 1_000]);
  });

  it('resends what the answer does not mention: it is not known to be in the queue', async () => {
    const { queue, batches } = givenQueue(
      new Map(),
      new Set(['300000000001', '300000000002', '300000000003']),
    );
    await queue.send(items(3));
    expect(batches[1]).toEqual(['300000000001', '300000000002', '300000000003']);
    expect(batches).toHaveLength(2);
  });

  it('fails where no answer mentions an entry', async () => {
    const client = new SQSClient({ region: 'us-east-1' });
    vi.spyOn(client, 'send').mockImplementation(async () => ({}));
    const silent = createSweepQueue({
      client,
      queueUrl: 'q',
      write: ({ account }) => account.id,
      pause: async () => undefined,
    });
    await expect(silent.send(items(1))).rejects.toMatchObject({
      code: 'sweep-queue-refused',
      message: expect.stringContaining('300000000001 (SQS did not mention it)'),
    });
  });

  it("names the accounts whose messages SQS keeps refusing, with SQS's code and message", async () => {
    const { queue } = givenQueue(new Map([['300000000002', Number.POSITIVE_INFINITY]]));
    await expect(queue.send(items(3))).rejects.toMatchObject({
      code: 'sweep-queue-refused',
      message: expect.stringContaining('300000000002 (InternalError: Try again.)'),
    });
  });
});
