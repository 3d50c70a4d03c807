import { SendMessageCommand, SQSClient, StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs';
import { createClock } from 'organization-sandbox/clock.ts';
import { startTestSandbox } from 'organization-sandbox/testing/test-sandbox.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createDeadLetterQueue, createResender } from '../../src/aws/sqs/dead-letter-queue.ts';
import { createQueueInspector } from '../../src/aws/sqs/queue-inspector.ts';
import { administratorOf, createSandboxClients } from '../../src/local/clients.ts';
import { deployHome } from '../../src/local/deploy.ts';
import { actionsOf, recordActions } from './used-actions.ts';

/** Needs the IAM action `sqs:ChangeMessageVisibility`. */
const BATCH = 'sqs:ChangeMessageVisibilityBatch';

async function givenQueues() {
  const sandbox = await startTestSandbox(onTestFinished, undefined, { clock: createClock({ mode: 'real' }) });
  const owner = createSandboxClients(sandbox.endpoint, administratorOf(sandbox.homeAccountId));
  const { queues } = await deployHome(owner, sandbox);
  const client = sandbox.client(SQSClient);
  recordActions(client, 'sqs', 'queueInspector');
  const holding = sandbox.client(SQSClient);
  recordActions(holding, 'sqs', 'deadLetterQueue');
  const resending = sandbox.client(SQSClient);
  recordActions(resending, 'sqs', 'resender');
  return {
    sandbox,
    triggers: createQueueInspector({ client, queueUrl: queues.triggers.url }),
    deadLetters: createQueueInspector({ client, queueUrl: queues.deadLetters.url }),
    held: createDeadLetterQueue({ client: holding, queueUrl: queues.deadLetters.url }),
    resend: createResender({ client: resending, queueUrl: queues.triggers.url }),
    async moveByHand() {
      const [SourceArn, DestinationArn] = [queues.deadLetters.arn, queues.triggers.arn];
      await owner.sqs.send(new StartMessageMoveTaskCommand({ SourceArn, DestinationArn }));
    },
    async send(body: string, delaySeconds = 0) {
      const QueueUrl = queues.deadLetters.url;
      await owner.sqs.send(
        new SendMessageCommand({ QueueUrl, MessageBody: body, DelaySeconds: delaySeconds }),
      );
    },
  };
}

describe('the queue inspector', () => {
  it('counts visible and delayed messages', async () => {
    const { deadLetters, send } = await givenQueues();
    await send('one');
    await send('two', 900);
    expect(await deadLetters.readDepth()).toEqual({ visible: 1, inFlight: 0, delayed: 1 });
  });

  it('peeks at each message once and leaves all in the queue', async () => {
    const { deadLetters, send } = await givenQueues();
    for (let index = 0; index < 13; index += 1) await send(`message ${index}`);
    const seen = await deadLetters.peek(100);
    expect(new Set(seen.map(({ body }) => body)).size).toBe(13);
    expect(seen.every(({ receiveCount }) => receiveCount === 1)).toBe(true);
    expect(await deadLetters.readDepth()).toEqual({ visible: 13, inFlight: 0, delayed: 0 });
    expect((await deadLetters.peek(12)).map(({ receiveCount }) => receiveCount)).toEqual(Array(12).fill(2));
  });

  it('makes peeked messages visible again when a later receive is refused', async () => {
    const { sandbox, deadLetters, send } = await givenQueues();
    await send('one');
    const effect = { type: 'error', code: 'AccessDenied', status: 403, message: 'no' } as const;
    const refuse = { service: 'sqs', operation: 'ReceiveMessage', account: undefined, times: 1, effect };
    sandbox.faults.inject(refuse);
    await expect(deadLetters.peek(10)).rejects.toMatchObject({ failure: { call: 'sqs:ReceiveMessage' } });
    expect(await deadLetters.readDepth()).toMatchObject({ visible: 1, inFlight: 0 });
  });
});

describe('the latest message move task of a queue', () => {
  it('is the one that was started by hand', async () => {
    const { deadLetters, triggers, send, moveByHand } = await givenQueues();
    await send('one');
    await send('two');
    expect(await deadLetters.latestMove()).toBeUndefined();
    await moveByHand();
    expect(await deadLetters.latestMove()).toEqual({
      status: 'COMPLETED',
      moved: 2,
      toMove: 2,
      failureReason: undefined,
    });
    expect(await triggers.readDepth()).toMatchObject({ visible: 2 });
  });
});

describe('the dead-letter queue', () => {
  it('hides held messages until they are put back', async () => {
    const { held, deadLetters, send } = await givenQueues();
    await send('one');
    const messages = await held.hold(900);
    expect(messages).toMatchObject([{ body: 'one', receiveCount: 1 }]);
    expect(await held.hold(900)).toEqual([]);
    await held.putBack(messages);
    expect(await deadLetters.readDepth()).toEqual({ visible: 1, inFlight: 0, delayed: 0 });
  });

  it('returns ten messages at a time, and none twice', async () => {
    const { held, send } = await givenQueues();
    for (let index = 0; index < 13; index += 1) await send(`message ${index}`);
    const [first, second] = [await held.hold(900), await held.hold(900)];
    expect([first.length, second.length]).toEqual([10, 3]);
    expect(new Set([...first, ...second].map(({ id }) => id)).size).toBe(13);
  });

  it('deletes one message and no others', async () => {
    const { held, deadLetters, send } = await givenQueues();
    await send('one');
    await send('two');
    const [gone, ...others] = await held.hold(900);
    if (gone === undefined) throw new Error('nothing was received');
    await held.delete(gone);
    await held.putBack(others);
    const left = await deadLetters.peek(10);
    expect(left.map(({ id }) => id)).toEqual(others.map(({ id }) => id));
    expect(left).toHaveLength(1);
  });

  it('resends a message to another queue unchanged, with the time when it was first sent', async () => {
    const { resend, triggers } = await givenQueues();
    const sentAt = new Date('2026-11-24T12:00:00Z');
    await resend({ body: '{"half', sentAt, attributes: {} });
    const [once] = await triggers.peek(10);
    const firstSentAt = sentAt.toISOString();
    expect(once).toMatchObject({ body: '{"half', receiveCount: 1, attributes: { firstSentAt } });
    if (once !== undefined) await resend(once);
    const messages = await triggers.peek(10);
    expect(messages.map(({ attributes }) => attributes)).toEqual([{ firstSentAt }, { firstSentAt }]);
  });
});

it.each(['queueInspector', 'deadLetterQueue', 'resender'] as const)(
  '%s: the adapter uses exactly the actions that it is granted',
  (adapter) => {
    const { used, granted } = actionsOf(adapter);
    const actions = used.map((action) => (action === BATCH ? 'sqs:ChangeMessageVisibility' : action));
    expect(actions).toEqual(granted);
  },
);
