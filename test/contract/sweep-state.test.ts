import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseAccountId, parseOrganizationalUnitId } from '../../src/domain/account.ts';
import { parseScope, type WideScope } from '../../src/domain/exception.ts';
import type { SweepProgress } from '../../src/guardrail/ports/sweep-state.ts';
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

const INVITED = ['333333333331', '333333333332', '444444444442', '555555555550'].map(parseAccountId);

const UNIT: WideScope = {
  type: 'organizational-unit',
  organizationalUnit: parseOrganizationalUnitId('ou-sbox-work0001'),
};

describe.each(TABLE_BACKENDS)('the sweep state ($backend)', ({ open }) => {
  let tables: TableBackend;
  beforeEach(async () => {
    tables = await open();
  });
  afterEach(() => tables.close());

  it('returns the progress as it was written', async () => {
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

  it('accepts one of two concurrent first writes', async () => {
    const other = { ...STARTED, sweepId: 'sweep-2' };
    const written = await Promise.all([tables.sweepState.write(STARTED), tables.sweepState.write(other)]);
    expect(written.toSorted()).toEqual(['conflict', 'written']);
  });

  it('rejects a write with an outdated revision', async () => {
    const { sweepState } = tables;
    await sweepState.write(STARTED);
    await sweepState.write({ ...STARTED, accountsQueued: 20, revision: 2 });
    expect(await sweepState.write({ ...STARTED, accountsQueued: 40, revision: 2 })).toBe('conflict');
    expect(await sweepState.write({ ...STARTED, accountsQueued: 40, revision: 4 })).toBe('conflict');
    expect(await sweepState.read()).toMatchObject({ accountsQueued: 20 });
  });

  it('never has two owners of a sweep, even when a response is lost', async () => {
    const { sweepState } = tables;
    await tables.dropResponse('PutItem');
    const first = await sweepState.write(STARTED);
    const second = await sweepState.write({ ...STARTED, sweepId: 'sweep-2' });
    expect([first, second].filter((result) => result === 'written').length).toBeLessThanOrEqual(1);
    expect(await sweepState.read()).toMatchObject({ sweepId: 'sweep-1' });
  });

  it('stores each requested scope until it is cleared', async () => {
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

  it('keeps a newer request when an older one is written or cleared', async () => {
    const { sweepState } = tables;
    await sweepState.requestScope(UNIT, ONE);
    const [newer] = await sweepState.readRequestedScopes();
    await sweepState.requestScope(UNIT, NOON);
    const timestamp = new Date(ONE.getTime() + 1);
    expect(await sweepState.readRequestedScopes()).toEqual([{ scope: UNIT, requestedAt: timestamp }]);
    if (newer && 'requestedAt' in newer) await sweepState.clearRequestedScope(newer);
    expect(await sweepState.readRequestedScopes()).toEqual([{ scope: UNIT, requestedAt: timestamp }]);
  });

  it('loses no concurrent requests', async () => {
    const { sweepState } = tables;
    await Promise.all(Array.from({ length: 6 }, () => sweepState.requestScope(UNIT, NOON)));
    expect(await sweepState.readRequestedScopes()).toEqual([
      { scope: UNIT, requestedAt: new Date(NOON.getTime() + 5) },
    ]);
  });

  it('stores the end of the grace of each account until it is cleared', async () => {
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

  it('keeps the earliest end of a grace, and one that was changed while its account was queued', async () => {
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

describe('a malformed row of the sweep state', () => {
  let tables: AwsTableBackend;
  beforeEach(async () => {
    tables = await givenTablesOnAws();
  });
  afterEach(() => tables.close());
  const requests = (attributes: object) =>
    tables.putItem('posture', { account: '#requested', ...attributes });

  it('is reported for a request, whose scope can be requested again, and hides no other request', async () => {
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
    ['an invalid time', { sweepId: 's', startedAt: 'noon', revision: 7 }, 7],
    ['everything but its key', {}, 0],
    ['an invalid revision', { sweepId: 's', revision: 'seven' }, 0],
    ['a revision of zero', { sweepId: 's', revision: 0 }, 0],
  ])('is reported for the progress and replaced by the next sweep: %s', async (_what, item, revision) => {
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

describe('the IAM permissions', () => {
  it('of the sweep state are exactly the actions that it uses', () => {
    const { used, granted } = actionsOf('sweepState');
    expect(used).toEqual(granted);
  });
});
