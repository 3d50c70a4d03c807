import { NumberValue } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toItem } from '../../src/aws/dynamodb/table.ts';
import { SCHEMA_VERSION } from '../../src/domain/schema-version.ts';
import type { SweepProgress } from '../../src/domain/sweep-progress.ts';
import type { TableBackend } from './backend.ts';
import { TABLE_BACKENDS } from './table-backends.ts';
import { type AwsTableBackend, givenTablesOnAws } from './tables-on-aws.ts';
import { actionsOf } from './used-actions.ts';

const NOON = new Date('2026-11-24T12:00:00.000Z');
const ONE = new Date('2026-11-24T13:00:00.000Z');

const STARTED: SweepProgress = {
  sweepId: 'sweep-1',
  startedAt: NOON,
  previousStartedAt: undefined,
  next: undefined,
  accountsQueued: 0,
  finishedAt: undefined,
  leasedUntil: ONE,
  revision: 1,
};

describe.each(TABLE_BACKENDS)('the progress of the sweep ($backend)', ({ open }) => {
  let tables: TableBackend;
  beforeEach(async () => {
    tables = await open();
  });
  afterEach(() => tables.close());

  it('returns the progress as it was written', async () => {
    const { sweepProgress } = tables;
    expect(await sweepProgress.read()).toBeUndefined();
    expect(await sweepProgress.write(STARTED)).toBe('written');
    expect(await sweepProgress.read()).toEqual({ type: 'progress', progress: STARTED });
    const finished: SweepProgress = {
      ...STARTED,
      previousStartedAt: NOON,
      modes: { mode: 'enforce', overrides: 2 },
      next: 'token',
      accountsQueued: 20,
      finishedAt: ONE,
      revision: 2,
    };
    expect(await sweepProgress.write(finished)).toBe('written');
    expect(await sweepProgress.read()).toEqual({ type: 'progress', progress: finished });
  });

  it('accepts one of two concurrent first writes', async () => {
    const other = { ...STARTED, sweepId: 'sweep-2' };
    const written = await Promise.all([
      tables.sweepProgress.write(STARTED),
      tables.sweepProgress.write(other),
    ]);
    expect(written.toSorted()).toEqual(['conflict', 'written']);
  });

  it('rejects a write with an outdated revision', async () => {
    const { sweepProgress } = tables;
    await sweepProgress.write(STARTED);
    await sweepProgress.write({ ...STARTED, accountsQueued: 20, revision: 2 });
    expect(await sweepProgress.write({ ...STARTED, accountsQueued: 40, revision: 2 })).toBe('conflict');
    expect(await sweepProgress.write({ ...STARTED, accountsQueued: 40, revision: 4 })).toBe('conflict');
    expect(await sweepProgress.read()).toMatchObject({ progress: { accountsQueued: 20 } });
  });

  it('never has two owners of a sweep, even when a response is lost', async () => {
    const { sweepProgress } = tables;
    await tables.dropResponse('PutItem');
    const first = await sweepProgress.write(STARTED);
    const second = await sweepProgress.write({ ...STARTED, sweepId: 'sweep-2' });
    expect([first, second].filter((result) => result === 'written').length).toBeLessThanOrEqual(1);
    expect(await sweepProgress.read()).toMatchObject({ progress: { sweepId: 'sweep-1' } });
  });
});

describe('a malformed row of the progress of the sweep', () => {
  let tables: AwsTableBackend;
  beforeEach(async () => {
    tables = await givenTablesOnAws();
  });
  afterEach(() => tables.close());

  it.each([
    ['an invalid time', { sweepId: 's', startedAt: 'noon', revision: 7 }, 7],
    ['everything but its key', {}, 0],
    ['an invalid revision', { sweepId: 's', revision: 'seven' }, 0],
    ['a revision of zero', { sweepId: 's', revision: 0 }, 0],
  ])('is reported for the progress and replaced by the next sweep: %s', async (_what, item, revision) => {
    const { sweepProgress } = tables;
    await tables.putItem('posture', { account: '#sweep', ...item });
    const malformed = await sweepProgress.read();
    expect(malformed).toMatchObject({
      type: 'malformed',
      issues: expect.arrayContaining([expect.stringMatching(/^startedAt: /)]),
      revision,
    });
    if (malformed?.type !== 'malformed') throw new Error('not malformed');
    const anew = { ...STARTED, revision: revision + 1 };
    expect(await sweepProgress.replace(malformed, anew)).toBe('written');
    expect(await sweepProgress.replace(malformed, { ...anew, sweepId: 'other' })).toBe('conflict');
    expect(await sweepProgress.read()).toEqual({ type: 'progress', progress: anew });
  });
});

describe('a row of the progress of the sweep with a number that is not whole or not exact', () => {
  const number = (text: string) => NumberValue.from(text);

  it.each([
    ['a revision beyond 2^53', { revision: number('9007199254740993') }],
    ['a revision with 38 digits', { revision: number('9'.repeat(38)) }],
    ['a revision beyond 2^53 with a fraction', { revision: number('9007199254740993.5') }],
    ['a revision after which there is no other', { revision: Number.MAX_SAFE_INTEGER }],
    ['a fractional revision', { revision: 1.5 }],
    ['a revision that is nearly whole', { revision: number('1.00000000000000000000000001') }],
    ['a negative revision', { revision: -1 }],
    ['a revision of null', { revision: null }],
    ['a count beyond 2^53', { accountsQueued: number('9007199254740993.5') }],
    ['a count to which nothing can be added', { accountsQueued: Number.MAX_SAFE_INTEGER }],
  ])('is malformed, and one of two sweeps replaces it: %s', async (_what, item) => {
    const tables = await givenTablesOnAws();
    try {
      const { sweepProgress } = tables;
      await tables.putItem('posture', { account: '#sweep', ...toItem({ ...STARTED, ...item }) });
      const malformed = await sweepProgress.read();
      if (malformed?.type !== 'malformed') throw new Error('not malformed');
      const anew = { ...STARTED, revision: malformed.revision + 1 };
      expect(await sweepProgress.replace(malformed, anew)).toBe('written');
      expect(await sweepProgress.replace(malformed, { ...anew, sweepId: 'other' })).toBe('conflict');
      expect(await sweepProgress.read()).toEqual({ type: 'progress', progress: anew });
    } finally {
      await tables.close();
    }
  });
});

it('progress with an attribute of a newer rootguard is no less readable, whatever its name', async () => {
  const tables = await givenTablesOnAws();
  const others = {
    issues: ['none'],
    type: 'malformed',
    count: NumberValue.from('1e37'),
    bytes: new Uint8Array([7]),
  };
  try {
    const { sweepProgress } = tables;
    await tables.putItem('posture', { account: '#sweep', ...toItem(STARTED), ...others });
    const stored = await sweepProgress.read();
    if (stored?.type !== 'progress') throw new Error('not readable');
    const before = await tables.storedItems('posture');
    expect(await sweepProgress.write({ ...stored.progress, revision: 2 })).toBe('written');
    expect(await tables.storedItems('posture')).toEqual(
      before.map((item) => ({ ...item, revision: 2, schemaVersion: SCHEMA_VERSION })),
    );
  } finally {
    await tables.close();
  }
});

describe('the IAM permissions', () => {
  it('of the progress of the sweep are exactly the actions that it uses', () => {
    const { used, granted } = actionsOf('sweepProgress');
    expect(used).toEqual(granted);
  });
});
