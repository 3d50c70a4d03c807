import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { createQueueOperation } from '../../src/aws/queue-operation.ts';
import { administratorOf, createSandboxClients } from '../../src/local/clients.ts';
import { deployHome } from '../../src/local/deploy.ts';
import { createClock } from '../../src/sandbox/clock.ts';
import { startTestSandbox } from '../support/sandbox.ts';
import { actionsOf, recordActions } from './used-actions.ts';

/** Names that the API and IAM spell differently. */
const BATCH = 'sqs:ChangeMessageVisibilityBatch';

async function givenQueues() {
  const sandbox = await startTestSandbox(undefined, { clock: createClock({ mode: 'real' }) });
  const owner = createSandboxClients(sandbox.endpoint, administratorOf(sandbox.homeAccountId));
  const { queues } = await deployHome(owner, sandbox.organizationId);
  const client = sandbox.client(SQSClient);
  recordActions(client, 'sqs', 'queueOperation');
  return {
    sandbox,
    triggers: createQueueOperation({ client, queueUrl: queues.triggers.url }),
    deadLetters: createQueueOperation({ client, queueUrl: queues.deadLetters.url }),
    urls: { triggers: queues.triggers.url, deadLetters: queues.deadLetters.url },
    async send(body: string, delaySeconds = 0) {
      const QueueUrl = queues.deadLetters.url;
      await owner.sqs.send(
        new SendMessageCommand({ QueueUrl, MessageBody: body, DelaySeconds: delaySeconds }),
      );
    },
  };
}

describe('looking into a queue', () => {
  it('counts what can be received, and what cannot yet', async () => {
    const { deadLetters, send } = await givenQueues();
    await send('one');
    await send('two', 900);
    expect(await deadLetters.readDepth()).toEqual({ visible: 1, inFlight: 0, delayed: 1 });
  });

  it('shows each message once, however many there are, and leaves all of them there', async () => {
    const { deadLetters, send } = await givenQueues();
    for (let index = 0; index < 13; index += 1) await send(`message ${index}`);
    const seen = await deadLetters.peek(100);
    expect(new Set(seen.map(({ body }) => body)).size).toBe(13);
    expect(seen.every(({ receiveCount }) => receiveCount === 1)).toBe(true);
    expect(await deadLetters.readDepth()).toEqual({ visible: 13, inFlight: 0, delayed: 0 });
    expect((await deadLetters.peek(12)).map(({ receiveCount }) => receiveCount)).toEqual(Array(12).fill(2));
  });

  it('puts back what it saw when a later look is refused', async () => {
    const { sandbox, deadLetters, send } = await givenQueues();
    await send('one');
    const effect = { type: 'error', code: 'AccessDenied', status: 403, message: 'no' } as const;
    const refuse = { service: 'sqs', operation: 'ReceiveMessage', account: undefined, times: 1, effect };
    sandbox.faults.inject(refuse);
    await expect(deadLetters.peek(10)).rejects.toMatchObject({ failure: { call: 'sqs:ReceiveMessage' } });
    expect(await deadLetters.readDepth()).toMatchObject({ visible: 1, inFlight: 0 });
  });
});

describe('moving dead letters', () => {
  it('puts every message into the other queue', async () => {
    const { deadLetters, triggers, send, urls } = await givenQueues();
    await send('one');
    await send('two');
    expect(await deadLetters.latestMove()).toBeUndefined();
    await deadLetters.startMove(urls.triggers, 500);
    expect(await deadLetters.latestMove()).toEqual({
      status: 'COMPLETED',
      moved: 2,
      toMove: 2,
      failureReason: undefined,
    });
    expect(await triggers.readDepth()).toMatchObject({ visible: 2 });
  });

  it('is refused by a queue that is for no dead letters', async () => {
    const { triggers, urls } = await givenQueues();
    await expect(triggers.startMove(urls.deadLetters, 10)).rejects.toMatchObject({
      failure: { call: 'sqs:StartMessageMoveTask' },
    });
  });
});

it('uses what it is granted, and all of it', () => {
  const { used, granted } = actionsOf('queueOperation');
  const actions = used.map((action) => (action === BATCH ? 'sqs:ChangeMessageVisibility' : action));
  expect(actions).toEqual(granted);
});
