import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Posture } from '../../src/domain/posture.ts';
import { ACCOUNT, givenAccount, givenCredential } from '../support/builders.ts';
import { collect, TABLE_PLACES, type Tables } from './place.ts';
import { actionsOf } from './used-actions.ts';

const NOON = new Date('2026-11-24T12:00:00.000Z');
const LATER = new Date('2026-11-24T12:10:00.000Z');
/** No audit takes so long. */
const TOMORROW = new Date('2026-11-25T12:00:00.000Z');

const VIOLATING: Posture = {
  account: ACCOUNT,
  name: 'payments',
  accountState: 'ACTIVE',
  state: 'violating',
  credentials: [
    {
      credential: givenCredential('login-profile'),
      result: 'withheld',
      reason: 'observe-mode',
      exceptionId: undefined,
      failedBecause: undefined,
      failure: undefined,
      requestId: undefined,
    },
  ],
  failure: undefined,
  openEnforcementId: 'e',
  auditedAt: NOON,
  changedAt: NOON,
  foundBy: 'swept sweep-1',
};

const UNKNOWN: Posture = {
  ...VIOLATING,
  account: givenAccount({ id: '444444444444' }).id,
  state: 'unknown',
  credentials: [],
  failure: {
    reason: 'denied-by-scp',
    call: 'sts:AssumeRoot',
    code: 'AccessDenied',
    message: 'explicit deny in a service control policy',
    requestId: 'r',
  },
  openEnforcementId: undefined,
};

describe.each(TABLE_PLACES)('posture $place', ({ open }) => {
  let tables: Tables;
  beforeAll(async () => {
    tables = await open();
  });
  afterAll(() => tables.close());

  it('knows nothing of an account that was never audited', async () => {
    expect(await tables.posture.read(givenAccount({ id: '999999999999' }).id)).toBeUndefined();
  });

  it('gives a posture back as it was recorded', async () => {
    await tables.posture.record(VIOLATING, undefined);
    await tables.posture.record(UNKNOWN, undefined);
    expect(await tables.posture.read(VIOLATING.account)).toEqual(VIOLATING);
    expect(await tables.posture.read(UNKNOWN.account)).toEqual(UNKNOWN);
  });

  it('replaces it by one of the same moment or a later one, and leaves a later one alone', async () => {
    const settled = { ...VIOLATING, openEnforcementId: undefined };
    await tables.posture.record(settled, 'e');
    expect(await tables.posture.read(ACCOUNT)).toEqual(settled);
    const clean = { ...settled, state: 'clean', credentials: [], auditedAt: LATER } as const;
    await tables.posture.record(clean, undefined);
    expect(await tables.posture.record(VIOLATING, undefined)).toBe('overtaken');
    expect(await tables.posture.read(ACCOUNT)).toEqual(clean);
  });

  it('leaves the trace of an enforcement alone that whoever records did not know of', async () => {
    const clean = { ...VIOLATING, openEnforcementId: undefined, auditedAt: LATER } as const;
    const begun = { ...clean, openEnforcementId: 'one' };
    expect(await tables.posture.record(begun, undefined)).toBe('recorded');
    expect(await tables.posture.record(clean, undefined)).toBe('overtaken');
    expect(await tables.posture.record({ ...begun, openEnforcementId: 'two' }, 'other')).toBe('overtaken');
    expect(await tables.posture.read(ACCOUNT)).toEqual(begun);
    expect(await tables.posture.record(clean, 'one')).toBe('recorded');
    expect(await tables.posture.read(ACCOUNT)).toEqual(clean);
  });

  it('replaces one that was written by a clock that runs ahead', async () => {
    const ahead = { ...VIOLATING, openEnforcementId: undefined, auditedAt: TOMORROW } as const;
    expect(await tables.posture.record(ahead, undefined)).toBe('recorded');
    const now = { ...ahead, auditedAt: LATER };
    expect(await tables.posture.record(now, undefined)).toBe('recorded');
    expect(await tables.posture.read(ACCOUNT)).toEqual(now);
  });

  it('is the same to whoever keeps it account by account', async () => {
    const known = await tables.posture.read(ACCOUNT);
    if (known === undefined) throw new Error('no posture');
    expect(await tables.postureRecorder.read(ACCOUNT)).toEqual(known);
    const { openEnforcementId } = known;
    expect(await tables.postureRecorder.record(known, openEnforcementId)).toBe('recorded');
    expect(await tables.posture.read(ACCOUNT)).toEqual(known);
  });

  it('lists every account, and nothing that rootguard keeps beside them', async () => {
    await tables.breaker.admit(ACCOUNT, 10, NOON);
    await tables.announced.remember('fingerprint', NOON, 60);
    await tables.sweepState.requestScope({ type: 'organization' }, NOON);
    const all = await collect(tables.posture.readAll());
    expect(all.map(({ account }) => account).toSorted()).toEqual([ACCOUNT, UNKNOWN.account]);
  });
});

describe('permissions', () => {
  it.each(['postureRecorder', 'postureStore'] as const)(
    '%s uses what it is granted, and all of it',
    (adapter) => {
      const { used, granted } = actionsOf(adapter);
      expect(used).toEqual(granted);
    },
  );
});
