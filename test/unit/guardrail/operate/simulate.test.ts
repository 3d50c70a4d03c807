import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../../../src/domain/account.ts';
import type { Credential } from '../../../../src/domain/credentials.ts';
import { actionOf } from '../../../../src/domain/decision.ts';
import { parseExceptionRow } from '../../../../src/domain/exception-row.ts';
import type { GuardDependencies } from '../../../../src/guardrail/account/dependencies.ts';
import { simulate } from '../../../../src/guardrail/operate/simulate.ts';
import {
  ACCOUNT,
  givenAccount,
  givenCredential,
  givenException,
  givenExceptionRow,
  givenPolicy,
  givenRootEvent,
} from '../../../support/builders.ts';
import { failureWith } from '../../../support/memory/call-log.ts';
import { givenGuard, NOW } from '../guard-fixture.ts';

const TRIGGER = givenRootEvent('access-key', NOW);
const REQUEST = { account: TRIGGER.account, triggers: [TRIGGER] };
const OLD_KEY = givenCredential('access-key');
const NEW_KEY = givenCredential('access-key', { id: 'AKIANEW', createdAt: NOW });

/** By the policy of the deployment. */
function simulatedBy(deps: GuardDependencies) {
  return { ...deps, policy: deps.initialPolicy };
}

describe('simulating', () => {
  it.each<[string, readonly Credential[]]>([
    ['nothing', []],
    ['an old key', [OLD_KEY]],
    [
      'a password with its MFA device, and a key',
      [givenCredential('login-profile'), givenCredential('mfa-device'), NEW_KEY],
    ],
  ])('of %s leads to the same as guarding it', async (_, credentials) => {
    for (const approved of [false, true]) {
      const { deps, exceptions, guard } = givenGuard(credentials);
      if (approved) exceptions.put(givenException());
      const simulation = await simulate(simulatedBy(deps), REQUEST, NOW);
      if (simulation.type !== 'decided') throw new Error(simulation.type);
      const simulated = simulation.decisions.map(actionOf);
      const { type, ...outcome } = await guard(TRIGGER);
      expect(type).toBe('done');
      const done = 'results' in outcome ? outcome.results.map(({ result }) => result) : [];
      expect(simulated).toEqual(done.map((result) => (result === 'removed' ? 'remove' : 'keep')));
    }
  });

  it('changes nothing, and opens no session that could', async () => {
    const { deps, left, calls, written } = givenGuard([OLD_KEY]);
    await simulate(simulatedBy(deps), REQUEST, NOW);
    expect({ left: left(), written: written() }).toEqual({ left: ['access-key'], written: [] });
    expect(calls().filter((call) => /Delete|record|append|admit|IAMDelete/.test(call))).toEqual([]);
  });

  it('permits an account that was counted within this hour already, as the breaker does', async () => {
    const { deps, breaker } = givenGuard([OLD_KEY], {
      initialPolicy: givenPolicy({ maxAccountsPerHour: 1 }),
    });
    await breaker.permit(TRIGGER.account, 1, NOW);
    expect(await simulate(simulatedBy(deps), REQUEST, NOW)).toMatchObject({ breaker: 'closed' });
  });

  it('respects the breaker, and never counts the account', async () => {
    const { deps, breaker } = givenGuard([OLD_KEY, NEW_KEY], {
      initialPolicy: givenPolicy({ maxAccountsPerHour: 1 }),
    });
    expect(await simulate(simulatedBy(deps), REQUEST, NOW)).toMatchObject({ breaker: 'closed' });
    await breaker.permit(parseAccountId('444444444444'), 1, NOW);
    expect(await simulate(simulatedBy(deps), REQUEST, NOW)).toMatchObject({
      breaker: 'would-open',
      decisions: [{ reason: 'breaker-open' }, { reason: 'unapproved' }],
    });
    expect(await breaker.state(NOW)).toEqual({ type: 'closed', accountsThisHour: 1 });
    await breaker.permit(parseAccountId('555555555555'), 1, NOW);
    expect(await simulate(simulatedBy(deps), REQUEST, NOW)).toMatchObject({ breaker: 'open' });
  });

  it('reports what could not be found out', async () => {
    const { deps, log } = givenGuard([OLD_KEY]);
    log.fail({
      call: 'dynamodb:Query',
      failure: { reason: 'unavailable', code: 'Timeout', message: 'no answer' },
    });
    expect(await simulate(simulatedBy(deps), REQUEST, NOW)).toMatchObject({
      decisions: [{ reason: 'exceptions-unreadable' }],
      exceptions: {
        type: 'unreadable',
        failure: { call: 'dynamodb:Query', code: 'Timeout', message: 'no answer' },
      },
    });
    log.fail({
      call: 'organizations:DescribeAccount',
      failure: { reason: 'throttled', code: 'T', message: 'm' },
    });
    expect(await simulate(simulatedBy(deps), REQUEST, NOW)).toMatchObject({
      type: 'unknown',
      failure: { reason: 'throttled' },
    });
  });

  it('skips an account that is not active', async () => {
    const { deps, organization } = givenGuard();
    organization.setAccount(givenAccount({ state: 'SUSPENDED' }));
    expect(await simulate(simulatedBy(deps), REQUEST, NOW)).toMatchObject({
      type: 'skipped',
      account: { id: ACCOUNT },
    });
  });
});

describe('what cannot be decided', () => {
  it.each([
    ['999999999999', 'not-in-organization'],
    ['111111111111', 'management-account'],
  ] as const)('is rejected: %s is %s', async (account, reason) => {
    const { deps } = givenGuard();
    const request = { ...REQUEST, account: parseAccountId(account) };
    const directory: typeof deps.directory = {
      ...deps.directory,
      describeUncached: async () =>
        reason === 'management-account' ? { type: reason } : { type: reason, failure: failureWith('x') },
    };
    expect(await simulate({ ...simulatedBy(deps), directory }, request, NOW)).toEqual({
      type: 'rejected',
      reason,
    });
  });

  it('is an account that cannot be read', async () => {
    const { deps, log } = givenGuard([OLD_KEY]);
    log.fail({
      call: 'iam:ListAccessKeys',
      failure: { reason: 'denied-by-scp', code: 'AccessDenied', message: 'm' },
    });
    expect(await simulate(simulatedBy(deps), REQUEST, NOW)).toMatchObject({
      type: 'unknown',
      failure: { reason: 'denied-by-scp' },
    });
  });

  it.each([
    ['has not ended by the given time', 'exception-malformed', NOW],
    ['has ended by then', 'unapproved', new Date('2027-01-01T00:00:00Z')],
  ])('judges a row with a wrong id that %s', async (_when, reason, at) => {
    const { deps, exceptions } = givenGuard([OLD_KEY]);
    const ids = { credentials: ['access-key'], credentialIds: ['AKIA'] };
    exceptions.putRow(parseExceptionRow(givenExceptionRow({ ...ids, expiresAt: '2027-01-01T00:00:00Z' })));
    expect(await simulate(simulatedBy(deps), REQUEST, at)).toMatchObject({ decisions: [{ reason }] });
  });

  it('is reported with the rows that do not parse', async () => {
    const { deps, exceptions } = givenGuard([OLD_KEY]);
    expect(await simulate(simulatedBy(deps), REQUEST, NOW)).toMatchObject({
      exceptions: { type: 'readable', malformed: [] },
    });
    const malformed = { scope: `account#${ACCOUNT}`, id: 'typo', issues: ['reason: is missing'] };
    exceptions.putMalformed(malformed);
    expect(await simulate(simulatedBy(deps), REQUEST, NOW)).toMatchObject({
      exceptions: { type: 'readable', malformed: [malformed] },
    });
  });
});
