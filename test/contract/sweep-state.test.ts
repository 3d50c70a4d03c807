import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseAccountId, parseOrganizationalUnitId } from '../../src/domain/account.ts';
import { parseScope, type WideScope } from '../../src/domain/exception.ts';
import type { SweepProgress } from '../../src/guardrail/ports/sweep-state.ts';
import type { Tables } from './backend.ts';
import { TABLE_PLACES } from './table-backends.ts';
import { givenTablesOnAws, type TablesOnAws } from './tables-on-aws.ts';
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

const INVITED = ['333333333331', '333333333332', '444444444442', '555555555550'].map(parseAccountId);

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
    const finished: SweepProgress = {
      ...STARTED,
      previousStartedAt: NOON,
      modes: { mode: 'enforce', overrides: 2 },
      next: 'token',
      accountsQueued: 20,
      finishedAt: ONE,
      revision: 2,
    };
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
    expect(await sweepState.read()).toMatchObject({ accountsQueued: 20 });
  });

  it('never has two holders of a sweep, even when an answer gets lost', async () => {
    const { sweepState } = tables;
    await tables.loseAnswer('PutItem');
    const first = await sweepState.write(STARTED);
    const second = await sweepState.write({ ...STARTED, sweepId: 'sweep-2' });
    expect([first, second].filter((outcome) => outcome === 'written').length).toBeLessThanOrEqual(1);
    expect(await sweepState.read()).toMatchObject({ sweepId: 'sweep-1' });
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

  it('lets no older request hide a newer one, nor be cleared together with it', async () => {
    const { sweepState } = tables;
    await sweepState.requestScope(UNIT, ONE);
    const [newer] = await sweepState.readRequestedScopes();
    await sweepState.requestScope(UNIT, NOON);
    const moment = new Date(ONE.getTime() + 1);
    expect(await sweepState.readRequestedScopes()).toEqual([{ scope: UNIT, requestedAt: moment }]);
    if (newer && 'requestedAt' in newer) await sweepState.clearRequestedScope(newer);
    expect(await sweepState.readRequestedScopes()).toEqual([{ scope: UNIT, requestedAt: moment }]);
  });

  it('loses no request when many make one at once', async () => {
    const { sweepState } = tables;
    await Promise.all(Array.from({ length: 6 }, () => sweepState.requestScope(UNIT, NOON)));
    expect(await sweepState.readRequestedScopes()).toEqual([
      { scope: UNIT, requestedAt: new Date(NOON.getTime() + 5) },
    ]);
  });

  it('remembers when the grace of each account ends, until that is cleared', async () => {
    const { sweepState } = tables;
    expect(await sweepState.readGraceEnds()).toEqual([]);
    for (const account of INVITED) await sweepState.noteGraceEnd({ account, endsAt: ONE });
    const noted = await sweepState.readGraceEnds();
    expect(noted.map(({ account }) => account).toSorted()).toEqual(INVITED);
    expect(noted.every(({ endsAt }) => endsAt.getTime() === ONE.getTime())).toBe(true);
    const [first = '', ...others] = INVITED;
    await sweepState.clearGraceEnd({ account: parseAccountId(first), endsAt: ONE });
    await sweepState.clearGraceEnd({ account: parseAccountId(first), endsAt: ONE });
    expect((await sweepState.readGraceEnds()).map(({ account }) => account).toSorted()).toEqual(others);
  });

  it('keeps the earliest end of a grace, and one that was noted anew while its account was asked for', async () => {
    const { sweepState } = tables;
    const [account = parseAccountId('')] = INVITED;
    await sweepState.noteGraceEnd({ account, endsAt: ONE });
    await sweepState.noteGraceEnd({ account, endsAt: NOON });
    await sweepState.noteGraceEnd({ account, endsAt: ONE });
    await sweepState.clearGraceEnd({ account, endsAt: ONE });
    expect(await sweepState.readGraceEnds()).toEqual([{ account, endsAt: NOON }]);
  });

  it('keeps a scope that was requested again while it was audited', async () => {
    const { sweepState } = tables;
    await sweepState.requestScope(UNIT, NOON);
    const [requested] = await sweepState.readRequestedScopes();
    await sweepState.requestScope(UNIT, ONE);
    if (requested && 'requestedAt' in requested) await sweepState.clearRequestedScope(requested);
    expect(await sweepState.readRequestedScopes()).toEqual([{ scope: UNIT, requestedAt: ONE }]);
  });
});

describe('what does not parse of the sweep state', () => {
  let tables: TablesOnAws;
  beforeEach(async () => {
    tables = await givenTablesOnAws();
  });
  afterEach(() => tables.close());
  const requests = (attributes: object) =>
    tables.putItem('posture', { account: '#requested', ...attributes });

  it('is told for a request, whose scope can be requested anew, and hides no other', async () => {
    const { sweepState } = tables;
    await requests({
      organization: 'yesterday',
      'ou#ou-sbox-work0001': NOON.toISOString(),
      'ou#ou-sbox-work0002': 7,
      'acount#333333333333': NOON.toISOString(),
    });
    expect(await sweepState.readRequestedScopes()).toEqual(
      expect.arrayContaining([
        {
          type: 'malformed',
          key: 'organization',
          scope: { type: 'organization' },
          issue: 'organization: must be an ISO 8601 time in UTC',
        },
        { scope: UNIT, requestedAt: NOON },
        {
          type: 'malformed',
          key: 'ou#ou-sbox-work0002',
          scope: { type: 'organizational-unit', organizationalUnit: 'ou-sbox-work0002' },
          issue: 'ou#ou-sbox-work0002: expected string, got number',
        },
        {
          type: 'malformed',
          key: 'acount#333333333333',
          scope: undefined,
          issue: 'must be ou#<organizational unit id> or organization',
        },
      ]),
    );
    for (const key of ['organization', 'ou#ou-sbox-work0002']) {
      const scope = parseScope(key);
      if (scope?.type === 'account' || scope === undefined) throw new Error('no wide scope');
      await sweepState.requestScope(scope, ONE);
      expect(await sweepState.readRequestedScopes()).toContainEqual({ scope, requestedAt: ONE });
    }
  });

  it.each([
    ['a time that is none', { sweepId: 's', startedAt: 'noon', revision: 7 }, 7],
    ['everything but its key', {}, 0],
    ['a revision that is none', { sweepId: 's', revision: 'seven' }, 0],
    ['a revision of zero', { sweepId: 's', revision: 0 }, 0],
  ])('is told for the progress, and another sweep takes its place: %s', async (_what, item, revision) => {
    const { sweepState } = tables;
    await tables.putItem('posture', { account: '#sweep', ...item });
    expect(await sweepState.read()).toEqual({
      type: 'malformed',
      issues: expect.arrayContaining([expect.stringMatching(/^startedAt: /)]),
      revision,
    });
    const anew = { ...STARTED, revision: revision + 1 };
    expect(await sweepState.write(anew)).toBe('written');
    expect(await sweepState.write({ ...anew, sweepId: 'other' })).toBe('conflict');
    expect(await sweepState.read()).toEqual(anew);
  });
});

describe('permissions', () => {
  it('uses what it is granted, and all of it', () => {
    const { used, granted } = actionsOf('sweepState');
    expect(used).toEqual(granted);
  });
});
