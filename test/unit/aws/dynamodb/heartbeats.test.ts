import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import { createHeartbeatRecorder } from '../../../../src/aws/dynamodb/heartbeats.ts';
import { parseAccountId } from '../../../../src/domain/account.ts';

const NOW = new Date('2026-11-24T12:00:00Z');

/** The conditions of the writes that a heartbeat leads to, where those of the first ones are not met. */
async function conditionsAfter(notMet: number): Promise<readonly string[]> {
  const conditions: string[] = [];
  const client = {
    async send({ input }: { readonly input: { readonly ConditionExpression: string } }) {
      conditions.push(input.ConditionExpression);
      if (conditions.length > notMet) return {};
      throw Object.assign(new Error('not met'), { name: 'ConditionalCheckFailedException' });
    },
  };
  const table = { client: client as unknown as DynamoDBDocumentClient, name: 'posture' };
  await createHeartbeatRecorder(table, { now: () => NOW }).recordHeartbeat(
    parseAccountId('333333333333'),
    NOW,
  );
  return conditions;
}

it('a heartbeat that answers an audit, as nearly all do, is one write', async () => {
  expect(await conditionsAfter(0)).toHaveLength(1);
});

it('a heartbeat that is no news is two writes without an effect, and no failure', async () => {
  expect(await conditionsAfter(2)).toHaveLength(2);
});
