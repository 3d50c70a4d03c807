import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../../../src/domain/account.ts';
import { parseExceptionRow } from '../../../../src/domain/exception-row.ts';
import { guardAccount } from '../../../../src/guardrail/account/guard-account.ts';
import {
  ACCOUNT,
  givenCredential,
  givenException,
  givenExceptionRow,
  givenPolicy,
  givenRequest,
  givenRootEvent,
} from '../../../support/builders.ts';
import { clockAheadOf } from '../../../support/memory/clock.ts';
import { givenGuard, givenListedSweep, NOW, OPERATOR, onNth } from '../guard-fixture.ts';

const PASSWORD = givenCredential('login-profile');
const KEY = givenCredential('access-key');
const MFA = givenCredential('mfa-device');

const inMinutes = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000).toISOString();

/** A machine whose clock is ahead of AWS's, and of the clocks that the others have. */
function givenMachineAhead(seconds: number, ...[credentials]: Parameters<typeof givenGuard>) {
  const guarded = givenGuard(credentials);
  return { ...guarded, deps: { ...guarded.deps, clock: clockAheadOf(guarded.clock, seconds) } };
}

describe('a machine whose clock is ahead of the one of AWS', () => {
  it.each([
    ['after an event', givenRootEvent('login-profile', NOW)],
    ['in a sweep', givenListedSweep()],
  ])('does not end an exception before its time %s', async (_when, trigger) => {
    const guarded = givenMachineAhead(20 * 60, [PASSWORD]);
    guarded.exceptions.put(givenException({ credentials: ['login-profile'], expiresAt: inMinutes(10) }));
    expect(await guardAccount(guarded.deps, { account: ACCOUNT, triggers: [trigger] })).toMatchObject({
      type: 'done',
      state: 'excepted',
    });
    expect(guarded.left()).toEqual(['login-profile']);
  });

  it('withholds deletions for an exception with a wrong id that has not ended', async () => {
    const guarded = givenMachineAhead(20 * 60, [KEY]);
    const ids = { credentials: ['access-key'], credentialIds: ['AKIA'] };
    guarded.exceptions.putRow(parseExceptionRow(givenExceptionRow({ ...ids, expiresAt: inMinutes(10) })));
    const triggers = [givenRootEvent('access-key', NOW)];
    expect(await guardAccount(guarded.deps, { account: ACCOUNT, triggers })).toMatchObject({
      results: [{ reason: 'exception-malformed' }],
    });
    expect(guarded.left()).toEqual(['access-key']);
  });

  it('does not end one that was added in the middle of an enforcement before its time', async () => {
    const guarded = givenMachineAhead(20 * 60, [KEY]);
    onNth(guarded.log, 'ledger.append', 1, () => {
      guarded.clock.advance(6);
      guarded.exceptions.put(givenException({ credentials: ['access-key'], expiresAt: inMinutes(10) }));
    });
    const triggers = [givenRootEvent('access-key', NOW)];
    expect(await guardAccount(guarded.deps, { account: ACCOUNT, triggers })).toMatchObject({
      type: 'done',
      results: [{ result: 'kept' }],
    });
    expect(guarded.left()).toEqual(['access-key']);
  });

  it('keeps an MFA device while a password may appear, and looks for the password again', async () => {
    const guarded = givenMachineAhead(3 * 60, [MFA]);
    const triggers = [givenRootEvent('login-profile', NOW)];
    expect(await guardAccount(guarded.deps, { account: ACCOUNT, triggers })).toMatchObject({
      results: [{ reason: 'password-may-appear' }],
    });
    expect(guarded.left()).toEqual(['mfa-device']);
    guarded.clock.advance(60);
    expect(guarded.triggerQueue.receiveDue()).toMatchObject([{ account: ACCOUNT, why: 'second-look' }]);
  });

  it('does not end the hour of the breaker before its time', async () => {
    const guarded = givenMachineAhead(30 * 60, [KEY]);
    await guarded.breaker.permit(parseAccountId('444444444444'), 1, NOW);
    guarded.clock.advance(40 * 60);
    const deps = { ...guarded.deps, initialPolicy: givenPolicy({ maxAccountsPerHour: 1 }) };
    expect(await guardAccount(deps, { account: ACCOUNT, triggers: [givenListedSweep()] })).toMatchObject({
      results: [{ result: 'withheld', reason: 'breaker-open' }],
    });
    expect(guarded.left()).toEqual(['access-key']);
  });

  it('removes what an operator has just revoked by that clock', async () => {
    const guarded = givenMachineAhead(40, [PASSWORD]);
    const revokedAt = guarded.deps.clock.now().toISOString();
    guarded.exceptions.put(givenException({ credentials: ['login-profile'], revokedAt, revokedBy: 'me' }));
    const triggers = [givenRequest('operator', NOW)];
    expect(
      await guardAccount(guarded.deps, { account: ACCOUNT, triggers, operator: OPERATOR }),
    ).toMatchObject({ state: 'compliant' });
    expect(guarded.left()).toEqual([]);
  });
});
