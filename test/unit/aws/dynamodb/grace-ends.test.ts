import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import { createGraceEnds } from '../../../../src/aws/dynamodb/grace-ends.ts';
import { ACCOUNT } from '../../../support/builders.ts';

it('a grace end that does not parse is reported and does not hide others', async () => {
  const Item = {
    account: '#grace-ends-3',
    [ACCOUNT]: '2026-11-24T12:00:00.000Z',
    '444444444443': 'soon',
    '3': 7,
  };
  const send = async ({ input }: { input: { Key: { account: string }; ConsistentRead?: boolean } }) =>
    input.Key.account === '#grace-ends-3' && input.ConsistentRead ? { Item } : {};
  const client = { send } as unknown as DynamoDBDocumentClient;
  expect(await createGraceEnds({ client, name: 'posture' }).read()).toEqual([
    { type: 'noted', account: ACCOUNT, endsAt: new Date('2026-11-24T12:00:00Z'), stored: Item[ACCOUNT] },
    {
      type: 'malformed',
      account: '444444444443',
      issue: '444444444443: must be an ISO 8601 time in UTC',
      stored: 'soon',
    },
  ]);
});
