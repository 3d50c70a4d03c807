import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseOrganizationalUnitId } from '../../src/domain/account.ts';
import type { WideScope } from '../../src/domain/exception.ts';
import type { SweepProgress } from '../../src/guardrail/ports/sweep-state.ts';
import { TABLE_PLACES, type Tables } from './place.ts';
import { actionsOf } from './used-actions.ts';

const NOON = new Date('2026-11-24T12:00:00.000Z');
const ONE = new Date('2026-11-24T13:00:00.000Z');

const STARTED: SweepProgress = {
  sweepId: 'sweep-1',
  startedAt: NOON,
  next: undefined,
  accountsQueued: 0,
  finishedAt: undefined,
  leasedUntil: ONE,
  revision: 1,
};

const UNIT: WideScope = {
  type: 'organizational-unit',
  organizationalUnit: parseOrganizationalUnitId('ou-sbox-work0001'),
};

describe.each(TABLE_PLACES)('sweep state $place', ({ open }) => {
  let tables: Tables;
  beforeEach(async () => {
    tables = await open();
  });
  afterEach(() => tables.close());

  it('gives the progress back as it was written', async () => {
    const { sweepState } = tables;
    expect(await sweepState.read()).toBeUndefined();
    expect(await sweepState.write(STARTED)).toBe('written');
    expect(await sweepState.read()).toEqual(STARTED);
    const finished = { ...STARTED, next: 'token', accountsQueued: 20, finishedAt: ONE, revision: 2 };
    expect(await sweepState.write(finished)).toBe('written');
    expect(await sweepState.read()).toEqual(finished);
  });

  it('lets one of two first writers win', async () => {
    const other = { ...STARTED, sweepId: 'sweep-2' };
    const written = await Promise.all([tables.sweepState.write(STARTED), tables.sweepState.write(other)]);
    expect(written.toSorted()).toEqual(['conflict', 'written']);
  });

  it('refuses a write on an outdated copy', async () => {
    const { sweepState } = tables;
    await sweepState.write(STARTED);
    await sweepState.write({ ...STARTED, accountsQueued: 20, revision: 2 });
    expect(await sweepState.write({ ...STARTED, accountsQueued: 40, revision: 2 })).toBe('conflict');
    expect(await sweepState.write({ ...STARTED, accountsQueued: 40, revision: 4 })).toBe('conflict');
    expect((await sweepState.read())?.accountsQueued).toBe(20);
  });

  it('never has two holders of a sweep, even when an answer gets lost', async () => {
    const { sweepState } = tables;
    await tables.loseAnswer('PutItem');
    const first = await sweepState.write(STARTED);
    const second = await sweepState.write({ ...STARTED, sweepId: 'sweep-2' });
    expect([first, second].filter((outcome) => outcome === 'written').length).toBeLessThanOrEqual(1);
    expect((await sweepState.read())?.sweepId).toBe('sweep-1');
  });

  it('remembers each requested scope until it is cleared', async () => {
    const { sweepState } = tables;
    expect(await sweepState.readRequestedScopes()).toEqual([]);
    await sweepState.requestScope({ type: 'organization' }, NOON);
    await sweepState.requestScope(UNIT, NOON);
    const requested = await sweepState.readRequestedScopes();
    expect(requested).toHaveLength(2);
    expect(requested).toContainEqual({ scope: UNIT, requestedAt: NOON });
    await sweepState.clearRequestedScope({ scope: UNIT, requestedAt: NOON });
    await sweepState.clearRequestedScope({ scope: UNIT, requestedAt: NOON });
    expect(await sweepState.readRequestedScopes()).toEqual([
      { scope: { type: 'organization' }, requestedAt: NOON },
    ]);
  });

  it('keeps a scope that was requested again while it was audited', async () => {
    const { sweepState } = tables;
    await sweepState.requestScope(UNIT, NOON);
    const [requested] = await sweepState.readRequestedScopes();
    await sweepState.requestScope(UNIT, ONE);
    if (requested) await sweepState.clearRequestedScope(requested);
    expect(await sweepState.readRequestedScopes()).toEqual([{ scope: UNIT, requestedAt: ONE }]);
  });
});

describe('permissions', () => {
  it('uses what it is granted, and all of it', () => {
    const { used, granted } = actionsOf('sweepState');
    expect(used).toEqual(granted);
  });
});
