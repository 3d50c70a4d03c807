import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AccountId, parseAccountId } from '../../src/domain/account.ts';
import type { OpenEnforcement, Posture } from '../../src/domain/posture.ts';
import { ACCOUNT, givenCredential, givenPosture, givenResult } from '../support/builders.ts';
import { collect, type TableBackend } from './backend.ts';
import { TABLE_BACKENDS } from './table-backends.ts';
import { actionsOf } from './used-actions.ts';

const NOON = new Date('2026-11-24T12:00:00.000Z');
const LATER = new Date('2026-11-24T12:10:00.000Z');
const YESTERDAY = new Date('2026-11-23T12:00:00.000Z');
const TOMORROW = new Date('2026-11-25T12:00:00.000Z');

const VIOLATING = givenPosture(NOON, {
  state: 'violating',
  lastEvent: {
    event: 'CreateLoginProfile 3f1c',
    auditedAt: YESTERDAY,
    lateness: 'arrived 2 hours after it happened',
  },
  lostEvents: [
    { kind: 'access-key', id: 'AKIA1', at: YESTERDAY, foundAt: NOON, lostAt: NOON },
    { kind: 'mfa-device', id: 'mfa', at: NOON, foundAt: NOON },
  ],
  credentials: [
    givenResult({ credential: givenCredential('login-profile'), result: 'withheld', reason: 'observe-mode' }),
  ],
});

const UNKNOWN = givenPosture(NOON, {
  state: 'unknown',
  failure: {
    reason: 'denied-by-scp',
    call: 'sts:AssumeRoot',
    code: 'AccessDenied',
    message: 'explicit deny in a service control policy',
    requestId: 'r',
  },
});

const ENFORCEMENT: OpenEnforcement = {
  id: 'enforcement-1',
  startedAt: NOON,
  credentials: [givenCredential('login-profile'), givenCredential('access-key')],
  hasEnded: false,
};

const OTHER: OpenEnforcement = { ...ENFORCEMENT, id: 'enforcement-2', credentials: [] };

describe.each(TABLE_BACKENDS)('the posture table ($backend)', ({ open }) => {
  let tables: TableBackend;
  let accounts = 500_000_000_000;
  let account: AccountId;
  beforeAll(async () => {
    tables = await open();
  });
  afterAll(() => tables.close());

  /** An account that no other test has used. */
  const givenUntouched = () => {
    accounts += 1;
    account = parseAccountId(String(accounts));
  };
  const of = (posture: Posture) => ({ ...posture, account });
  const recorded = async () => (await tables.posture.read(account))?.posture;

  it('has no row of an account that was never audited, even after a revision was reserved', async () => {
    givenUntouched();
    expect(await tables.posture.read(account)).toBeUndefined();
    expect(await tables.posture.reserveRevision(account)).toMatchObject({
      account,
      posture: undefined,
      enforcements: [],
      issues: [],
    });
    expect(await tables.posture.read(account)).toBeUndefined();
    expect(await collect(tables.posture.readAll())).not.toContainEqual(expect.objectContaining({ account }));
  });

  it('returns a posture as it was recorded, without fields of the previous one', async () => {
    givenUntouched();
    for (const posture of [UNKNOWN, VIOLATING]) {
      const { revision } = await tables.posture.reserveRevision(account);
      expect(await tables.posture.record(of(posture), revision)).toBe('recorded');
      expect(await recorded()).toEqual(of(posture));
      expect((await tables.posture.reserveRevision(account)).posture).toEqual(of(posture));
    }
  });

  it('does not overwrite a later revision, whatever the clocks say', async () => {
    givenUntouched();
    const { revision: earlier } = await tables.posture.reserveRevision(account);
    const { revision: later } = await tables.posture.reserveRevision(account);
    const compliant = of(givenPosture(YESTERDAY));
    expect(await tables.posture.record(compliant, later)).toBe('recorded');
    expect(await tables.posture.record(of({ ...VIOLATING, auditedAt: TOMORROW }), earlier)).toBe(
      'superseded',
    );
    expect(await recorded()).toEqual(compliant);
  });

  it('accepts the next revision after a record with a timestamp in the future', async () => {
    givenUntouched();
    const { revision } = await tables.posture.reserveRevision(account);
    await tables.posture.record(of(givenPosture(TOMORROW)), revision);
    const next = await tables.posture.reserveRevision(account);
    expect(await tables.posture.record(of(VIOLATING), next.revision)).toBe('recorded');
    expect(await recorded()).toEqual(of(VIOLATING));
  });

  it('accepts the same record twice, as in a retry after a lost response', async () => {
    givenUntouched();
    const { revision } = await tables.posture.reserveRevision(account);
    await tables.dropResponse('UpdateItem');
    expect(await tables.posture.record(of(VIOLATING), revision)).toBe('recorded');
    expect(await tables.posture.record(of(VIOLATING), revision)).toBe('recorded');
  });

  it('returns each open enforcement to later runs until it is closed', async () => {
    givenUntouched();
    const reserved = await tables.posture.reserveRevision(account);
    const first = await tables.posture.startEnforcement(account, ENFORCEMENT);
    const second = await tables.posture.startEnforcement(account, OTHER);
    expect(first.enforcements).toEqual([ENFORCEMENT]);
    expect(second.enforcements).toEqual(expect.arrayContaining([ENFORCEMENT, OTHER]));
    expect(reserved.revision).toBeLessThan(first.revision);
    expect(first.revision).toBeLessThan(second.revision);

    await tables.posture.record(of(VIOLATING), second.revision, { closed: [OTHER.id] });
    expect(await tables.posture.reserveRevision(account)).toMatchObject({ enforcements: [ENFORCEMENT] });
    await tables.posture.updateEnforcements(account, { closed: [ENFORCEMENT.id, 'never-started'] });
    expect((await tables.posture.read(account))?.enforcements).toEqual([]);
    expect(await recorded()).toEqual(of(VIOLATING));
  });

  it('lets at least one of two concurrent enforcements see the other', async () => {
    givenUntouched();
    await tables.posture.reserveRevision(account);
    const [one, other] = await Promise.all([
      tables.posture.startEnforcement(account, ENFORCEMENT),
      tables.posture.startEnforcement(account, OTHER),
    ]);
    expect([one, other].filter(({ enforcements }) => enforcements.length === 2)).toHaveLength(1);
  });

  it('closes an enforcement even if its posture is superseded', async () => {
    givenUntouched();
    await tables.posture.reserveRevision(account);
    const started = await tables.posture.startEnforcement(account, ENFORCEMENT);
    const { revision } = await tables.posture.reserveRevision(account);
    await tables.posture.record(of(VIOLATING), revision);
    const overtaken = tables.posture.record(of(UNKNOWN), started.revision, { closed: [ENFORCEMENT.id] });
    expect(await overtaken).toBe('superseded');
    expect(await tables.posture.read(account)).toMatchObject({ posture: of(VIOLATING), enforcements: [] });
  });

  it('ends and closes any number of enforcements', async () => {
    givenUntouched();
    const many = Array.from({ length: 160 }, (_, index) => ({ ...ENFORCEMENT, id: `enforcement-${index}` }));
    const ended = many.map((one) => ({ ...one, hasEnded: true }));
    await tables.posture.reserveRevision(account);
    await tables.posture.updateEnforcements(account, { ended });
    const { revision, enforcements } = await tables.posture.reserveRevision(account);
    expect(enforcements).toHaveLength(many.length);
    const changes = { closed: many.slice(1).map(({ id }) => id), ended: ended.slice(0, 1) };
    expect(await tables.posture.record(of(VIOLATING), revision, changes)).toBe('recorded');
    expect((await tables.posture.read(account))?.enforcements).toEqual(ended.slice(0, 1));
  });

  it('keeps an ended enforcement with its remaining credentials', async () => {
    givenUntouched();
    await tables.posture.reserveRevision(account);
    const { revision } = await tables.posture.startEnforcement(account, ENFORCEMENT);
    const ended = { ...ENFORCEMENT, credentials: [givenCredential('access-key')], hasEnded: true };
    await tables.posture.record(of(VIOLATING), revision, { ended: [ended] });
    expect((await tables.posture.read(account))?.enforcements).toEqual([ended]);
    await tables.posture.updateEnforcements(account, { ended: [{ ...ended, credentials: [] }] });
    expect((await tables.posture.read(account))?.enforcements).toEqual([{ ...ended, credentials: [] }]);
  });

  it('can be read and written account by account with the same result', async () => {
    givenUntouched();
    const { postureRecorder } = tables;
    await postureRecorder.reserveRevision(account);
    const { revision } = await postureRecorder.startEnforcement(account, ENFORCEMENT);
    expect(await postureRecorder.record(of(VIOLATING), revision)).toBe('recorded');
    await postureRecorder.updateEnforcements(account, { closed: [ENFORCEMENT.id] });
    const stored = { account, posture: of(VIOLATING), enforcements: [], hearing: {}, issues: [] };
    expect(await postureRecorder.read(account)).toEqual(stored);
    expect(await tables.posture.read(account)).toEqual(stored);
  });

  it('lists every account and no reserved keys', async () => {
    givenUntouched();
    const { revision } = await tables.posture.reserveRevision(account);
    await tables.posture.record(of(VIOLATING), revision);
    await tables.breaker.permit(ACCOUNT, 10, NOON);
    await tables.sentNotifications.recordSent('fingerprint', NOON, 60);
    await tables.requestedScopes.request({ type: 'organization' }, NOON);
    const all = await collect(tables.posture.readAll());
    expect(all).toContainEqual({
      account,
      posture: of(VIOLATING),
      enforcements: [],
      hearing: {},
      issues: [],
    });
    expect(all.filter((one) => !/^5\d{11}$/.test(one.account))).toEqual([]);
  });
});

describe.each(TABLE_BACKENDS)('the audit times ($backend)', ({ open }) => {
  it('contain the accounts audited since a timestamp and no reserved keys', async () => {
    const tables = await open();
    await tables.posture.record({ ...VIOLATING, auditedAt: NOON }, 1);
    await tables.posture.record({ ...UNKNOWN, auditedAt: LATER }, 1);
    await tables.breaker.permit(ACCOUNT, 10, LATER);
    await tables.sentNotifications.recordSent('fingerprint', LATER, 60);
    const { auditTimes } = tables;
    expect(await auditTimes.readAuditedSince(NOON, TOMORROW)).toEqual(new Set([ACCOUNT, UNKNOWN.account]));
    expect(await auditTimes.readAuditedSince(LATER, TOMORROW)).toEqual(new Set([UNKNOWN.account]));
    expect(await auditTimes.readAuditedSince(TOMORROW, TOMORROW)).toEqual(new Set());
    await tables.close();
  });
});

describe('the IAM permissions', () => {
  it.each(['auditTimes', 'postureRecorder', 'postureStore'] as const)(
    '%s: the adapter uses exactly the actions that it is granted',
    (adapter) => {
      const { used, granted } = actionsOf(adapter);
      expect(used).toEqual(granted);
    },
  );
});
