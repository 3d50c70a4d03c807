import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RESERVED_KEYS } from '../../src/aws/dynamodb/reserved-keys.ts';
import type { Credential } from '../../src/domain/credentials.ts';
import { SCHEMA_VERSION } from '../../src/domain/schema-version.ts';
import type { Trigger } from '../../src/domain/trigger.ts';
import { writeAuditRequest } from '../../src/events/own-messages.ts';
import { parseMessage } from '../../src/events/parse-message.ts';
import { guardAccount } from '../../src/guardrail/account/guard-account.ts';
import {
  ACCOUNT,
  givenCredential,
  givenException,
  givenExceptionRow,
  givenPolicy,
  givenPosture,
  givenRootEvent,
} from '../support/builders.ts';
import { givenGuard, NOW } from '../unit/guardrail/guard-fixture.ts';
import { collect } from './backend.ts';
import { type AwsTableBackend, givenTablesOnAws } from './tables-on-aws.ts';

/*
 * Rows and messages of another version, read by this version: version 1 after an upgrade, and the next version after a
 * rollback. Each is read by the real readers and by a run that guards the account.
 */

const NEXT_VERSION = SCHEMA_VERSION + 1;
const AT = '2026-11-24T11:00:00.000Z';
const KEY = givenCredential('access-key');

const STORED_KEY = {
  kind: 'access-key',
  id: KEY.id,
  createdAt: '2025-01-01T00:00:00.000Z',
  status: 'Active',
};

const STORED_POSTURE = {
  account: ACCOUNT,
  drawnRevision: 4,
  revision: 4,
  name: 'payments',
  accountState: 'ACTIVE',
  auditedAt: AT,
  changedAt: AT,
  foundBy: 'sweep 1',
  credentials: [],
};

let tables: AwsTableBackend;
beforeEach(async () => {
  tables = await givenTablesOnAws();
});
afterEach(() => tables.close());

/** Guards the account with the tables in their current state. */
async function guardOn(credentials: readonly Credential[], ...triggers: readonly Trigger[]) {
  const { ledger, posture, breaker, sentNotifications, graceEnds } = tables;
  const guarded = givenGuard(credentials, { ledger, posture, breaker, sentNotifications, graceEnds });
  const outcome = await guardAccount(guarded.deps, { account: ACCOUNT, triggers });
  return { ...guarded, outcome };
}

async function storedItem(account: string) {
  return (await tables.storedItems('posture')).find((item) => item.account === account);
}

describe('rows of version 1', () => {
  it.each([
    ['clean', 'compliant'],
    ['violating', 'violating'],
  ])('are read with the account state %s as %s', async (stored, state) => {
    await tables.putItem('posture', { ...STORED_POSTURE, state: stored });
    expect(await tables.posture.read(ACCOUNT)).toMatchObject({ posture: { state }, issues: [] });
    expect(await collect(tables.posture.readAll())).toMatchObject([{ posture: { state }, issues: [] }]);
  });

  it('are read with the credentials of an interrupted run, which the next audit reports', async () => {
    const interrupted = { begunAt: AT, credentials: [STORED_KEY], hasEnded: true };
    await tables.putItem('posture', { ...STORED_POSTURE, state: 'clean', openEnforcements: { interrupted } });
    expect(await tables.posture.read(ACCOUNT)).toMatchObject({
      enforcements: [{ id: 'interrupted', startedAt: new Date(AT), credentials: [KEY], hasEnded: true }],
      issues: [],
    });
    const { outcome, notified } = await guardOn([], givenRootEvent('access-key', NOW));
    expect(outcome).toMatchObject({ type: 'done', state: 'compliant' });
    expect(notified()).toEqual(['credentials-removed']);
    expect(await tables.posture.read(ACCOUNT)).toMatchObject({ enforcements: [], issues: [] });
  });

  it('are returned by the ledger with the current names', async () => {
    const base = { account: ACCOUNT, triggers: [] };
    const operator = { by: 'arn', reason: 'drill' };
    const verdicts = [{ credential: STORED_KEY, verdict: 'withhold', reason: 'observe-mode' }];
    const inventory = { type: 'readable', credentials: [STORED_KEY] };
    const rows = [
      { ...base, type: 'audit', inventory, verdicts },
      { ...base, type: 'intent', enforcementId: 'e', before: [STORED_KEY], verdicts, operator },
      { ...base, type: 'already-audited', auditedAt: AT, state: 'clean' },
      { ...base, type: 'recovery', operator, exceptionId: 'x', expiresAt: AT, result: 'begun' },
      { ...base, type: 'recovery', operator, exceptionId: 'x', expiresAt: AT, result: 'failed' },
      { ...base, type: 'rejected', reason: 'outside-organization' },
      { ...base, type: 'rejected', reason: 'management-account' },
      { ...base, type: 'announcement', key: 'breaker-open', fingerprint: 'f' },
    ];
    for (const [id, row] of rows.entries()) {
      await tables.putItem('ledger', { ...row, id: `${id}`, at: `${AT}#${id}` });
    }
    const decisions = [{ credential: KEY, reason: 'observe-mode', exceptionId: undefined }];
    expect(await collect(tables.ledgerReader.read(ACCOUNT))).toMatchObject([
      { type: 'audit', decisions },
      { type: 'intent', decisions },
      { type: 'already-audited', state: 'compliant' },
      { type: 'recovery', result: 'started' },
      { type: 'recovery', result: 'failed' },
      { type: 'rejected', reason: 'not-in-organization' },
      { type: 'rejected', reason: 'management-account' },
      { type: 'notification', key: 'breaker-open', fingerprint: 'f' },
    ]);
  });
});

describe('rows of this version', () => {
  it('contain the schema version', async () => {
    const { ledger, posture, breaker, sentNotifications, sweepProgress } = tables;
    const { revision } = await posture.reserveRevision(ACCOUNT);
    await posture.record(givenPosture(NOW), revision);
    await breaker.permit(ACCOUNT, 10, NOW);
    await sentNotifications.recordSent('f', NOW, 60);
    await tables.requestedScopes.request({ type: 'organization' }, NOW);
    await tables.graceEnds.note({ account: ACCOUNT, endsAt: NOW });
    await sweepProgress.write({
      sweepId: 's',
      startedAt: NOW,
      previousStartedAt: undefined,
      next: undefined,
      accountsQueued: 0,
      finishedAt: undefined,
      leasedUntil: NOW,
      revision: 1,
    });
    const {
      breaker: breakerKey,
      sweep,
      requestedScopes,
      sentNotifications: sentKey,
      graceEnds,
    } = RESERVED_KEYS;
    for (const key of [ACCOUNT, breakerKey, sweep, requestedScopes, sentKey('f'), graceEnds('3')]) {
      expect(await storedItem(key), key).toMatchObject({ schemaVersion: SCHEMA_VERSION });
    }
    await ledger.append({ type: 'guardrail-weakened', account: ACCOUNT, at: NOW, id: '1', triggers: [] });
    expect(await tables.storedItems('ledger')).toMatchObject([{ schemaVersion: SCHEMA_VERSION }]);
    expect(await tables.requestedScopes.read()).toHaveLength(1);
    expect(await tables.graceEnds.read()).toHaveLength(1);
  });
});

describe('rows of the next version', () => {
  const later = {
    ...STORED_POSTURE,
    schemaVersion: NEXT_VERSION,
    state: 'violating',
    accountState: 'HIBERNATED',
    failure: { reason: 'quota-exceeded', call: 'sts:AssumeRoot', code: 'Quota', message: 'm' },
    riskScore: 7,
    credentials: [
      { credential: STORED_KEY, result: 'withheld', reason: 'change-freeze', ticket: 'CHG-1' },
      {
        credential: { ...STORED_KEY, status: 'Expired' },
        result: 'failed',
        reason: 'unapproved',
        failedBecause: 'vetoed',
      },
      { credential: { kind: 'passkey', id: 'p' }, result: 'kept', reason: 'excepted' },
      { credential: STORED_KEY, result: 'quarantined', reason: 'unapproved' },
    ],
    lostEvents: [
      { kind: 'access-key', id: 'AKIA1', at: AT, foundAt: AT },
      { kind: 'passkey', id: 'p', at: AT, foundAt: AT },
    ],
    openEnforcements: {
      theirs: {
        startedAt: AT,
        hasEnded: true,
        waves: 2,
        credentials: [STORED_KEY, { kind: 'passkey', id: 'p' }],
      },
    },
  };
  const issues = [
    'accountState',
    'failure.reason',
    'credentials.0.reason',
    'credentials.1.credential.status',
    'credentials.1.failedBecause',
    'credentials.2.credential.kind',
    'credentials.3.result',
    'openEnforcements.theirs.credentials.1.kind',
    'lostEvents.1.kind',
  ].map((path) => `${path}: is not a value that rootguard knows`);

  it('are read as far as they are known, and unknown values are reported', async () => {
    await tables.putItem('posture', later);
    const stored = await tables.posture.read(ACCOUNT);
    expect(stored?.issues.toSorted()).toEqual(issues.toSorted());
    expect(stored).toMatchObject({
      posture: {
        state: 'violating',
        accountState: 'UNKNOWN',
        failure: { reason: 'unexpected', code: 'Quota' },
        credentials: [
          { credential: KEY, result: 'withheld', reason: 'unrecognized' },
          { credential: { ...KEY, status: undefined }, result: 'failed', failedBecause: 'not-verified' },
        ],
        lostEvents: [{ kind: 'access-key', id: 'AKIA1', at: new Date(AT), foundAt: new Date(AT) }],
      },
      enforcements: [
        {
          id: 'theirs',
          startedAt: new Date(AT),
          credentials: [KEY],
          hasEnded: true,
          hasUnknownCredentials: true,
        },
      ],
    });
  });

  it('are read with 20 unknown values reported at most', async () => {
    const credentials = Array.from({ length: 30 }, () => ({ ...later.credentials[2] }));
    await tables.putItem('posture', { ...later, credentials });
    expect((await tables.posture.read(ACCOUNT))?.issues).toHaveLength(20);
  });

  it('do not stop the guard, and keep the attributes that only the next version reads', async () => {
    await tables.putItem('posture', later);
    const { outcome, left, telemetry } = await guardOn([KEY], givenRootEvent('access-key', NOW));
    expect(outcome).toMatchObject({ type: 'done', state: 'compliant' });
    expect(left()).toEqual([]);
    const logged = telemetry.logged.find(({ event }) => event === 'posture-malformed');
    expect(logged?.fields.issues?.toSorted()).toEqual(issues.toSorted());
    expect(await storedItem(ACCOUNT)).toMatchObject({
      riskScore: 7,
      state: 'compliant',
      schemaVersion: SCHEMA_VERSION,
    });
    expect(await tables.posture.read(ACCOUNT)).toMatchObject({ posture: { state: 'compliant' }, issues: [] });
  });

  it('keep unknown attributes of an enforcement when it is stored again', async () => {
    await tables.putItem('posture', later);
    const [enforcement] = (await tables.posture.read(ACCOUNT))?.enforcements ?? [];
    if (enforcement === undefined) throw new Error('no enforcement');
    await tables.posture.updateEnforcements(ACCOUNT, { ended: [{ ...enforcement, hasEnded: true }] });
    expect(await storedItem(ACCOUNT)).toMatchObject({ openEnforcements: { theirs: { waves: 2 } } });
  });

  it('say that an enforcement has unknown credentials also once it is stored again, and in an entry with no others', async () => {
    const onlyUnknown = { startedAt: AT, hasEnded: false, credentials: [{ kind: 'passkey', id: 'p' }] };
    await tables.putItem('posture', { ...later, openEnforcements: { onlyUnknown } });
    const expected = { startedAt: new Date(AT), credentials: [], hasUnknownCredentials: true };
    const [enforcement] = (await tables.posture.read(ACCOUNT))?.enforcements ?? [];
    expect(enforcement).toMatchObject({ ...expected, hasEnded: false });
    if (enforcement === undefined) throw new Error('no enforcement');
    await tables.posture.updateEnforcements(ACCOUNT, { ended: [{ ...enforcement, hasEnded: true }] });
    expect(await tables.posture.read(ACCOUNT)).toMatchObject({
      enforcements: [{ ...expected, hasEnded: true }],
    });
  });

  it.each([
    ['that this run removes', [KEY], {}],
    ['that this run withholds', [KEY], { initialPolicy: givenPolicy({ mode: 'observe' }) }],
    ['that are gone', [], {}],
  ] as const)(
    'are notified as an interrupted enforcement with unknown credentials, beside others %s, once',
    async (_what, credentials, overrides) => {
      await tables.putItem('posture', later);
      const { posture, sentNotifications } = tables;
      const guarded = givenGuard(credentials, { posture, sentNotifications, ...overrides });
      await guarded.guard(givenRootEvent('access-key', NOW));
      await guarded.guard(givenRootEvent('access-key', NOW));
      const lines = guarded.notifier.published.flatMap((notification) => notification.lines);
      expect(lines.filter((line) => line.includes('does not know'))).toEqual([
        expect.stringMatching(/nforcement theirs .*ledger/),
      ]);
      expect(await tables.posture.read(ACCOUNT)).toMatchObject({ enforcements: [] });
    },
  );

  it('are read with an account state that is not known as unknown, and do not stop the guard', async () => {
    await tables.putItem('posture', { ...later, state: 'quarantined' });
    const stored = await tables.posture.read(ACCOUNT);
    expect(stored).toMatchObject({ posture: { state: 'unknown', credentials: [{ credential: KEY }, {}] } });
    expect(stored?.issues).toContain('state: is not a value that rootguard knows');
    const { outcome } = await guardOn([KEY], givenRootEvent('access-key', NOW));
    expect(outcome).toMatchObject({ type: 'done', state: 'compliant' });
  });

  it('of the ledger are reported by type and keys', async () => {
    const type = `quarantine${'\u202e'}${'x'.repeat(100)}`;
    await tables.putItem('ledger', { type, account: ACCOUNT, at: `${AT}#1`, schemaVersion: NEXT_VERSION });
    expect(await collect(tables.ledgerReader.read(ACCOUNT))).toEqual([
      {
        type: 'malformed',
        account: ACCOUNT,
        key: `${AT}#1`,
        issues: [`type: "quarantine${'x'.repeat(30)}" is no type of entry that rootguard knows`],
      },
    ]);
  });

  const passkey = { kind: 'passkey', id: 'p' };

  async function readLedgerRow(attributes: Readonly<Record<string, unknown>>) {
    const row = { triggers: [], ...attributes, account: ACCOUNT, id: '1', at: `${AT}#1` };
    await tables.putItem('ledger', { ...row, schemaVersion: NEXT_VERSION });
    const [entry] = await collect(tables.ledgerReader.read(ACCOUNT));
    expect(entry).toMatchObject({ type: 'malformed', account: ACCOUNT, key: `${AT}#1` });
    if (entry?.type !== 'malformed') throw new Error('no malformed entry');
    return { known: entry.known, issues: entry.issues };
  }

  const isNotKnown = (path: string, value: string) =>
    `${path}: ${JSON.stringify(value)} is not a value that rootguard knows`;

  it('of the ledger are read as far as they are known, and unknown values are reported', async () => {
    const { known, issues } = await readLedgerRow({
      type: 'outcome',
      enforcementId: 'e',
      results: [
        { credential: STORED_KEY, result: 'removed', reason: 'change-freeze' },
        { credential: passkey, result: 'removed', reason: 'unapproved' },
        { credential: STORED_KEY, result: 'failed', reason: 'unapproved', failedBecause: 'vetoed' },
      ],
      after: {
        type: 'unreadable',
        failure: { reason: 'quota-exceeded', call: 'c', code: 'Quota', message: 'm' },
      },
    });
    expect(known).toMatchObject({
      type: 'outcome',
      at: new Date(AT),
      results: [
        { credential: KEY, result: 'removed', reason: 'unrecognized' },
        { credential: KEY, result: 'failed', failedBecause: 'not-verified' },
      ],
      after: { type: 'unreadable', failure: { reason: 'unexpected', code: 'Quota' } },
    });
    expect(issues).toEqual([
      isNotKnown('results.0.reason', 'change-freeze'),
      isNotKnown('results.1.credential.kind', 'passkey'),
      isNotKnown('results.2.failedBecause', 'vetoed'),
      isNotKnown('after.failure.reason', 'quota-exceeded'),
    ]);
  });

  it('of the ledger never show an account without a credential that only the next version knows', async () => {
    const { known, issues } = await readLedgerRow({
      type: 'audit',
      inventory: { type: 'readable', credentials: [passkey] },
      decisions: [{ credential: passkey, reason: 'unapproved' }],
      exceptionsFailure: { reason: 'quota-exceeded', call: 'c', code: 'Quota', message: 'm' },
    });
    expect(known).toMatchObject({
      inventory: { type: 'unreadable', failure: { reason: 'unexpected', code: 'UnknownCredential' } },
      decisions: [],
      exceptionsFailure: { reason: 'unexpected', code: 'Quota' },
    });
    expect(issues).toEqual([
      isNotKnown('inventory.credentials.0.kind', 'passkey'),
      isNotKnown('decisions.0.credential.kind', 'passkey'),
      isNotKnown('exceptionsFailure.reason', 'quota-exceeded'),
    ]);
  });

  it('of the ledger keep their triggers, of whatever type, reason, kind and account state', async () => {
    const { event } = givenRootEvent('access-key', NOW);
    const trigger = { account: ACCOUNT, at: AT, event };
    const listed = { id: ACCOUNT, name: 'payments', organizationalUnits: [] };
    const { known, issues } = await readLedgerRow({
      type: 'intent',
      enforcementId: 'e',
      before: [STORED_KEY, passkey],
      decisions: [{ credential: { ...STORED_KEY, status: 'Expired' }, reason: 'unapproved' }],
      triggers: [
        { ...trigger, type: 'root-credential-changed', kind: 'passkey' },
        { ...trigger, type: 'audit-requested', why: 'drill', sought: [{ ...passkey, at: AT }, { at: AT }] },
        { account: ACCOUNT, at: AT, type: 'quarantine-ended' },
        {
          account: ACCOUNT,
          at: AT,
          type: 'swept',
          sweepId: 's',
          listed: { ...listed, state: 'HIBERNATED', joinedMethod: 'MERGED' },
        },
      ],
    });
    expect(known).toMatchObject({
      before: [KEY],
      decisions: [{ credential: { ...KEY, status: undefined }, reason: 'unapproved' }],
      triggers: [
        { type: 'root-credential-changed', kind: undefined, event },
        { type: 'audit-requested', why: 'unrecognized', event, sought: [{ at: new Date(AT) }] },
        { type: 'audit-requested', why: 'unrecognized', event: undefined },
        { type: 'swept', sweepId: 's', listed: { state: 'UNKNOWN', joinedMethod: undefined } },
      ],
    });
    expect(issues).toEqual([
      isNotKnown('triggers.0.kind', 'passkey'),
      isNotKnown('triggers.1.why', 'drill'),
      isNotKnown('triggers.1.sought.0.kind', 'passkey'),
      isNotKnown('triggers.2.type', 'quarantine-ended'),
      isNotKnown('triggers.3.listed.state', 'HIBERNATED'),
      isNotKnown('triggers.3.listed.joinedMethod', 'MERGED'),
      isNotKnown('before.1.kind', 'passkey'),
      isNotKnown('decisions.0.credential.status', 'Expired'),
    ]);
  });

  it('of the ledger show a recovery with an unknown result as one that was started', async () => {
    const operator = { by: 'arn', reason: 'drill' };
    const result = `${'\u202e'}expired${'x'.repeat(100)}`;
    const row = { type: 'recovery', operator, exceptionId: 'x', expiresAt: AT, result };
    const { known, issues } = await readLedgerRow(row);
    expect(known).toMatchObject({ type: 'recovery', result: 'started', exceptionId: 'x' });
    expect(issues).toEqual([isNotKnown('result', `expired${'x'.repeat(33)}`)]);
  });

  it('of the ledger in which more is wrong than an unknown value are reported with all of it', async () => {
    const { known, issues } = await readLedgerRow({
      type: 'outcome',
      results: [{ credential: STORED_KEY, result: 'removed', reason: 'change-freeze' }],
      after: { type: 'readable', credentials: 'none' },
    });
    expect(known).toBeUndefined();
    expect(issues).toEqual([
      expect.stringMatching(/^enforcementId: /),
      expect.stringMatching(/^results.0.reason: /),
      expect.stringMatching(/^after.credentials: /),
    ]);
  });

  it('of the breaker are counted, and keep unknown attributes', async () => {
    await tables.putItem('posture', {
      account: RESERVED_KEYS.breaker,
      schemaVersion: NEXT_VERSION,
      revision: 3,
      windowStartedAt: NOW.toISOString(),
      accounts: new Set(['444444444444']),
      perUnit: { 'ou-ab12-cdef3456': 1 },
    });
    expect(await tables.breaker.permit(ACCOUNT, 10, NOW)).toEqual({ type: 'closed', accountsThisHour: 2 });
    expect(await storedItem(RESERVED_KEYS.breaker)).toMatchObject({
      perUnit: { 'ou-ab12-cdef3456': 1 },
      schemaVersion: SCHEMA_VERSION,
    });
  });

  it('of the breaker say nothing about whether this version can read them', async () => {
    await tables.putItem('posture', {
      account: RESERVED_KEYS.breaker,
      schemaVersion: NEXT_VERSION,
      revision: 3,
      openSince: AT,
      unreadable: 'no',
    });
    expect(await tables.breaker.state(NOW)).toEqual({ type: 'open', since: new Date(AT) });
  });

  it('of a sweep are continued, and keep unknown attributes', async () => {
    const stored = {
      account: RESERVED_KEYS.sweep,
      schemaVersion: NEXT_VERSION,
      sweepId: 's',
      startedAt: AT,
      accountsQueued: 20,
      leasedUntil: AT,
      revision: 5,
      shard: 'b',
      modes: { mode: 'rehearse', overrides: 0 },
    };
    await tables.putItem('posture', stored);
    const latest = await tables.sweepProgress.read();
    if (latest?.type !== 'progress') throw new Error('no progress');
    const { progress } = latest;
    expect(progress).toMatchObject({ sweepId: 's', accountsQueued: 20, modes: undefined });
    expect(await tables.sweepProgress.write({ ...progress, revision: 6 })).toBe('written');
    expect(await storedItem(RESERVED_KEYS.sweep)).toMatchObject({
      shard: 'b',
      schemaVersion: SCHEMA_VERSION,
    });
  });
});

describe('rows of the exceptions table', () => {
  const narrowed = { schemaVersion: NEXT_VERSION, untilTicketCloses: 'SEC-1' };

  async function guardWithRow(attributes: Readonly<Record<string, unknown>>) {
    await tables.putRow(givenExceptionRow({ credentials: ['access-key'], ...attributes }));
    const guarded = givenGuard([KEY], { exceptions: tables.exceptionReader });
    await guarded.guard(givenRootEvent('access-key', NOW));
    return guarded;
  }

  it('contain the schema version where rootguard wrote them', async () => {
    await tables.exceptionEditor.add(givenException());
    expect(await tables.storedItems('exceptions')).toMatchObject([{ schemaVersion: SCHEMA_VERSION }]);
  });

  it('of the next version withhold deletions and are reported if an unknown attribute may narrow them', async () => {
    const { left, posture, notifier } = await guardWithRow(narrowed);
    expect(left()).toEqual(['access-key']);
    expect(await posture()).toMatchObject({
      state: 'unknown',
      credentials: [{ result: 'withheld', reason: 'exception-malformed', exceptionId: undefined }],
    });
    expect(notifier.published).toMatchObject([
      {
        key: 'exception-malformed',
        lines: [expect.anything(), expect.stringMatching(/^untilTicketCloses: /)],
      },
      { key: 'violation-found' },
    ]);
  });

  it('of the next version do not approve more than was approved, nor keep others from approving', async () => {
    await tables.exceptionEditor.add(givenException({ id: 'other', credentials: ['access-key'] }));
    const { left, posture } = await guardWithRow(narrowed);
    expect(left()).toEqual(['access-key']);
    expect(await posture()).toMatchObject({ state: 'excepted', credentials: [{ exceptionId: 'other' }] });
  });

  it.each([
    ['of the next version with known attributes only', { schemaVersion: NEXT_VERSION }],
    ['of this version with a note', { schemaVersion: SCHEMA_VERSION, untilTicketCloses: 'SEC-1' }],
    ['of no version with a note', { untilTicketCloses: 'SEC-1' }],
  ])('%s approve as usual', async (_what, attributes) => {
    const { posture, notified } = await guardWithRow(attributes);
    expect(await posture()).toMatchObject({ state: 'excepted' });
    expect(notified()).toEqual([]);
  });

  it('of the next version keep it when they are revoked or processed', async () => {
    const exception = givenException();
    const { scope, id } = exception;
    await tables.putRow(givenExceptionRow({ schemaVersion: NEXT_VERSION }));
    expect(await tables.exceptionEditor.revoke(scope, id, 'somebody', NOW)).toBe('revoked');
    expect(await tables.exceptionWatch.markProcessed(scope, id, NOW)).toBe(true);
    expect(await tables.storedItems('exceptions')).toMatchObject([
      { schemaVersion: NEXT_VERSION, revokedBy: 'somebody' },
    ]);
  });
});

describe('a message of the next version', () => {
  it('of an unknown type is no reason to rely on an earlier audit', async () => {
    const sessionOpenedAt = new Date(NOW.getTime() - 60_000).toISOString();
    await tables.putItem('posture', { ...STORED_POSTURE, state: 'compliant', sessionOpenedAt });
    const body = JSON.stringify({
      rootguard: 'quarantine-ended',
      account: ACCOUNT,
      schemaVersion: NEXT_VERSION,
    });
    const sentAt = new Date(NOW.getTime() - 60 * 60_000);
    const parsed = parseMessage(
      { body, queue: 'triggers', sentAt },
      { managementAccountId: givenGuard().deps.managementAccountId },
    );
    if (parsed.type !== 'trigger') throw new Error(parsed.type);
    const { outcome, left } = await guardOn([KEY], parsed.trigger);
    expect(outcome).toMatchObject({ type: 'done', state: 'compliant' });
    expect(left()).toEqual([]);
  });

  it('leads to a guarded account, whatever its reason', async () => {
    const request = { account: ACCOUNT, why: 'operator', requestedAt: NOW, event: undefined } as const;
    const written = JSON.parse(writeAuditRequest(request));
    const body = JSON.stringify({ ...written, why: 'change-freeze-over', schemaVersion: NEXT_VERSION });
    const { managementAccountId } = givenGuard().deps;
    const parsed = parseMessage({ body, queue: 'triggers', sentAt: NOW }, { managementAccountId });
    if (parsed.type !== 'trigger') throw new Error(parsed.type);
    const { outcome, left } = await guardOn([KEY], parsed.trigger);
    expect(outcome).toMatchObject({ type: 'done', state: 'compliant' });
    expect(left()).toEqual([]);
    expect(await collect(tables.ledgerReader.read(ACCOUNT))).toContainEqual(
      expect.objectContaining({ type: 'intent', triggers: [parsed.trigger] }),
    );
  });
});
