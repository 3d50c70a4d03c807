import { describe, expect, it } from 'vitest';
import { failureCauseOf } from '../../../../src/domain/credential-result.ts';
import type { Credential, CredentialKind } from '../../../../src/domain/credentials.ts';
import type { CredentialDecision } from '../../../../src/domain/decision.ts';
import { type ExceptionId, newExceptionId } from '../../../../src/domain/exception.ts';
import type { ReasonKey } from '../../../../src/domain/reasons.ts';
import { enforce } from '../../../../src/guardrail/account/enforce.ts';
import { ACCOUNT, givenAccount, givenCredential, givenSweep } from '../../../support/builders.ts';
import { Crash, crashOn, type Guard, givenGuard, NOW, OPERATOR, onNth } from '../guard-fixture.ts';

const PASSWORD = givenCredential('login-profile');
const KEY = givenCredential('access-key');
const OTHER_KEY = givenCredential('access-key', { id: 'AKIAOTHEREXAMPLE' });
const CERTIFICATE = givenCredential('signing-certificate');
const MFA = givenCredential('mfa-device');

const DELETE_KEY = 'iam:DeleteAccessKey';
const DELETE_CERTIFICATE = 'iam:DeleteSigningCertificate';
const DELETE_PASSWORD = 'iam:DeleteLoginProfile';
const DELETE_MFA = 'iam:DeactivateMFADevice';
/** The first call of a re-read. */
const REREAD = 'iam:GetLoginProfile';
const DECIDE_AGAIN = 'decide-again';

function givenDecision(
  credential: Credential,
  reason: ReasonKey = 'unapproved',
  exceptionId?: ExceptionId,
): CredentialDecision {
  return { credential, reason, exceptionId };
}

/** Enforces decisions on the account's credentials; pauses are recorded and advance the clock. */
async function enforceDecisions(
  guarded: Guard,
  decisions: readonly CredentialDecision[],
  { approved = () => [] }: Circumstances = {},
) {
  const opened = await guarded.remover.openDeleteSession(ACCOUNT);
  if (opened.type === 'refused') throw new Error('refused');
  const pauses: number[] = [];
  const pause = async (milliseconds: number) => {
    pauses.push(milliseconds);
    await guarded.pause(milliseconds);
  };
  const context = { account: givenAccount(), triggers: [givenSweep(NOW)], operator: OPERATOR };
  const order = {
    session: opened.session,
    decidedAt: guarded.clock.now(),
    decideAgain: async (credentials: readonly Credential[]) => {
      await guarded.log.enter(DECIDE_AGAIN);
      const failure = guarded.log.takeFailure(DECIDE_AGAIN);
      if (failure) return { type: 'undecidable', failure } as const;
      const reasonFor = ({ kind }: Credential) => (approved().includes(kind) ? 'excepted' : 'unapproved');
      const again = credentials.map((credential) => givenDecision(credential, reasonFor(credential)));
      return { type: 'decided', decisions: again } as const;
    },
    hasPolicyChanged: async () => false,
    decisions,
  };
  return { ...(await enforce({ ...guarded.deps, pause }, context, 'enforcement-1', order)), pauses };
}

interface Circumstances {
  /** The kinds that are approved when it is decided again. */
  readonly approved?: () => readonly CredentialKind[];
}

/** The result of each action. */
function resultsOf({ results }: Awaited<ReturnType<typeof enforceDecisions>>) {
  return results.map((one) => failureCauseOf(one) ?? one.result);
}

describe('an enforcement', () => {
  it('removes keys, certificates, the password and, after a re-read, MFA devices, whatever the order of the decisions', async () => {
    const guarded = givenGuard([MFA, PASSWORD, CERTIFICATE, KEY]);
    await enforceDecisions(
      guarded,
      [MFA, PASSWORD, CERTIFICATE, KEY].map((one) => givenDecision(one)),
    );
    const relevant = [DELETE_KEY, DELETE_CERTIFICATE, DELETE_PASSWORD, REREAD, DELETE_MFA];
    expect(guarded.awsCalls().filter((call) => relevant.includes(call))).toEqual([...relevant, REREAD]);
    expect(guarded.left()).toEqual([]);
  });

  it('re-reads once where there is no MFA device', async () => {
    const guarded = givenGuard([KEY]);
    await enforceDecisions(guarded, [givenDecision(KEY)]);
    expect(guarded.awsCalls().filter((call) => call === REREAD)).toHaveLength(1);
  });

  it('writes an intent before the first removal and an outcome after the last re-read', async () => {
    const guarded = givenGuard([KEY]);
    const decisions = [givenDecision(KEY)];
    const { results, after } = await enforceDecisions(guarded, decisions);
    const calls = guarded.calls();
    expect(calls.indexOf('ledger.append')).toBeLessThan(calls.indexOf(DELETE_KEY));
    expect(calls.at(-1)).toBe('ledger.append');
    const common = { account: ACCOUNT, enforcementId: 'enforcement-1', triggers: [givenSweep(NOW)] };
    expect(guarded.ledger.entries).toMatchObject([
      { type: 'intent', ...common, before: [KEY], decisions, operator: OPERATOR },
      { type: 'outcome', ...common, results, after },
    ]);
  });

  it('removes nothing when the intent cannot be written', async () => {
    const guarded = givenGuard([KEY]);
    crashOn(guarded.log, 'ledger.append');
    await expect(enforceDecisions(guarded, [givenDecision(KEY)])).rejects.toThrow(Crash);
    expect(guarded.left()).toEqual(['access-key']);
  });

  it('removes only what the decisions say', async () => {
    const guarded = givenGuard([PASSWORD, KEY, OTHER_KEY]);
    const enforcement = await enforceDecisions(guarded, [
      givenDecision(PASSWORD, 'excepted', newExceptionId('break-glass')),
      givenDecision(KEY, 'breaker-open'),
      givenDecision(OTHER_KEY),
    ]);
    expect(guarded.organization.credentials(ACCOUNT)).toEqual([PASSWORD, KEY]);
    expect(enforcement.results).toMatchObject([
      { credential: PASSWORD, result: 'kept', reason: 'excepted', exceptionId: 'break-glass' },
      { credential: KEY, result: 'withheld', reason: 'breaker-open', exceptionId: undefined },
      { credential: OTHER_KEY, result: 'removed', reason: 'unapproved', requestId: 'memory-request' },
    ]);
  });
});

describe('a removal that AWS refuses', () => {
  it.each([
    [DELETE_KEY, ['refused', 'removed', 'removed', 'removed']],
    [DELETE_CERTIFICATE, ['removed', 'refused', 'removed', 'removed']],
    [DELETE_PASSWORD, ['removed', 'removed', 'refused', 'password-remains']],
    [DELETE_MFA, ['removed', 'removed', 'removed', 'refused']],
  ])('with %s does not stop the others, but MFA waits for the password', async (call, results) => {
    const credentials = [KEY, CERTIFICATE, PASSWORD, MFA];
    const guarded = givenGuard(credentials);
    guarded.log.fail({ call, failure: { reason: 'denied-by-scp', requestId: 'request-1' } });
    const enforcement = await enforceDecisions(
      guarded,
      credentials.map((one) => givenDecision(one)),
    );
    expect(resultsOf(enforcement)).toEqual(results);
    expect(enforcement.results.find((one) => failureCauseOf(one) === 'refused')).toMatchObject({
      failure: { call, reason: 'denied-by-scp' },
      requestId: 'request-1',
    });
    expect(guarded.awsCalls().includes(DELETE_MFA)).toBe(call !== DELETE_PASSWORD);
    expect(enforcement.pauses).toEqual([]);
  });

  it('of one key does not stop that of another', async () => {
    const guarded = givenGuard([KEY, OTHER_KEY]);
    guarded.log.fail({ call: DELETE_KEY, failure: { reason: 'denied-by-scp' } });
    const enforcement = await enforceDecisions(guarded, [givenDecision(KEY), givenDecision(OTHER_KEY)]);
    expect(resultsOf(enforcement)).toEqual(['refused', 'removed']);
  });

  it('because the credential is gone already is no failure', async () => {
    const guarded = givenGuard([]);
    const enforcement = await enforceDecisions(guarded, [givenDecision(KEY)]);
    expect(enforcement.results).toMatchObject([{ result: 'already-absent', requestId: 'memory-request' }]);
  });
});

describe('a key or a certificate', () => {
  it.each([
    [KEY, DELETE_KEY],
    [CERTIFICATE, DELETE_CERTIFICATE],
  ])('is not tried again when it was approved meanwhile', async (credential, call) => {
    const guarded = givenGuard([credential]);
    guarded.log.fail({ call, failure: { reason: 'throttled' } });
    const enforcement = await enforceDecisions(guarded, [givenDecision(credential)], {
      approved: () => [credential.kind],
    });
    expect(resultsOf(enforcement)).toEqual(['kept']);
    expect(guarded.organization.credentials(ACCOUNT)).toEqual([credential]);
  });

  it('is decided on again when the intent before it took more than five seconds', async () => {
    const guarded = givenGuard([KEY]);
    onNth(guarded.log, 'ledger.append', 1, () => guarded.clock.advance(5.001));
    const enforcement = await enforceDecisions(guarded, [givenDecision(KEY)], {
      approved: () => ['access-key'],
    });
    expect(resultsOf(enforcement)).toEqual(['kept']);
  });

  it('is decided on again when the keys before it took more than five seconds', async () => {
    const guarded = givenGuard([KEY, CERTIFICATE]);
    onNth(guarded.log, DELETE_KEY, 1, () => guarded.clock.advance(5.001));
    const enforcement = await enforceDecisions(guarded, [givenDecision(KEY), givenDecision(CERTIFICATE)], {
      approved: () => ['signing-certificate'],
    });
    expect(resultsOf(enforcement)).toEqual(['removed', 'kept']);
  });

  it('is never extended by a new decision to what was kept or withheld', async () => {
    const guarded = givenGuard([PASSWORD, KEY, CERTIFICATE, MFA]);
    onNth(guarded.log, DELETE_KEY, 1, () => guarded.clock.advance(5.001));
    const enforcement = await enforceDecisions(guarded, [
      givenDecision(PASSWORD, 'excepted', newExceptionId('break-glass')),
      givenDecision(MFA, 'breaker-open'),
      givenDecision(KEY),
      givenDecision(CERTIFICATE),
    ]);
    expect(guarded.calls()).toContain(DECIDE_AGAIN);
    expect(resultsOf(enforcement)).toEqual(['kept', 'withheld', 'removed', 'removed']);
    expect(guarded.left()).toEqual(['login-profile', 'mfa-device']);
  });

  it('whose deletion was not answered is tried again, and was removed', async () => {
    const guarded = givenGuard([KEY]);
    guarded.organization.readLagSeconds = 2;
    guarded.log.dropResponse(DELETE_KEY);
    expect(resultsOf(await enforceDecisions(guarded, [givenDecision(KEY)]))).toEqual(['removed']);
  });
});

describe('a deletion', () => {
  it.each([
    ['a proxy answered in the place of AWS', 'not-aws'],
    ['the answer is none that is known', 'unexpected'],
    ['nothing answered', 'unavailable'],
  ] as const)('may have taken effect where %s, so what is gone was removed', async (_what, reason) => {
    for (const [credential, call] of [
      [PASSWORD, DELETE_PASSWORD],
      [KEY, DELETE_KEY],
    ] as const) {
      const guarded = givenGuard([credential]);
      guarded.log.dropResponse(call, { reason });
      expect(resultsOf(await enforceDecisions(guarded, [givenDecision(credential)]))).toEqual(['removed']);
    }
  });

  it.each(['throttled', 'not-authorized', 'denied-by-scp', 'session-expired'] as const)(
    'has not taken effect where AWS refused it: %s',
    async (reason) => {
      const guarded = givenGuard([KEY]);
      guarded.log.fail({ call: DELETE_KEY, failure: { reason } });
      onNth(guarded.log, REREAD, 1, () => guarded.organization.setCredentials(ACCOUNT, []));
      expect(resultsOf(await enforceDecisions(guarded, [givenDecision(KEY)]))[0]).not.toBe('removed');
    },
  );
});

describe('a password, which has no id', () => {
  const LATER = { ...PASSWORD, createdAt: new Date('2026-11-24T12:00:05Z') };
  const lost = { call: DELETE_PASSWORD, failure: { reason: 'unavailable' } } as const;
  const throttled = { call: DELETE_PASSWORD, failure: { reason: 'throttled' } } as const;
  const tries = (guarded: Guard) => guarded.awsCalls().filter((call) => call === DELETE_PASSWORD).length;

  it('is tried again after a pause, a reading and a decision', async () => {
    const guarded = givenGuard([PASSWORD]);
    guarded.log.fail({ ...throttled, times: 2 });
    const enforcement = await enforceDecisions(guarded, [givenDecision(PASSWORD)]);
    expect(resultsOf(enforcement)).toEqual(['removed']);
    expect(enforcement.pauses).toEqual([250, 500]);
    const relevant = [DELETE_PASSWORD, REREAD, DECIDE_AGAIN];
    expect(guarded.calls().filter((call) => relevant.includes(call))).toEqual([
      ...[DELETE_PASSWORD, REREAD, DECIDE_AGAIN, DELETE_PASSWORD, REREAD, DECIDE_AGAIN],
      ...[DELETE_PASSWORD, REREAD],
    ]);
  });

  it('is given up after five tries, until the message is delivered again', async () => {
    const guarded = givenGuard([PASSWORD]);
    guarded.log.fail({ ...throttled, times: 5 });
    expect(resultsOf(await enforceDecisions(guarded, [givenDecision(PASSWORD)]))).toEqual(['refused']);
    expect(tries(guarded)).toBe(5);
    expect(guarded.left()).toEqual(['login-profile']);
  });

  it('is not tried again when it was approved meanwhile; nor is its MFA device', async () => {
    const guarded = givenGuard([PASSWORD, MFA]);
    guarded.log.fail(throttled);
    const enforcement = await enforceDecisions(guarded, [givenDecision(PASSWORD), givenDecision(MFA)], {
      approved: () => ['login-profile', 'mfa-device'],
    });
    expect(resultsOf(enforcement)).toEqual(['kept', 'kept']);
    expect(guarded.left()).toEqual(['login-profile', 'mfa-device']);
  });

  it('is not tried again when there is another one, as after a lost answer and a recovery', async () => {
    const guarded = givenGuard([PASSWORD, MFA]);
    guarded.log.dropResponse(DELETE_PASSWORD);
    onNth(guarded.log, REREAD, 1, () => guarded.organization.addCredential(ACCOUNT, LATER));
    const enforcement = await enforceDecisions(guarded, [givenDecision(PASSWORD), givenDecision(MFA)], {
      approved: () => ['login-profile', 'mfa-device'],
    });
    expect(resultsOf(enforcement)[0]).toBe('removed');
    expect(tries(guarded)).toBe(1);
    expect(guarded.organization.credentials(ACCOUNT)).toEqual([MFA, LATER]);
  });

  it('is not tried again when there is another one that is not approved, as no decision was made on it', async () => {
    const guarded = givenGuard([PASSWORD]);
    guarded.log.dropResponse(DELETE_PASSWORD);
    onNth(guarded.log, REREAD, 1, () => guarded.organization.addCredential(ACCOUNT, LATER));
    expect(resultsOf(await enforceDecisions(guarded, [givenDecision(PASSWORD)]))).toEqual(['removed']);
    expect(guarded.organization.credentials(ACCOUNT)).toEqual([LATER]);
  });

  it('that is gone was removed where an answer got lost, and was already absent where AWS refused', async () => {
    const ours = givenGuard([PASSWORD]);
    ours.log.dropResponse(DELETE_PASSWORD, { requestId: 'request-1' });
    const enforcement = await enforceDecisions(ours, [givenDecision(PASSWORD)]);
    expect(enforcement.results).toMatchObject([{ result: 'removed', requestId: 'request-1' }]);
    const theirs = givenGuard([PASSWORD]);
    theirs.log.fail(throttled);
    onNth(theirs.log, REREAD, 1, () => theirs.organization.setCredentials(ACCOUNT, []));
    expect(resultsOf(await enforceDecisions(theirs, [givenDecision(PASSWORD)]))).toEqual(['already-absent']);
  });

  it('whose deletion was not answered and that is still listed is tried again, and was removed', async () => {
    const guarded = givenGuard([PASSWORD]);
    guarded.organization.readLagSeconds = 2;
    guarded.log.dropResponse(DELETE_PASSWORD);
    expect(resultsOf(await enforceDecisions(guarded, [givenDecision(PASSWORD)]))).toEqual(['removed']);
    expect(tries(guarded)).toBe(2);
  });

  it('that may have been deleted is not reported as kept, also where it is approved by now', async () => {
    const guarded = givenGuard([PASSWORD]);
    guarded.log.fail(lost);
    const enforcement = await enforceDecisions(guarded, [givenDecision(PASSWORD)], {
      approved: () => ['login-profile'],
    });
    expect(resultsOf(enforcement)).toEqual(['refused']);
    expect(guarded.left()).toEqual(['login-profile']);
  });

  it.each([
    ['the account cannot be read', REREAD],
    ['it cannot be decided again', DECIDE_AGAIN],
  ])('is not tried again when %s', async (_what, call) => {
    const guarded = givenGuard([PASSWORD]);
    guarded.log.fail(throttled);
    guarded.log.fail({ call });
    expect(resultsOf(await enforceDecisions(guarded, [givenDecision(PASSWORD)]))).toEqual(['refused']);
    expect(tries(guarded)).toBe(1);
  });

  it('without a creation time is never tried again, as it may be another one', async () => {
    const timeless = { ...PASSWORD, createdAt: undefined };
    const guarded = givenGuard([timeless]);
    guarded.log.fail(throttled);
    expect(resultsOf(await enforceDecisions(guarded, [givenDecision(timeless)]))).toEqual(['refused']);
    expect(tries(guarded)).toBe(1);
  });

  it('is decided on again when the keys before it took more than five seconds', async () => {
    for (const [seconds, result] of [
      [5, 'removed'],
      [5.001, 'kept'],
    ] as const) {
      const guarded = givenGuard([KEY, PASSWORD]);
      onNth(guarded.log, DELETE_KEY, 1, () => guarded.clock.advance(seconds));
      const enforcement = await enforceDecisions(guarded, [givenDecision(KEY), givenDecision(PASSWORD)], {
        approved: () => ['login-profile', 'access-key'],
      });
      expect(resultsOf(enforcement)).toEqual(['removed', result]);
    }
  });

  it.each([
    ['the account cannot be read', REREAD],
    ['it cannot be decided again', DECIDE_AGAIN],
  ])('that has waited long is not removed when %s', async (_what, call) => {
    const guarded = givenGuard([KEY, PASSWORD]);
    onNth(guarded.log, DELETE_KEY, 1, () => guarded.clock.advance(60));
    guarded.log.fail({ call });
    const enforcement = await enforceDecisions(guarded, [givenDecision(KEY), givenDecision(PASSWORD)]);
    expect(enforcement.results).toMatchObject([
      { result: 'removed' },
      { result: 'failed', failedBecause: 'not-verified', failure: { call } },
    ]);
    expect(guarded.left()).toEqual(['login-profile']);
  });

  it('is decided on again when the clock was set back meanwhile, as the age of the decision is not known', async () => {
    const guarded = givenGuard([KEY, PASSWORD]);
    onNth(guarded.log, DELETE_KEY, 1, () => guarded.clock.advance(-60 * 60));
    const enforcement = await enforceDecisions(guarded, [givenDecision(KEY), givenDecision(PASSWORD)], {
      approved: () => ['login-profile'],
    });
    expect(resultsOf(enforcement)).toEqual(['removed', 'kept']);
  });
});

describe('an MFA device', () => {
  it('is decided on again when the removal of its password took long', async () => {
    const guarded = givenGuard([PASSWORD, MFA]);
    guarded.organization.readLagSeconds = 6;
    const enforcement = await enforceDecisions(guarded, [givenDecision(PASSWORD), givenDecision(MFA)], {
      approved: () => ['mfa-device'],
    });
    expect(resultsOf(enforcement)).toEqual(['removed', 'kept']);
    expect(guarded.left()).toEqual(['mfa-device']);
  });

  it('that has waited long is removed when the decision is still the same', async () => {
    const guarded = givenGuard([PASSWORD, MFA]);
    guarded.organization.readLagSeconds = 6;
    const enforcement = await enforceDecisions(guarded, [givenDecision(PASSWORD), givenDecision(MFA)]);
    expect(resultsOf(enforcement)).toEqual(['removed', 'removed']);
  });

  it('is not tried again once there is a password', async () => {
    const guarded = givenGuard([MFA]);
    guarded.log.fail({ call: DELETE_MFA, failure: { reason: 'throttled' } });
    onNth(guarded.log, REREAD, 2, () => guarded.organization.addCredential(ACCOUNT, PASSWORD));
    expect(resultsOf(await enforceDecisions(guarded, [givenDecision(MFA)]))).toEqual(['refused']);
    expect(guarded.left()).toEqual(['mfa-device', 'login-profile']);
  });

  it('is removed where there is no password', async () => {
    const guarded = givenGuard([MFA]);
    expect(resultsOf(await enforceDecisions(guarded, [givenDecision(MFA)]))).toEqual(['removed']);
  });

  it('stays when a password appeared after the audit', async () => {
    const guarded = givenGuard([MFA]);
    onNth(guarded.log, REREAD, 1, () => guarded.organization.addCredential(ACCOUNT, PASSWORD));
    const enforcement = await enforceDecisions(guarded, [givenDecision(MFA)]);
    expect(resultsOf(enforcement)).toEqual(['password-remains']);
    expect(guarded.left()).toEqual(['mfa-device', 'login-profile']);
  });

  it('stays when it cannot be read whether a password remains', async () => {
    const guarded = givenGuard([PASSWORD, MFA]);
    guarded.log.fail({ call: REREAD, times: 6 });
    const enforcement = await enforceDecisions(guarded, [givenDecision(PASSWORD), givenDecision(MFA)]);
    expect(resultsOf(enforcement)).toEqual(['not-verified', 'not-verified']);
    expect(guarded.left()).toEqual(['mfa-device']);
  });
});

describe('the re-read', () => {
  it('is repeated, with growing pauses, until the deletion shows', async () => {
    const guarded = givenGuard([PASSWORD, MFA]);
    guarded.organization.readLagSeconds = 2;
    const enforcement = await enforceDecisions(guarded, [givenDecision(PASSWORD), givenDecision(MFA)]);
    expect(resultsOf(enforcement)).toEqual(['removed', 'removed']);
    expect(enforcement.pauses).toEqual([500, 1_000, 2_000, 500, 1_000, 2_000]);
  });

  it('waits also for what somebody else removed just before', async () => {
    const guarded = givenGuard([KEY]);
    guarded.organization.readLagSeconds = 2;
    guarded.organization.setCredentials(ACCOUNT, []);
    const enforcement = await enforceDecisions(guarded, [givenDecision(KEY)]);
    expect(resultsOf(enforcement)).toEqual(['already-absent']);
    expect(enforcement.pauses).toEqual([500, 1_000, 2_000]);
  });

  it('ends after 15.5 seconds, and what is still listed then is still present', async () => {
    const guarded = givenGuard([PASSWORD, MFA]);
    guarded.organization.readLagSeconds = 60;
    const enforcement = await enforceDecisions(guarded, [givenDecision(PASSWORD), givenDecision(MFA)]);
    expect(resultsOf(enforcement)).toEqual(['still-present', 'password-remains']);
    expect(enforcement.pauses).toEqual([500, 1_000, 2_000, 4_000, 8_000]);
    expect(guarded.left()).toEqual(['mfa-device']);
    expect(enforcement.results[0]).toMatchObject({ requestId: 'memory-request' });
  });

  it('is repeated when it fails', async () => {
    const guarded = givenGuard([KEY]);
    guarded.log.fail({ call: 'iam:ListAccessKeys', times: 2 });
    const enforcement = await enforceDecisions(guarded, [givenDecision(KEY)]);
    expect(resultsOf(enforcement)).toEqual(['removed']);
    expect(enforcement.pauses).toEqual([500, 1_000]);
  });

  it('that keeps failing verifies nothing, and the outcome has its last answer', async () => {
    const guarded = givenGuard([KEY]);
    guarded.log.fail({ call: 'iam:ListAccessKeys', times: 6, failure: { code: 'InternalFailure' } });
    const enforcement = await enforceDecisions(guarded, [givenDecision(KEY)]);
    expect(enforcement.results).toMatchObject([
      {
        result: 'failed',
        failedBecause: 'not-verified',
        failure: { code: 'InternalFailure' },
        requestId: 'memory-request',
      },
    ]);
    expect(guarded.entries('outcome')).toMatchObject([{ after: { type: 'unreadable' } }]);
  });

  it('does not wait for credentials that are kept', async () => {
    const guarded = givenGuard([KEY, OTHER_KEY]);
    const enforcement = await enforceDecisions(guarded, [
      givenDecision(KEY, 'excepted'),
      givenDecision(OTHER_KEY),
    ]);
    expect(enforcement.pauses).toEqual([]);
  });
});
