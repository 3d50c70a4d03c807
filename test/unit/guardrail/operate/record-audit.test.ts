import { describe, expect, it } from 'vitest';
import { AwsCallError } from '../../../../src/domain/errors.ts';
import { auditAndRecord } from '../../../../src/guardrail/operate/record-audit.ts';
import { ACCOUNT, givenAccount, givenCredential, givenException } from '../../../support/builders.ts';
import { failureWith } from '../../../support/memory/call-log.ts';
import { crashOn, givenGuard, givenListedSweep, NOW, OPERATOR, onNth } from '../guard-fixture.ts';

const PASSWORD = givenCredential('login-profile');
const KEY = givenCredential('access-key');

const given = (...input: Parameters<typeof givenGuard>) => {
  const guarded = givenGuard(...input);
  return { ...guarded, audit: (account = givenAccount()) => auditAndRecord(guarded.deps, account, OPERATOR) };
};

describe('an audit that an operator records', () => {
  it('is in the posture and, with who ran it, in the ledger, and notifies of nothing', async () => {
    const { audit, posture, entries, exceptions, notified, left, digestProgress } = given([PASSWORD, KEY]);
    exceptions.put(givenException());
    expect(await audit()).toMatchObject({ audit: { state: 'violating' }, recording: { type: 'recorded' } });
    expect(await posture()).toMatchObject({
      state: 'violating',
      credentials: [
        { credential: PASSWORD, result: 'kept', reason: 'excepted' },
        { credential: KEY, result: 'withheld', reason: 'unapproved' },
      ],
      auditedAt: NOW,
      foundBy: 'request operator',
    });
    expect(entries('audit')).toMatchObject([
      {
        account: ACCOUNT,
        operator: OPERATOR,
        triggers: [{ type: 'audit-requested', why: 'operator' }],
        inventory: { credentials: [PASSWORD, KEY] },
      },
    ]);
    expect(notified()).toEqual([]);
    expect((await digestProgress.read()).progress.findings).toBe(0);
    expect(left()).toEqual(['login-profile', 'access-key']);
  });

  it('waits for its heartbeat as an audit of the service does, where the account is to forward its events', async () => {
    const { deps, muted } = given([]);
    muted.add(ACCOUNT);
    const audit = (isCovered?: () => boolean) =>
      auditAndRecord({ ...deps, ...(isCovered && { isCovered }) }, givenAccount(), OPERATOR);
    const hearing = async () => (await deps.posture.reserveRevision(ACCOUNT)).hearing;
    await audit();
    expect(await hearing()).toEqual({});
    await audit(() => true);
    expect(await hearing()).toEqual({ awaitingHeartbeatSince: NOW });
    await audit(() => false);
    expect(await hearing()).toEqual({});
  });

  it('leaves it to the next sweep to notify', async () => {
    const { audit, guard, digestProgress } = given([KEY], { remover: undefined });
    await audit();
    await guard(givenListedSweep());
    expect((await digestProgress.read()).progress.findings).toBe(1);
  });

  it('leaves it to the next audit of the service to count an event as lost', async () => {
    const { audit, guard, organization, clock, telemetry } = given([], { remover: undefined });
    await guard(givenListedSweep());
    clock.advance(60);
    organization.setCredentials(ACCOUNT, [{ ...KEY, createdAt: clock.now() }]);
    clock.advance(3600);
    await audit();
    await guard(givenListedSweep());
    expect(telemetry.total('EventsLost')).toBe(1);
  });

  it('reserves its revision before it reads the account, and does not overwrite a later audit', async () => {
    const guarded = given([KEY]);
    const { audit, calls, log, deps, posture, written } = guarded;
    onNth(log, 'ledger.append', 1, async () => {
      await guarded.guard(givenListedSweep());
    });
    expect(await audit()).toMatchObject({ recording: { type: 'superseded' } });
    expect(calls().indexOf('posture.reserveRevision')).toBeLessThan(calls().indexOf('sts:AssumeRoot'));
    expect(await posture()).toMatchObject({ state: 'compliant' });
    expect(written()).toContain('audit');
    expect(deps.remover).toBeDefined();
  });

  it.each([
    ['the account cannot be read', 'sts:AssumeRoot', 'unreadable'],
    ['its exceptions cannot be read', 'dynamodb:Query', 'audited'],
  ] as const)('is not recorded where %s, and leaves the posture as it was', async (_what, call, type) => {
    const guarded = given([KEY], { remover: undefined });
    await guarded.guard(givenListedSweep());
    const before = await guarded.posture();
    const written = guarded.written().length;
    guarded.log.fail({ call, failure: { reason: 'not-authorized', code: 'AccessDenied' } });
    expect(await guarded.audit()).toMatchObject({
      audit: { type, state: 'unknown' },
      recording: { type: 'nothing-seen' },
    });
    expect(await guarded.posture()).toEqual(before);
    expect(guarded.written()).toHaveLength(written);
  });

  it.each(['SUSPENDED', 'UNKNOWN'] as const)('is not recorded of an account that is %s', async (state) => {
    const { audit, calls } = given([KEY]);
    expect(await audit(givenAccount({ state }))).toMatchObject({ recording: { type: 'nothing-seen' } });
    expect(calls()).toEqual([]);
  });

  it('is not recorded while the service is removing credentials', async () => {
    const guarded = given([KEY]);
    await guarded.deps.posture.reserveRevision(ACCOUNT);
    const enforcement = { id: 'theirs', startedAt: NOW, credentials: [KEY], hasEnded: false };
    await guarded.deps.posture.startEnforcement(ACCOUNT, enforcement);
    expect(await guarded.audit()).toMatchObject({ recording: { type: 'enforcement-in-progress' } });
    expect(await guarded.posture()).toBeUndefined();
    expect(await guarded.openEnforcements()).toEqual([enforcement]);
  });

  it.each(['posture.reserveRevision', 'ledger.append', 'posture.record'])(
    'is shown although %s is refused',
    async (call) => {
      const guarded = given([KEY]);
      const failure = failureWith(call, { reason: 'not-authorized' });
      onNth(guarded.log, call, 1, () => {
        throw new AwsCallError(failure);
      });
      expect(await guarded.audit()).toMatchObject({
        audit: { state: 'violating' },
        recording: { type: 'failed', failure },
      });
    },
  );

  it('fails with an error that is no answer of AWS', async () => {
    const guarded = given([KEY]);
    crashOn(guarded.log, 'posture.record');
    await expect(guarded.audit()).rejects.toThrow();
  });
});
