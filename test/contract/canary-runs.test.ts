import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CanaryRun } from '../../src/guardrail/ports/canary-runs.ts';
import { ACCOUNT } from '../support/builders.ts';
import type { TableBackend } from './backend.ts';
import { TABLE_BACKENDS } from './table-backends.ts';
import { givenTablesOnAws } from './tables-on-aws.ts';
import { actionsOf } from './used-actions.ts';

const RUN: CanaryRun = {
  account: ACCOUNT,
  id: 'run-1',
  startedAt: new Date('2026-11-24T12:00:00.123Z'),
  accessKeyId: 'ASIACANARYEXAMPLE',
  leasedUntil: new Date('2026-11-24T12:08:00.123Z'),
  endedAt: undefined,
};
const ENDED = { ...RUN, endedAt: new Date('2026-11-24T12:00:09.000Z') };

describe.each(TABLE_BACKENDS)('the record of canary runs ($backend)', ({ open }) => {
  let tables: TableBackend;
  beforeEach(async () => {
    tables = await open();
  });
  afterEach(() => tables.close());

  it('is the latest run of the account', async () => {
    const { canaryRuns, canaryRunReader } = tables;
    expect(await canaryRuns.read(ACCOUNT)).toBeUndefined();
    expect(await canaryRuns.write(RUN, 0)).toBe('written');
    expect(await canaryRuns.read(ACCOUNT)).toEqual({ type: 'run', run: RUN, revision: 1 });
    expect(await canaryRuns.write(ENDED, 1)).toBe('written');
    expect(await canaryRunReader.read(ACCOUNT)).toEqual({ type: 'run', run: ENDED, revision: 2 });
  });

  it('is written by one of two runs that start at the same time', async () => {
    const { canaryRuns } = tables;
    expect(await canaryRuns.write(RUN, 0)).toBe('written');
    expect(await canaryRuns.write({ ...RUN, id: 'run-2' }, 0)).toBe('conflict');
    expect(await canaryRuns.read(ACCOUNT)).toMatchObject({ run: { id: 'run-1' }, revision: 1 });
  });
});

it('a record of a canary run that does not parse says so', async () => {
  const tables = await givenTablesOnAws();
  await tables.putItem('posture', { account: `#canary-${ACCOUNT}`, revision: 1, runId: 'run-1' });
  expect(await tables.canaryRuns.read(ACCOUNT)).toMatchObject({
    type: 'malformed',
    storedRevision: 1,
    issues: ['startedAt: is missing', 'leasedUntil: is missing'],
  });
  await tables.close();
});

it.each([[7], ['seven'], [undefined]])(
  'a record that does not parse is replaced by one of two runs, whatever its revision (%j)',
  async (revision) => {
    const tables = await givenTablesOnAws();
    const { canaryRuns } = tables;
    await tables.putItem('posture', { account: `#canary-${ACCOUNT}`, ...(revision && { revision }) });
    const unreadable = await canaryRuns.read(ACCOUNT);
    if (unreadable?.type !== 'malformed') throw new Error('it parses');
    expect(await canaryRuns.replace(unreadable, RUN)).toBe('written');
    expect(await canaryRuns.replace(unreadable, { ...RUN, id: 'run-2' })).toBe('conflict');
    expect(await canaryRuns.read(ACCOUNT)).toEqual({ type: 'run', run: RUN, revision: 1 });
    expect(await canaryRuns.write(ENDED, 1)).toBe('written');
    await tables.close();
  },
);

describe('the IAM permissions', () => {
  it.each(['canaryRuns', 'canaryRunReader'] as const)(
    'of %s are exactly the actions that it uses',
    (adapter) => {
      const { used, granted } = actionsOf(adapter);
      expect(used).toEqual(granted);
    },
  );
});
