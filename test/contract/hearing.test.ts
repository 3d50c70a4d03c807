import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RESERVED_KEYS } from '../../src/aws/dynamodb/reserved-keys.ts';
import { parseAccountId } from '../../src/domain/account.ts';
import { NOTHING_SURVEYED } from '../../src/domain/hearing-progress.ts';
import { givenPosture } from '../support/builders.ts';
import type { TableBackend } from './backend.ts';
import { TABLE_BACKENDS } from './table-backends.ts';
import { type AwsTableBackend, givenTablesOnAws } from './tables-on-aws.ts';

const ACCOUNT = parseAccountId('333333333333');
const at = (minute: number) => new Date(Date.UTC(2026, 10, 24, 12, minute));

/** Records an audit whose session AWS opened then. */
async function audit({ posture }: TableBackend, since: Date): Promise<void> {
  const { revision, hearing: known } = await posture.reserveRevision(ACCOUNT);
  await posture.record(givenPosture(at(0), { account: ACCOUNT }), revision, {
    heartbeat: { type: 'expected', since, known },
  });
}

const hearingOf = async ({ posture }: TableBackend) => (await posture.read(ACCOUNT))?.hearing;

describe.each(TABLE_BACKENDS)('the hearing of an account ($backend)', ({ open }) => {
  let tables: TableBackend;
  beforeEach(async () => {
    tables = await open();
  });
  afterEach(() => tables.close());

  it('waits since the first audit that was not heard, however often it is audited again', async () => {
    await audit(tables, at(1));
    await audit(tables, at(2));
    expect(await hearingOf(tables)).toEqual({ awaitingHeartbeatSince: at(1) });
  });

  it('does not wait once it was heard in the second of the audit or later', async () => {
    await audit(tables, at(1));
    await tables.heartbeats.recordHeartbeat(ACCOUNT, at(1));
    expect(await hearingOf(tables)).toEqual({ heardAt: at(1) });
  });

  it('is answered by a heartbeat of a machine whose clock is some seconds behind', async () => {
    const since = new Date(at(1).getTime() + 5_000);
    await audit(tables, since);
    await tables.heartbeats.recordHeartbeat(ACCOUNT, at(1));
    expect(await hearingOf(tables)).toEqual({ heardAt: at(1) });
    await audit(tables, new Date(since.getTime() + 1_000));
    expect(await hearingOf(tables)).toMatchObject({
      awaitingHeartbeatSince: new Date(since.getTime() + 1_000),
    });
  });

  it('goes on waiting after a heartbeat of days ago, as one from the dead-letter queue', async () => {
    const daysBefore = new Date(at(0).getTime() - 3 * 24 * 60 * 60_000);
    await audit(tables, at(0));
    await tables.heartbeats.recordHeartbeat(ACCOUNT, daysBefore);
    expect(await hearingOf(tables)).toEqual({ heardAt: daysBefore, awaitingHeartbeatSince: at(0) });
    await tables.heartbeats.recordHeartbeat(ACCOUNT, at(0));
    await tables.heartbeats.recordHeartbeat(ACCOUNT, daysBefore);
    expect(await hearingOf(tables)).toEqual({ heardAt: at(0) });
  });

  it('does not keep waiting since a time that is later than the audit', async () => {
    await audit(tables, at(90));
    await audit(tables, at(2));
    expect(await hearingOf(tables)).toEqual({ awaitingHeartbeatSince: at(2) });
  });

  it('goes on waiting after a late heartbeat of an earlier audit', async () => {
    await audit(tables, at(5));
    await tables.heartbeats.recordHeartbeat(ACCOUNT, at(4));
    expect(await hearingOf(tables)).toEqual({ heardAt: at(4), awaitingHeartbeatSince: at(5) });
  });

  it('is as late as the latest heartbeat, in whatever order and how often they arrive', async () => {
    for (const minute of [2, 3, 1, 3]) await tables.heartbeats.recordHeartbeat(ACCOUNT, at(minute));
    await audit(tables, at(1));
    expect(await hearingOf(tables)).toMatchObject({ heardAt: at(3) });
  });

  it('waits since the next audit after one whose heartbeat came before its record', async () => {
    await tables.heartbeats.recordHeartbeat(ACCOUNT, at(2));
    await audit(tables, at(2));
    await audit(tables, at(7));
    expect(await hearingOf(tables)).toEqual({ heardAt: at(2), awaitingHeartbeatSince: at(7) });
  });

  it('waits since an audit during which the heartbeat of an earlier one arrived', async () => {
    await audit(tables, at(1));
    const { revision, hearing: known } = await tables.posture.reserveRevision(ACCOUNT);
    await tables.heartbeats.recordHeartbeat(ACCOUNT, at(1));
    await tables.posture.record(givenPosture(at(0), { account: ACCOUNT }), revision, {
      heartbeat: { type: 'expected', since: at(8), known },
    });
    expect(await hearingOf(tables)).toEqual({ heardAt: at(1), awaitingHeartbeatSince: at(8) });
  });

  it('is not changed by a record that says nothing of a heartbeat, and ends with one that expects none', async () => {
    await audit(tables, at(1));
    const { revision } = await tables.posture.reserveRevision(ACCOUNT);
    await tables.posture.record(givenPosture(at(0), { account: ACCOUNT }), revision);
    expect(await hearingOf(tables)).toEqual({ awaitingHeartbeatSince: at(1) });
    await tables.posture.record(givenPosture(at(0), { account: ACCOUNT }), revision, {
      heartbeat: { type: 'none' },
    });
    expect(await hearingOf(tables)).toEqual({});
  });

  it('waits for the heartbeat of an audit whose record comes after that of a later run', async () => {
    const { revision, hearing: known } = await tables.posture.reserveRevision(ACCOUNT);
    const later = await tables.posture.reserveRevision(ACCOUNT);
    await tables.posture.record(givenPosture(at(2), { account: ACCOUNT }), later.revision);
    const posture = givenPosture(at(1), { account: ACCOUNT });
    const heartbeat = { type: 'expected', since: at(1), known } as const;
    expect(await tables.posture.record(posture, revision, { heartbeat })).toBe('superseded');
    expect(await hearingOf(tables)).toEqual({ awaitingHeartbeatSince: at(1) });
  });

  it('still waits after an outdated record that expects no heartbeat', async () => {
    const { revision } = await tables.posture.reserveRevision(ACCOUNT);
    await audit(tables, at(2));
    const outdated = givenPosture(at(1), { account: ACCOUNT });
    await tables.posture.record(outdated, revision, { heartbeat: { type: 'none' } });
    expect(await hearingOf(tables)).toEqual({ awaitingHeartbeatSince: at(2) });
  });

  it('shows what was notified of it, until that is taken back', async () => {
    await audit(tables, at(1));
    await tables.silence.markSilenceNotified(ACCOUNT, at(1));
    await tables.heartbeats.recordHeartbeat(ACCOUNT, at(2));
    expect(await hearingOf(tables)).toEqual({ heardAt: at(2), notifiedSilentSince: at(1) });
    await tables.silence.markSilenceNotified(ACCOUNT, undefined);
    expect(await hearingOf(tables)).toEqual({ heardAt: at(2) });
  });

  it('alone is no posture', async () => {
    await tables.heartbeats.recordHeartbeat(ACCOUNT, at(2));
    expect(await tables.posture.read(ACCOUNT)).toBeUndefined();
  });

  it('is surveyed as the last survey says', async () => {
    const stored = await tables.silence.readHearingProgress();
    expect(stored.progress).toEqual(NOTHING_SURVEYED);
    const progress = {
      nextSurveyAt: at(9),
      silent: 2,
      nothingHeardSince: at(3),
      heardAgainAt: at(4),
      leasedUntil: at(5),
    };
    expect(await tables.silence.writeHearingProgress(stored, progress)).toBe('written');
    const latest = await tables.silence.readHearingProgress();
    expect(latest.progress).toEqual({ ...progress, revision: 1 });
    expect(await tables.silence.writeHearingProgress(stored, progress)).toBe('conflict');
    expect(await tables.silence.writeHearingProgress(latest, progress)).toBe('written');
  });
});

describe('a row whose hearing was edited', () => {
  let tables: AwsTableBackend;
  beforeEach(async () => {
    tables = await givenTablesOnAws();
  });
  afterEach(() => tables.close());

  it.each<[string, object]>([
    ['text that is no time', { heardAt: 'zzz', awaitingHeartbeatSince: 'zzz' }],
    ['another type', { heardAt: 3, awaitingHeartbeatSince: true }],
    [
      'a time far ahead',
      { heardAt: '2999-01-01T00:00:00.000Z', awaitingHeartbeatSince: '2999-01-01T00:00:00.000Z' },
    ],
  ])('is repaired by the next heartbeat: %s', async (_, fields) => {
    await audit(tables, at(1));
    const [row] = await tables.storedItems('posture');
    await tables.putItem('posture', { ...row, ...fields });
    await tables.heartbeats.recordHeartbeat(ACCOUNT, at(2));
    expect(await tables.posture.read(ACCOUNT)).toMatchObject({ hearing: { heardAt: at(2) }, issues: [] });
  });
});

it('a time that does not parse leaves the others of its account as they are', async () => {
  const tables = await givenTablesOnAws();
  try {
    await audit(tables, at(1));
    const [row] = await tables.storedItems('posture');
    await tables.putItem('posture', { ...row, heardAt: 'zzz', notifiedSilentSince: 3 });
    expect(await tables.posture.read(ACCOUNT)).toMatchObject({
      hearing: { awaitingHeartbeatSince: at(1) },
      issues: [expect.stringContaining('heardAt'), expect.stringContaining('notifiedSilentSince')],
    });
  } finally {
    await tables.close();
  }
});

it('a survey that cannot be read is due at once', async () => {
  const tables = await givenTablesOnAws();
  try {
    const broken = { account: RESERVED_KEYS.hearing, nextSurveyAt: 'soon', silent: -1, revision: 'x' };
    await tables.putItem('posture', broken);
    const stored = await tables.silence.readHearingProgress();
    expect(stored.progress).toEqual(NOTHING_SURVEYED);
    expect(await tables.silence.writeHearingProgress(stored, NOTHING_SURVEYED)).toBe('written');
  } finally {
    await tables.close();
  }
});
