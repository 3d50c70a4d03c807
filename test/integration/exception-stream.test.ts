import type { DynamoDBStreamEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../src/domain/account.ts';
import { createListener } from '../../src/lambda/listener.ts';
import { administratorOf } from '../../src/local/clients.ts';
import { readLedger } from '../../src/local/demo/ledger.ts';
import type { Scene } from '../../src/local/demo/scene.ts';
import { environmentOf } from '../../src/local/stack.ts';
import { parseEnvironment } from '../../src/runtime/environment.ts';
import { wireListener } from '../../src/runtime/wiring.ts';
import { givenScene, HOME, MEMBER, OTHER } from '../support/sandbox-scene.ts';
import { readDeadLetters } from './messages.ts';

/** The sandbox's tables have no streams, so the test hands the listener what Lambda reads from one. */
function givenListener({ sandbox, stack }: Scene) {
  const configuration = parseEnvironment(environmentOf(sandbox, stack.deployment, { logLevel: 'silent' }));
  const aws = { endpoint: sandbox.endpoint, credentials: administratorOf(HOME) };
  const listen = createListener(wireListener(configuration, { aws }));
  return (event: DynamoDBStreamEvent) =>
    listen(event, { awsRequestId: 'invocation-1', getRemainingTimeInMillis: () => 60_000 });
}

function changesOf(scopes: readonly string[], at: Date): DynamoDBStreamEvent {
  return {
    Records: scopes.map((scope, index) => ({
      eventName: 'INSERT',
      eventSource: 'aws:dynamodb',
      dynamodb: {
        ApproximateCreationDateTime: at.getTime() / 1000,
        Keys: { scope: { S: scope }, id: { S: 'break-glass' } },
        SequenceNumber: String(100 + index),
      },
    })),
  };
}

describe('a change in the exceptions table', () => {
  it('leads to one audit of its account, and to none of others', async () => {
    const scene = await givenScene();
    const listen = givenListener(scene);
    const scopes = [`account#${MEMBER}`, `account#${MEMBER}`];
    expect(await listen(changesOf(scopes, scene.sandbox.clock.now()))).toEqual({ batchItemFailures: [] });
    await scene.stack.idle();
    expect(await readLedger(scene, parseAccountId(MEMBER))).toMatchObject([
      { type: 'audit', triggers: [{ type: 'audit-requested', why: 'exception-changed' }] },
    ]);
    expect(await readLedger(scene, parseAccountId(OTHER))).toEqual([]);
  });

  it('of the organization is noted for the next watch', async () => {
    const scene = await givenScene();
    const at = scene.sandbox.clock.now();
    expect(await givenListener(scene)(changesOf(['organization'], at))).toEqual({ batchItemFailures: [] });
    const { requestedScopes } = await scene.stack.operator();
    expect(await requestedScopes.read()).toMatchObject([
      { scope: { type: 'organization' }, requestedAt: at },
    ]);
  });

  it('in a scope that cannot be read ends in the dead-letter queue', async () => {
    const scene = await givenScene();
    const at = scene.sandbox.clock.now();
    expect(await givenListener(scene)(changesOf(['account#payments'], at))).toEqual({
      batchItemFailures: [],
    });
    expect(await readDeadLetters(scene)).toMatchObject([{ attributes: { path: 'dynamodb.Keys.scope.S' } }]);
  });
});
