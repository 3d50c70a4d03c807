import { describe, expect, it, vi } from 'vitest';
import {
  ACCOUNT,
  givenAccount,
  givenCredential,
  givenException,
  givenRootEvent,
} from '../../../support/builders.ts';
import { type Guard, givenGuard, NOW, onNth } from '../guard-fixture.ts';

const KEY = givenCredential('access-key');

describe('the MFA device of a password that the last try removed without an answer', () => {
  it('is removed as well, although the root user has just been active', async () => {
    const guarded = givenGuard([givenCredential('login-profile'), givenCredential('mfa-device')]);
    guarded.log.fail({ call: 'iam:DeleteLoginProfile', times: 4, failure: { reason: 'throttled' } });
    guarded.log.dropResponse('iam:DeleteLoginProfile');
    guarded.log.fail({ call: 'iam:DeactivateMFADevice', failure: { reason: 'throttled' } });
    expect(await guarded.guard(givenRootEvent('login-profile', NOW))).toMatchObject({
      type: 'done',
      results: [{ result: 'removed' }, { result: 'removed' }],
    });
    expect(guarded.left()).toEqual([]);
  });
});

describe('a removal whose intent took more than five seconds to write', () => {
  const guardWith = async (meanwhile: (guarded: Guard) => void) => {
    const guarded = givenGuard([KEY]);
    onNth(guarded.log, 'ledger.append', 1, () => {
      guarded.clock.advance(5.001);
      meanwhile(guarded);
    });
    const result = await guarded.guard(givenRootEvent('access-key', NOW));
    return { ...guarded, result };
  };

  it('is carried out when nothing has changed', async () => {
    const { result, left } = await guardWith(() => undefined);
    expect(result).toMatchObject({ type: 'done', results: [{ result: 'removed' }] });
    expect(left()).toEqual([]);
  });

  it('keeps a credential that was approved meanwhile', async () => {
    const { result, left } = await guardWith(({ exceptions }) =>
      exceptions.put(givenException({ credentials: ['access-key'] })),
    );
    expect(result).toMatchObject({ type: 'done', results: [{ result: 'kept' }] });
    expect(left()).toEqual(['access-key']);
  });

  it.each<[string, (guarded: Guard) => void, object]>([
    [
      'the account has left the organization',
      ({ organization }) => organization.removeAccount(ACCOUNT),
      { reason: 'account-not-found', code: 'AccountNotFoundException' },
    ],
    [
      'the account was suspended',
      ({ organization }) => organization.setAccount(givenAccount({ state: 'SUSPENDED' })),
      {
        reason: 'not-eligible',
        call: 'organizations:DescribeAccount',
        message: 'the account is SUSPENDED now',
      },
    ],
    [
      'the account has become the management account',
      ({ deps: { directory } }) => {
        vi.spyOn(directory, 'describeUncached').mockResolvedValue({ type: 'management-account' });
      },
      { reason: 'not-eligible', message: 'the account is the management account now' },
    ],
    [
      'the account cannot be described',
      ({ log }) =>
        log.fail({
          call: 'organizations:DescribeAccount',
          failure: { reason: 'throttled', code: 'TooMany' },
        }),
      { reason: 'throttled', code: 'TooMany' },
    ],
    [
      'the exceptions cannot be read',
      ({ log }) => log.fail({ call: 'dynamodb:Query', failure: { reason: 'throttled' } }),
      { call: 'dynamodb:Query' },
    ],
  ])('does not happen when %s, and is reported as failed', async (_, meanwhile, failure) => {
    const { result, left, written } = await guardWith(meanwhile);
    expect(left()).toEqual(['access-key']);
    expect(result).toMatchObject({ type: 'retry', results: [{ result: 'failed', failure }] });
    expect(written()).toEqual(expect.arrayContaining(['intent', 'outcome']));
  });
});
