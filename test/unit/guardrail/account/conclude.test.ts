import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../../../src/domain/account.ts';
import type { Trigger } from '../../../../src/domain/trigger.ts';
import { guardAccount } from '../../../../src/guardrail/account/guard-account.ts';
import {
  ACCOUNT,
  givenAccount,
  givenCredential,
  givenException,
  givenPolicy,
  givenRequest,
  givenRootEvent,
} from '../../../support/builders.ts';
import { crashOn, givenGuard, givenListedSweep, NOW, onNth } from '../guard-fixture.ts';

const PASSWORD = givenCredential('login-profile');
const KEY = givenCredential('access-key');
const OTHER_KEY = givenCredential('access-key', { id: 'AKIAOTHEREXAMPLE' });
const OBSERVING = { initialPolicy: givenPolicy({ mode: 'observe' }) };
const UNIT = 'ou-ab12-aaaaaaaa';

const sweep = givenListedSweep();
const event = givenRootEvent('access-key', NOW);

describe('the ledger', () => {
  it('has an audit of the first sweep and then only of a sweep that finds a change', async () => {
    const { guard, written, organization, clock } = givenGuard([], OBSERVING);
    await guard(sweep);
    expect(written()).toEqual(['audit']);
    clock.advance(60);
    await guard(sweep);
    expect(written()).toEqual(['audit']);
    organization.addCredential(ACCOUNT, KEY);
    clock.advance(60);
    await guard(sweep);
    expect(written()).toEqual(['audit', 'audit']);
  });

  it.each([
    ['an event', event],
    ['an arrival', { ...event, type: 'account-arrived' } as const],
    ['a request', givenRequest('operator', NOW)],
  ])('has an audit for every trigger that is %s', async (_what, trigger: Trigger) => {
    const { guard, entries } = givenGuard([], OBSERVING);
    await guard(sweep);
    await guard(sweep, trigger);
    expect(entries('audit').at(-1)).toMatchObject({
      account: ACCOUNT,
      at: NOW,
      triggers: [sweep, trigger],
      inventory: { type: 'readable', credentials: [] },
      decisions: [],
    });
    expect(entries('audit')).toHaveLength(2);
  });

  it('has the decisions and the inventory', async () => {
    const { guard, entries } = givenGuard([KEY], OBSERVING);
    await guard(sweep);
    expect(entries('audit')).toMatchObject([
      { inventory: { credentials: [KEY] }, decisions: [{ credential: KEY, reason: 'observe-mode' }] },
    ]);
  });
});

describe('the posture', () => {
  it('changes when the state changes, and not by another audit', async () => {
    const { guard, posture, organization, clock } = givenGuard([KEY], OBSERVING);
    await guard(sweep);
    expect(await posture()).toMatchObject({ changedAt: NOW, auditedAt: NOW, state: 'violating' });
    clock.advance(60);
    await guard(sweep);
    expect(await posture()).toMatchObject({ changedAt: NOW, auditedAt: clock.now() });
    organization.setCredentials(ACCOUNT, []);
    await guard(sweep);
    expect(await posture()).toMatchObject({ changedAt: clock.now(), state: 'compliant' });
  });

  it.each([
    ['another credential', ({ organization }) => organization.addCredential(ACCOUNT, OTHER_KEY)],
    ['another id', ({ organization }) => organization.setCredentials(ACCOUNT, [OTHER_KEY])],
    [
      'uncertainty',
      ({ exceptions }) => exceptions.putMalformed({ scope: 'organization', id: 'broken', issues: ['x'] }),
    ],
    [
      'another reason of the same state',
      ({ organization }) => organization.setAccount(givenAccount({ organizationalUnits: [UNIT] })),
    ],
    ['another state', ({ exceptions }) => exceptions.put(givenException({ credentials: ['access-key'] }))],
  ] satisfies readonly (readonly [string, (guarded: ReturnType<typeof givenGuard>) => void])[])(
    'changes with %s',
    async (_what, change) => {
      const guarded = givenGuard([KEY], {
        initialPolicy: givenPolicy({
          mode: 'observe',
          organizationalUnitModes: { [UNIT]: 'enforce' },
          maxAccountsPerHour: 0,
        }),
      });
      await guarded.guard(sweep);
      guarded.clock.advance(60);
      change(guarded);
      await guarded.guard(sweep);
      expect(await guarded.posture()).toMatchObject({ changedAt: guarded.clock.now() });
    },
  );

  it('does not change with another order of the same credentials', async () => {
    const { guard, posture, organization, clock } = givenGuard([KEY, OTHER_KEY], OBSERVING);
    await guard(sweep);
    clock.advance(60);
    organization.setCredentials(ACCOUNT, [OTHER_KEY, KEY]);
    await guard(sweep);
    expect(await posture()).toMatchObject({ changedAt: NOW });
  });

  it('changes by an enforcement, also where the account is compliant before and after', async () => {
    const { guard, posture, organization, clock } = givenGuard();
    await guard(sweep);
    organization.addCredential(ACCOUNT, KEY);
    clock.advance(60);
    await guard(event);
    expect(await posture()).toMatchObject({ state: 'compliant', changedAt: clock.now() });
  });

  it('changes when the same enforcement is repeated', async () => {
    const { guard, posture, organization, clock } = givenGuard([PASSWORD]);
    await guard(event);
    clock.advance(60);
    organization.addCredential(ACCOUNT, PASSWORD);
    await guard(event);
    expect(await posture()).toMatchObject({ state: 'compliant', changedAt: clock.now() });
  });

  it.each(['removed', 'already-absent'])(
    'does not change by the sweep after an enforcement whose credential was %s',
    async (result) => {
      const { guard, posture, written, organization, log, clock } = givenGuard([KEY]);
      if (result === 'already-absent') {
        onNth(log, 'iam:DeleteAccessKey', 1, () => organization.setCredentials(ACCOUNT, []));
      }
      expect(await guard(event)).toMatchObject({ results: [{ result }] });
      clock.advance(60);
      await guard(sweep);
      expect(await posture()).toMatchObject({ state: 'compliant', changedAt: NOW, credentials: [] });
      expect(written()).not.toContain('audit');
    },
  );

  it.each([
    [[sweep], 'sweep sweep-1'],
    [[sweep, event], `${event.event.name} ${event.event.id}`],
    [[givenRequest('exception-ended', NOW)], 'request exception-ended'],
    [[{ ...givenRequest('second-look', NOW), event: event.event }], `${event.event.name} ${event.event.id}`],
  ] as const)('names what found it: %#', async (triggers, foundBy) => {
    const { guard, posture } = givenGuard();
    await guard(...triggers);
    expect(await posture()).toMatchObject({ foundBy });
  });

  it('is unknown since the first audit that failed', async () => {
    const { guard, posture, log, clock } = givenGuard();
    log.fail({ call: 'sts:AssumeRoot', times: 2 });
    await guard(sweep);
    clock.advance(60);
    await guard(sweep);
    expect(await posture()).toMatchObject({ state: 'unknown', changedAt: NOW, auditedAt: clock.now() });
  });

  it('has an open enforcement from before the first removal', async () => {
    const guarded = givenGuard([KEY]);
    crashOn(guarded.log, 'iam:DeleteAccessKey');
    await expect(guarded.guard(event)).rejects.toThrow();
    expect(await guarded.openEnforcements()).toEqual([
      { id: guarded.entries('intent')[0]?.enforcementId, startedAt: NOW, credentials: [KEY], hasEnded: true },
    ]);
  });
});

describe('metrics and log', () => {
  it('report an enforcement', async () => {
    const { guard, telemetry, clock, logged } = givenGuard([KEY, PASSWORD, givenCredential('mfa-device')]);
    clock.advance(30);
    await guard(sweep, event);
    expect(telemetry.total('CredentialsRemoved')).toBe(3);
    expect(telemetry.total('ViolationsFound')).toBe(3);
    expect(telemetry.total('AccountsAudited')).toBe(1);
    expect(telemetry.total('EnforcementFailures')).toBe(0);
    expect(telemetry.total('EventToRemovalMilliseconds')).toBe(30_000);
    expect(logged()).toEqual([
      'enforcement-started',
      'notification-sent',
      'account-audited',
      'enforcement-finished',
    ]);
  });

  it('have no time to removal where there is no event', async () => {
    const { guard, telemetry, clock } = givenGuard([KEY]);
    clock.advance(30);
    await guard(sweep);
    expect(telemetry.total('EventToRemovalMilliseconds')).toBe(0);
  });

  it('do not count as removed what somebody else removed first', async () => {
    const guarded = givenGuard([KEY]);
    onNth(guarded.log, 'iam:DeleteAccessKey', 1, () => guarded.organization.setCredentials(ACCOUNT, []));
    expect(await guarded.guard(event)).toMatchObject({ results: [{ result: 'already-absent' }] });
    expect(guarded.telemetry.total('CredentialsRemoved')).toBe(0);
  });

  it('report an audit', async () => {
    const { guard, telemetry, exceptions, logged } = givenGuard([KEY, PASSWORD], OBSERVING);
    exceptions.put(givenException());
    await guard(givenRequest('operator', NOW));
    expect(telemetry.total('CredentialsExcepted')).toBe(1);
    expect(telemetry.total('CredentialsWithheld')).toBe(1);
    expect(telemetry.total('ViolationsFound')).toBe(1);
    expect(telemetry.total('AccountsAudited')).toBe(1);
    expect(logged()).toEqual(['notification-sent', 'account-audited']);
  });
});

describe('each line of the log', () => {
  const failing = (guarded: ReturnType<typeof givenGuard>, call: string) =>
    guarded.log.fail({ call, failure: { reason: 'denied-by-scp', code: 'AccessDenied', message: 'm' } });
  const logOf = async (prepare: (guarded: ReturnType<typeof givenGuard>) => void, account = ACCOUNT) => {
    const guarded = givenGuard([KEY]);
    prepare(guarded);
    await guardAccount(guarded.deps, { account, triggers: [{ ...event, account }] });
    return guarded.telemetry.logged.map(({ event: key, fields }) => ({ key, ...fields }));
  };

  it('of a removal names the account, the enforcement and the result of each credential', async () => {
    expect(await logOf(() => {})).toMatchObject([
      { key: 'enforcement-started', account: ACCOUNT, enforcementId: expect.any(String) },
      { key: 'notification-sent', account: ACCOUNT },
      {
        key: 'account-audited',
        account: ACCOUNT,
        state: 'compliant',
        trigger: expect.stringContaining('Create'),
      },
      {
        key: 'enforcement-finished',
        account: ACCOUNT,
        enforcementId: expect.any(String),
        results: [{ credential: KEY, result: 'removed' }],
      },
    ]);
  });

  it('of a removal that failed has the failed result', async () => {
    const lines = await logOf((guarded) => failing(guarded, 'iam:DeleteAccessKey'));
    expect(lines.at(-1)).toMatchObject({
      key: 'enforcement-incomplete',
      account: ACCOUNT,
      results: [{ credential: KEY, result: 'failed', failedBecause: 'refused' }],
    });
  });

  it("of an account that cannot be read has AWS's answer", async () => {
    const lines = await logOf((guarded) => failing(guarded, 'iam:ListAccessKeys'));
    expect(lines.at(-1)).toMatchObject({
      key: 'account-unknown',
      account: ACCOUNT,
      failure: { code: 'AccessDenied' },
    });
  });

  it("of an account that cannot be looked up has AWS's answer", async () => {
    const lines = await logOf((guarded) => failing(guarded, 'organizations:DescribeAccount'));
    expect(lines.at(-1)).toMatchObject({
      key: 'account-unknown',
      account: ACCOUNT,
      failure: { code: 'AccessDenied' },
    });
  });

  it('of an account that is not active has its state', async () => {
    const lines = await logOf(({ organization }) =>
      organization.setAccount(givenAccount({ state: 'SUSPENDED' })),
    );
    expect(lines).toEqual([{ key: 'account-skipped', account: ACCOUNT, state: 'SUSPENDED' }]);
  });

  it('of an account that is not guarded has the reason and the trigger', async () => {
    const stranger = parseAccountId('999999999999');
    expect(await logOf(() => {}, stranger)).toEqual([
      {
        key: 'trigger-rejected',
        account: stranger,
        reason: 'not-in-organization',
        trigger: `${event.event.name} ${event.event.id}`,
      },
    ]);
  });
});

describe('an account that is suspended', () => {
  const suspend = ({ organization }: ReturnType<typeof givenGuard>) =>
    organization.setAccount(givenAccount({ state: 'SUSPENDED' }));

  it('has no credentials in its posture, as nothing is known of them', async () => {
    const guarded = givenGuard([KEY], OBSERVING);
    await guarded.guard(sweep);
    suspend(guarded);
    await guarded.guard(event);
    expect(await guarded.posture()).toMatchObject({ state: 'skipped', credentials: [] });
  });

  it('keeps an enforcement that has not been notified', async () => {
    const guarded = givenGuard([KEY]);
    crashOn(guarded.log, 'iam:DeleteAccessKey');
    await expect(guarded.guard(event)).rejects.toThrow();
    guarded.log.onCall = () => undefined;
    suspend(guarded);
    await guarded.guard(event);
    expect(await guarded.posture()).toMatchObject({ state: 'skipped', credentials: [] });
    expect(await guarded.openEnforcements()).toMatchObject([
      { id: guarded.entries('intent')[0]?.enforcementId, credentials: [KEY] },
    ]);
  });

  it('is recorded as skipped although it was never audited before', async () => {
    const guarded = givenGuard();
    suspend(guarded);
    await guarded.guard(event);
    expect(await guarded.posture()).toMatchObject({ state: 'skipped', credentials: [] });
  });
});

describe('the time of an audit', () => {
  it('is that of the reading, however long recording the outcome takes', async () => {
    const guarded = givenGuard([KEY]);
    onNth(guarded.log, 'ledger.append', 2, () => guarded.clock.advance(3_600));
    await guarded.guard(event);
    expect(await guarded.posture()).toMatchObject({ state: 'compliant', auditedAt: NOW });
  });
});
