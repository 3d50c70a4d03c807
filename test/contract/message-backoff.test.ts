import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { createClock } from 'organization-sandbox/clock.ts';
import { startSandbox } from 'organization-sandbox/sandbox.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAwsClients } from '../../src/aws/clients.ts';
import { createMessageBackoff } from '../../src/aws/sqs/message-backoff.ts';
import { actionsOf, recordActions } from './used-actions.ts';

const CREDENTIALS = { accessKeyId: '222222222222', secretAccessKey: 'sandbox' };

/** A queue with one message, which becomes visible again 30 seconds after it was received. */
async function givenQueue() {
  const clock = createClock({ start: new Date('2026-11-24T12:00:00Z'), mode: 'manual' });
  const sandbox = await startSandbox({ clock });
  const options = { endpoint: sandbox.endpoint, credentials: CREDENTIALS, maxAttempts: 1 };
  const own = createAwsClients(options);
  const tested = createAwsClients(options);
  recordActions(tested.sqs, 'sqs', 'messageBackoff');
  const { QueueUrl: queueUrl = '' } = await own.sqs.send(new CreateQueueCommand({ QueueName: 'triggers' }));
  await own.sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: 'body' }));
  return {
    clock,
    backoff: createMessageBackoff({ client: tested.sqs, queueUrl }),
    async receive() {
      const { Messages = [] } = await own.sqs.send(
        new ReceiveMessageCommand({ QueueUrl: queueUrl, VisibilityTimeout: 30 }),
      );
      return Messages[0]?.ReceiptHandle;
    },
    async remove(receiptHandle: string) {
      await own.sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: receiptHandle }));
    },
    async close() {
      own.destroy();
      tested.destroy();
      await sandbox.close();
    },
  };
}

describe('the message back-off', () => {
  let queue: Awaited<ReturnType<typeof givenQueue>>;
  let receiptHandle: string;
  beforeEach(async () => {
    queue = await givenQueue();
    receiptHandle = (await queue.receive()) ?? 'none';
  });
  afterEach(() => queue.close());

  it('delays the next delivery of a message', async () => {
    await queue.backoff.delay(receiptHandle, 100);
    queue.clock.advance(99);
    expect(await queue.receive()).toBeUndefined();
    queue.clock.advance(1);
    expect(await queue.receive()).toBeDefined();
  });

  it('does not delay a message that has become visible again', async () => {
    queue.clock.advance(31);
    await queue.backoff.delay(receiptHandle, 100);
    expect(await queue.receive()).toBeDefined();
  });

  it('ignores a message that has been deleted', async () => {
    await queue.remove(receiptHandle);
    await queue.backoff.delay(receiptHandle, 100);
    queue.clock.advance(200);
    expect(await queue.receive()).toBeUndefined();
  });

  it('throws every other failure', async () => {
    await expect(queue.backoff.delay(receiptHandle, -1)).rejects.toThrow();
  });

  it('uses exactly the actions that it is granted', () => {
    const { used, granted } = actionsOf('messageBackoff');
    expect(used).toEqual(granted);
  });
});
