import type { DynamoDBRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { requestAuditsOfChanges } from '../../../src/lambda/exception-stream.ts';
import { createMemoryWorld } from '../../support/memory/world.ts';

const NOW = new Date('2026-11-24T12:00:00Z');
const CHANGED = new Date('2026-11-24T11:59:50Z');
const ONE = '333333333333';
const TWO = '444444444444';

let sequence = 100;

function givenRecord(
  scope: string,
  { eventName = 'INSERT', images = {}, at = CHANGED } = {},
): DynamoDBRecord {
  sequence += 1;
  return {
    eventID: String(sequence),
    eventVersion: '1.1',
    awsRegion: 'us-east-1',
    eventName: eventName as 'INSERT',
    eventSource: 'aws:dynamodb',
    eventSourceARN: 'arn:aws:dynamodb:us-east-1:222222222222:table/rootguard-exceptions/stream/1',
    dynamodb: {
      ApproximateCreationDateTime: at.getTime() / 1000,
      Keys: { scope: { S: scope }, id: { S: 'break-glass' } },
      SequenceNumber: String(sequence),
      SizeBytes: 100,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
      ...images,
    },
  };
}

function givenStream() {
  const world = createMemoryWorld(NOW);
  const failed = async (...Records: readonly DynamoDBRecord[]) => {
    const { batchItemFailures } = await requestAuditsOfChanges(world, { Records: [...Records] });
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  };
  return { ...world, failed };
}

const sequenceNumberOf = ({ dynamodb }: DynamoDBRecord) => dynamodb?.SequenceNumber ?? '';

describe("the stream of the exceptions' table", () => {
  it('has each account with a changed exception audited once, without delay, since the latest change', async () => {
    const { failed, triggerQueue } = givenStream();
    const later = new Date('2026-11-24T11:59:55Z');
    expect(
      await failed(
        givenRecord(`account#${ONE}`),
        givenRecord(`account#${TWO}`, { eventName: 'REMOVE' }),
        givenRecord(`account#${ONE}`, { at: later }),
      ),
    ).toEqual([]);
    expect(triggerQueue.receiveDue()).toEqual([
      { account: ONE, why: 'exception-changed', requestedAt: later, event: undefined },
      { account: TWO, why: 'exception-changed', requestedAt: CHANGED, event: undefined },
    ]);
  });

  it('leaves wider scopes to the next watch', async () => {
    const { failed, triggerQueue, requestedScopes } = givenStream();
    expect(await failed(givenRecord('organization'), givenRecord('ou#ou-ab12-cdef3456'))).toEqual([]);
    expect(triggerQueue.sent).toEqual([]);
    expect(await requestedScopes.read()).toMatchObject([
      { scope: { type: 'organization' }, requestedAt: CHANGED },
      { scope: { organizationalUnit: 'ou-ab12-cdef3456' } },
    ]);
  });

  it('ignores what rootguard itself writes', async () => {
    const { failed, triggerQueue, telemetry } = givenStream();
    const images = { OldImage: {}, NewImage: { settledAt: { S: '2026-11-24T11:59:50Z' } } };
    expect(await failed(givenRecord(`account#${ONE}`, { eventName: 'MODIFY', images }))).toEqual([]);
    expect(triggerQueue.sent).toEqual([]);
    expect(telemetry.logged).toMatchObject([
      { event: 'message-irrelevant', fields: { reason: 'own-update-only' } },
    ]);
  });

  it('reports every record of a scope that could not be requested, and is done with the others', async () => {
    const { failed, triggerQueue, log, telemetry } = givenStream();
    log.onCall = ({ account }) => {
      if (account === ONE) throw new Error('no answer');
    };
    const [first, other, second] = [ONE, TWO, ONE].map((account) => givenRecord(`account#${account}`));
    if (!first || !other || !second) throw new Error('three records');
    expect(await failed(first, other, second)).toEqual([first, second].map(sequenceNumberOf));
    expect(triggerQueue.sent.map(({ account }) => account)).toEqual([TWO]);
    expect(telemetry.logged.find(({ event }) => event === 'message-failed')?.fields).toMatchObject({
      messageIds: [first, second].map(sequenceNumberOf),
    });
  });

  it('sets a record aside whose scope cannot be read, by its key only, and is done with it', async () => {
    const { failed, deadLetters, telemetry } = givenStream();
    const NewImage = { reason: { S: 'x'.repeat(400_000) } };
    const broken = givenRecord('account#payments', { images: { NewImage, OldImage: NewImage } });
    expect(await failed(broken, givenRecord(`account#${ONE}`))).toEqual([]);
    expect(deadLetters.sent).toMatchObject([{ path: 'dynamodb.Keys.scope.S' }]);
    const [{ body = '' } = {}] = deadLetters.sent;
    expect(JSON.parse(body)).toEqual({
      eventSource: 'aws:dynamodb',
      eventName: 'INSERT',
      dynamodb: { Keys: broken.dynamodb?.Keys, SequenceNumber: sequenceNumberOf(broken) },
    });
    expect(telemetry.total('MessagesMalformed')).toBe(1);
  });

  it('reports a record that could not be set aside', async () => {
    const { failed, log } = givenStream();
    log.onCall = ({ name }) => {
      if (name === 'deadLetters.send') throw new Error('no answer');
    };
    const broken = givenRecord('account#payments');
    expect(await failed(broken)).toEqual([sequenceNumberOf(broken)]);
  });

  it('fails the whole batch where a record that failed has no number', async () => {
    const { failed, log } = givenStream();
    log.onCall = () => {
      throw new Error('no answer');
    };
    const { dynamodb: { SequenceNumber: _none, ...dynamodb } = {}, ...record } = givenRecord(
      `account#${ONE}`,
    );
    expect(await failed({ ...record, dynamodb })).toEqual(['']);
  });
});
