import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RESERVED_KEYS } from '../../src/aws/dynamodb/reserved-keys.ts';
import { NOTHING_TOLD } from '../../src/domain/digest-progress.ts';
import type { DigestUpdate } from '../../src/guardrail/ports/digest-progress.ts';
import { collect, type TableBackend } from './backend.ts';
import { TABLE_BACKENDS } from './table-backends.ts';
import { type AwsTableBackend, givenTablesOnAws } from './tables-on-aws.ts';
import { actionsOf } from './used-actions.ts';

const NOON = new Date('2026-11-24T12:00:00.000Z');
const ONE = new Date('2026-11-24T13:00:00.000Z');

const TOLD: DigestUpdate = {
  told: 2,
  sweepId: 'sweep-1',
  firstSentAt: NOON,
  look: { findings: 2, audited: 20, unchangedSince: NOON, waitingSince: NOON },
  leasedUntil: ONE,
};

describe.each(TABLE_BACKENDS)('how far findings were told ($backend)', ({ open }) => {
  let tables: TableBackend;
  beforeEach(async () => {
    tables = await open();
  });
  afterEach(() => tables.close());

  it('is nothing at first', async () => {
    expect((await tables.digestProgress.read()).progress).toEqual(NOTHING_TOLD);
  });

  it('is read as it was written, and the findings are those that were counted', async () => {
    const { findings, digestProgress } = tables;
    await findings.count();
    const stored = await digestProgress.read();
    expect(stored.progress).toEqual({ ...NOTHING_TOLD, findings: 1 });
    await findings.count();
    expect(await digestProgress.write(stored, TOLD)).toBe('written');
    await findings.count();
    expect((await digestProgress.read()).progress).toEqual({ ...TOLD, findings: 3, revision: 1 });
  });

  it('never overwrites the count, although a run writes all that it has read', async () => {
    const { findings, digestProgress } = tables;
    await findings.count();
    const stored = await digestProgress.read();
    await findings.count();
    expect(await digestProgress.write(stored, { ...stored.progress, told: 1 })).toBe('written');
    expect((await digestProgress.read()).progress).toMatchObject({ findings: 2, told: 1, revision: 1 });
  });

  it('leaves out what a later write leaves out', async () => {
    const { digestProgress } = tables;
    await digestProgress.write(await digestProgress.read(), TOLD);
    const { told, firstSentAt } = TOLD;
    const later = { told, firstSentAt, sweepId: undefined, look: undefined, leasedUntil: undefined };
    expect(await digestProgress.write(await digestProgress.read(), later)).toBe('written');
    expect((await digestProgress.read()).progress).toEqual({ ...later, findings: 0, revision: 2 });
  });

  it('is not overwritten by a run that has read an earlier one', async () => {
    const { digestProgress } = tables;
    const first = await digestProgress.read();
    expect(await digestProgress.write(first, TOLD)).toBe('written');
    expect(await digestProgress.write(first, { ...TOLD, told: 9 })).toBe('conflict');
    expect((await digestProgress.read()).progress.told).toBe(2);
  });

  it('counts every finding of audits at the same time', async () => {
    await Promise.all(Array.from({ length: 10 }, () => tables.findings.count()));
    expect((await tables.digestProgress.read()).progress.findings).toBe(10);
  });

  it('is no posture', async () => {
    await tables.findings.count();
    expect(await collect(tables.postures.readAll())).toEqual([]);
  });
});

describe('how far findings were told, in an item that was edited', () => {
  let tables: AwsTableBackend;
  beforeEach(async () => {
    tables = await givenTablesOnAws();
  });
  afterEach(() => tables.close());

  const KEY = { account: RESERVED_KEYS.digest };
  const GOOD = { findings: 7, told: 7, firstSentAt: NOON.toISOString(), revision: 3 };
  const edit = (attributes: object) => tables.putItem('posture', { ...KEY, ...GOOD, ...attributes });
  const read = async () => (await tables.digestProgress.read()).progress;

  it.each(['many', -1, 1.5, true, '7'])('has untold findings where the count is %j', async (findings) => {
    await edit({ findings });
    expect(await read()).toMatchObject({ findings: 8, told: 7 });
    const stored = await tables.digestProgress.read();
    expect(await tables.digestProgress.write(stored, { ...TOLD, told: 8 })).toBe('written');
    expect(await read()).toMatchObject({ findings: 8, told: 8 });
    await tables.findings.count();
    expect(await read()).toMatchObject({ findings: 9 });
  });

  it.each(['many', true])(
    'counts from one where the count is %j, and nothing counts as told',
    async (findings) => {
      await edit({ findings });
      await tables.findings.count();
      expect(await read()).toMatchObject({ findings: 1, told: 0 });
    },
  );

  it('keeps the count of an audit that replaced it meanwhile', async () => {
    await edit({ findings: 'many' });
    const stored = await tables.digestProgress.read();
    await tables.findings.count();
    expect(await tables.digestProgress.write(stored, { ...TOLD, told: 8 })).toBe('conflict');
    expect(await read()).toMatchObject({ findings: 1, told: 0 });
  });

  it('is told again where what was told cannot be read', async () => {
    await edit({ told: 'all', look: 'yesterday', leasedUntil: 'soon', firstSentAt: 5, sweepId: 4 });
    expect(await read()).toEqual({ ...NOTHING_TOLD, findings: 7, revision: 3 });
  });

  it.each(['third', -3, true])('is written over a revision that is %j', async (revision) => {
    await edit({ revision });
    const stored = await tables.digestProgress.read();
    expect(await tables.digestProgress.write(stored, TOLD)).toBe('written');
    expect(await read()).toMatchObject({ told: 2, revision: 1 });
  });
});

describe('the permissions for how far findings were told', () => {
  it.each(['findingCounter', 'digestProgress', 'postureReader'] as const)(
    'of %s are those it uses',
    (adapter) => {
      const { used, granted } = actionsOf(adapter);
      expect(used).toEqual(granted);
    },
  );
});
