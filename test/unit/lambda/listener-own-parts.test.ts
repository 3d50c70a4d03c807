import { expect, it } from 'vitest';
import { createListener } from '../../../src/lambda/listener.ts';
import { createMemoryWorld } from '../../support/memory/world.ts';
import { givenRecord, HOME, SENT_AT } from '../../support/own-part-records.ts';
import { listenerPorts } from './listener-ports.ts';

const A_MINUTE = { awsRequestId: 'invocation-1', getRemainingTimeInMillis: () => 60_000 };

function givenListener() {
  const world = createMemoryWorld();
  const delay = async () => undefined;
  const listener = createListener({
    ...listenerPorts(world),
    heartbeats: { recordHeartbeat: async () => undefined },
    deadLetters: { send: async () => undefined },
    backoff: { heartbeats: { delay }, activity: { delay }, memberActivity: { delay } },
    setTimer: () => ({ cancel: () => undefined }),
  });
  return {
    world,
    receive: (body: object) =>
      listener(
        {
          Records: [
            {
              messageId: 'message-1',
              receiptHandle: 'receipt-1',
              body: JSON.stringify(body),
              attributes: { SentTimestamp: String(SENT_AT.getTime()), ApproximateReceiveCount: '1' },
              messageAttributes: {},
              eventSourceARN: `arn:aws:sqs:us-east-1:${HOME}:rootguard-activity`,
            },
          ],
        } as never,
        A_MINUTE,
      ),
  };
}

const deleted = givenRecord('aws.events', 'DeleteRule', {
  requestParameters: { name: 'rootguard-own-service' },
});

it('the listener notifies that a part of rootguard was changed', async () => {
  const { world, receive } = givenListener();
  expect(await receive(deleted)).toEqual({ batchItemFailures: [] });
  expect(world.notifier.published.map(({ key }) => key)).toEqual(['guardrail-weakened']);
  expect(world.ledger.entries.map(({ type }) => type)).toEqual(['own-part-changed', 'notification']);
});

it('the listener gets a change again that it could not record', async () => {
  const { world, receive } = givenListener();
  world.log.onCall = async ({ name }) => {
    if (name === 'ledger.append') throw new Error('no table');
  };
  expect(await receive(deleted)).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-1' }] });
});

it("the listener ignores changes of somebody else's parts", async () => {
  const { world, receive } = givenListener();
  const other = givenRecord('aws.events', 'DeleteRule', { requestParameters: { name: 'nightly' } });
  expect(await receive(other)).toEqual({ batchItemFailures: [] });
  expect(world.notifier.published).toEqual([]);
});
