import { describe, expect, it } from 'vitest';
import { parseActivity } from '../../../src/events/activity.ts';
import { readEventFixtures } from '../../support/event-fixtures.ts';
import { givenRecord, INSTALLATION, SENT_AT } from '../../support/own-part-records.ts';
import { givenAssumeRoot } from '../../support/sessions.ts';

function parse(message: unknown) {
  return parseActivity(JSON.stringify(message), SENT_AT, INSTALLATION);
}

const fixtureOf = (name: string) => readEventFixtures().find((one) => one.name === name)?.event;

describe('a message of the queue of activity', () => {
  it('without a JSON object is malformed as a whole', () => {
    expect(parseActivity('{', SENT_AT, INSTALLATION)).toMatchObject({ type: 'malformed', path: 'body' });
  });

  it('of sts:AssumeRoot says who opened a session', () => {
    expect(parse(givenAssumeRoot())).toMatchObject({
      type: 'session-opened',
      session: { accessKeyId: 'ASIAIOSFODNN7EXAMPLE' },
    });
  });

  // An event that is replayed for audits would tell again of sessions that are over.
  it.each(['rootguard-1', 'mine', null])('of a session is left out where it is replayed as %j', (name) => {
    expect(parse({ ...givenAssumeRoot(), 'replay-name': name })).toEqual({
      type: 'irrelevant',
      reason: 'replayed',
    });
  });

  it('of a changed part of rootguard says which', () => {
    const record = givenRecord('aws.events', 'DeleteRule', { requestParameters: { name: 'rootguard-x' } });
    expect(parse(record)).toMatchObject({ type: 'own-part-changed', trigger: { name: 'rootguard-x' } });
  });

  it.each([
    ['cloudtrail-stop-logging.stopped', { type: 'announcement' }],
    ['cloudtrail-stop-logging.not-found', { type: 'irrelevant' }],
  ])('of the catalogue is what the fixture %s says', (name, expected) => {
    expect(parse(fixtureOf(name))).toMatchObject(expected);
  });

  it('of the catalogue is malformed without the account that logged it', () => {
    const { account, ...event } = fixtureOf('cloudtrail-stop-logging.stopped') ?? {};
    expect(account).toBeDefined();
    expect(parse(event)).toMatchObject({ type: 'malformed', path: 'account' });
  });

  it('of a root credential is left to the queue of the audits', () => {
    const fixture = readEventFixtures().find(({ expect: { type } }) => type === 'trigger');
    expect(parse(fixture?.event)).toEqual({ type: 'irrelevant', reason: 'audited-elsewhere' });
  });
});
