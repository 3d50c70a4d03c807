import { describe, expect, it } from 'vitest';
import { viewOfError, viewOfOutcome } from '../../../../../src/cli/operations/enforce-planned.ts';
import { accountJson } from '../../../../../src/cli/views/accounts/account-json.ts';
import { accountBlocks } from '../../../../../src/cli/views/accounts/account-rows.ts';
import {
  type AccountView,
  viewOfAudit,
  viewOfKept,
  viewOfUnfinished,
} from '../../../../../src/cli/views/accounts/account-view.ts';
import { exitOf, interruptedLine, tallyOf } from '../../../../../src/cli/views/accounts/tally.ts';
import type { CredentialResult } from '../../../../../src/domain/credential-result.ts';
import type { Credential } from '../../../../../src/domain/credentials.ts';
import type { CredentialDecision } from '../../../../../src/domain/decision.ts';
import { AwsCallError } from '../../../../../src/domain/errors.ts';
import type { ExceptionReading } from '../../../../../src/domain/exception.ts';
import {
  ACCOUNT,
  givenAccount,
  givenCredential,
  givenResult,
  type ResultFields,
} from '../../../../support/builders.ts';
import { failureWith } from '../../../../support/memory/call-log.ts';

const KEY = givenCredential('access-key');

function planned(reason: CredentialDecision['reason'] = 'unapproved'): AccountView {
  const decision = { credential: KEY, reason, exceptionId: undefined };
  return viewOfAudit({
    type: 'audited',
    account: givenAccount(),
    state: 'violating',
    decisions: [decision],
    lastUsedAt: new Map([[KEY.id, new Date('2026-10-20T08:00:00Z')]]),
    exceptions: { type: 'readable', exceptions: [], malformed: [] },
  });
}

function resultWith(fields: ResultFields): CredentialResult {
  return givenResult({ credential: KEY, requestId: 'request-1', ...fields });
}

function verifiedWith(results: readonly CredentialResult[], left: readonly Credential[]) {
  return {
    type: 'outcome',
    account: ACCOUNT,
    at: new Date('2026-11-02T08:00:00Z'),
    id: 'entry-1',
    enforcementId: 'enforcement-1',
    triggers: [],
    results,
    after: { type: 'readable', credentials: left },
  } as const;
}

describe('an account after an enforcement', () => {
  it('shows the result of the re-read and the last use of the key', () => {
    const outcome = {
      type: 'done',
      state: 'compliant',
      results: [resultWith({})],
      failure: undefined,
    } as const;
    expect(accountJson(viewOfOutcome(planned(), outcome))).toMatchObject({
      accountId: ACCOUNT,
      state: 'compliant',
      reason: null,
      credentials: [
        { result: 'removed', requestId: 'request-1', lastUsedAt: new Date('2026-10-20T08:00:00Z') },
      ],
    });
  });

  it('is unknown where it could not be read again after the removal', () => {
    const results = [resultWith({ result: 'failed', failedBecause: 'not-verified' })];
    const outcome = {
      type: 'retry',
      state: 'unknown',
      results,
      failure: undefined,
      why: 'not verified',
    } as const;
    expect(viewOfOutcome(planned(), outcome)).toMatchObject({ state: 'unknown', reason: 'not-verified' });
  });

  it('is unknown where an exception became unreadable meanwhile', () => {
    const results = [resultWith({ result: 'withheld', reason: 'exceptions-unreadable' })];
    const outcome = {
      type: 'retry',
      state: 'unknown',
      results,
      failure: undefined,
      why: 'no answer',
    } as const;
    expect(viewOfOutcome(planned(), outcome)).toMatchObject({
      state: 'unknown',
      reason: 'exceptions-unreadable',
      detail: 'no answer',
    });
  });

  it('keeps the credentials seen and the answer of AWS where the exceptions could not be read', () => {
    const failure = failureWith('dynamodb:Query', { reason: 'throttled' });
    const results = [resultWith({ result: 'withheld', reason: 'exceptions-unreadable' })];
    const outcome = { type: 'retry', state: 'unknown', results, failure, why: 'no answer' } as const;
    expect(viewOfOutcome(planned(), outcome)).toMatchObject({
      state: 'unknown',
      reason: 'exceptions-unreadable',
      failure: { call: 'dynamodb:Query' },
      credentials: [{ result: { result: 'withheld' } }],
    });
  });

  it('reports a planned removal as failed where AWS refused to read the account', () => {
    const failure = failureWith('sts:AssumeRoot', { reason: 'denied-by-scp' });
    const outcome = { type: 'retry', state: 'unknown', results: [], failure, why: 'denied' } as const;
    expect(viewOfOutcome(planned(), outcome)).toMatchObject({
      state: 'unknown',
      reason: 'denied-by-scp',
      credentials: [{ result: { result: 'failed', failedBecause: 'not-verified' } }],
    });
  });

  it('is violating where the delete session was refused, with the reason for each credential', () => {
    const failure = failureWith('sts:AssumeRoot', { reason: 'not-authorized' });
    const results = [resultWith({ result: 'failed', failedBecause: 'refused', failure })];
    const outcome = { type: 'retry', state: 'violating', results, failure, why: 'refused' } as const;
    const view = viewOfOutcome(planned(), outcome);
    expect(view).toMatchObject({
      state: 'violating',
      credentials: [{ result: { result: 'failed', failedBecause: 'refused' } }],
    });
    expect(exitOf(tallyOf([view]))).toBe('violations');
  });

  it('keeps what was verified as removed, though another credential has appeared', () => {
    const failure = failureWith('iam:List*', { reason: 'readings-disagree' });
    const verified = verifiedWith([resultWith({})], [KEY, givenCredential('mfa-device')]);
    const { results } = verified;
    const outcome = { type: 'retry', state: 'unknown', results, failure, why: 'appeared' } as const;
    expect(viewOfOutcome(planned(), outcome, verified)).toMatchObject({
      state: 'unknown',
      reason: 'readings-disagree',
      credentials: [{ result: { result: 'removed' } }],
    });
  });

  it('keeps the verified results and the error when the notification failed', () => {
    const error = new AwsCallError(failureWith('sns:Publish', { code: 'NotFound' }));
    const view = viewOfError(planned(), error, verifiedWith([resultWith({})], []));
    expect(view).toMatchObject({
      state: 'compliant',
      reason: 'error',
      failure: { call: 'sns:Publish', code: 'NotFound' },
      credentials: [{ result: { result: 'removed' } }],
    });
    expect(exitOf(tallyOf([view]))).toBe('failure');
  });

  it('is unknown after an error when a credential without a decision has appeared', () => {
    const verified = verifiedWith([resultWith({})], [givenCredential('mfa-device')]);
    expect(viewOfError(planned(), new Error('late'), verified).state).toBe('unknown');
  });

  it('is skipped when it has left the organization', () => {
    expect(viewOfOutcome(planned(), { type: 'rejected', reason: 'not-in-organization' })).toMatchObject({
      state: 'skipped',
      reason: 'not-in-organization',
      credentials: [],
    });
  });

  it.each([
    ['excepted', 'kept'],
    ['exception-malformed', 'withheld'],
    ['unapproved', undefined],
  ] as const)('reports %s credentials as %s where nothing is to be removed', (reason, result) => {
    expect(viewOfKept(planned(reason)).credentials[0]?.result?.result).toBe(result);
  });
});

describe('the table', () => {
  it('names the malformed exception and its issue for an account with credentials', () => {
    const detail = 'exception 01J of account#333333333333: expiresAt: is missing';
    const view = planned('exception-malformed');
    const blocks = accountBlocks([{ ...view, state: 'unknown', reason: 'exceptions-unreadable', detail }]);
    expect(blocks).toContainEqual({ type: 'lines', lines: [expect.stringContaining(`(${detail})`), ''] });
  });

  it('prints the same failure once with the accounts that had it', () => {
    const failure = failureWith('sts:AssumeRoot');
    const results = [resultWith({ result: 'failed', failedBecause: 'refused', failure })];
    const outcome = { type: 'retry', state: 'violating', results, failure, why: 'refused' } as const;
    const one = viewOfOutcome(planned(), outcome);
    const other = { ...one, name: 'another' };
    const texts = accountBlocks([one, other]).flatMap((block) => (block.type === 'lines' ? block.lines : []));
    expect(texts.filter((line) => line.includes('failed in'))).toHaveLength(1);
    expect(texts).toContainEqual(expect.stringMatching(/^ {2}the same in: {2}account \d+ \(another\)$/));
  });
});

describe('many accounts', () => {
  const compliant: AccountView = { ...planned(), state: 'compliant', credentials: [] };
  const unknown: AccountView = { ...compliant, state: 'unknown', reason: 'throttled' };
  const skipped: AccountView = { ...compliant, state: 'skipped', reason: 'not-active' };
  const interrupted = viewOfUnfinished(givenAccount(), 'interrupted');
  const broken = viewOfUnfinished(givenAccount(), 'error', 'a defect');

  it.each([
    ['all are compliant or skipped', [compliant, skipped], 'ok'],
    ['one is unknown', [compliant, unknown], 'unknown'],
    ['one is violating, whatever is unknown', [unknown, planned()], 'violations'],
    ['one was interrupted', [planned(), unknown, interrupted], 'failure'],
    ['one failed with an error', [planned(), broken], 'failure'],
    ['there are none', [], 'ok'],
  ] as const)('determine the exit code when %s', (_what, accounts, exit) => {
    expect(exitOf(tallyOf(accounts))).toBe(exit);
  });

  it('are counted by state, each of them once', () => {
    const { summary } = tallyOf([compliant, unknown, skipped, planned(), interrupted]);
    const { accounts, ...counts } = summary;
    expect(accounts).toBe(5);
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(5);
    expect(counts).toMatchObject({ compliant: 1, violating: 1, unknown: 2, skipped: 1 });
  });

  it('are reported when some were not processed', () => {
    expect(interruptedLine(tallyOf([compliant, unknown]), 'audited')).toBeUndefined();
    expect(interruptedLine(tallyOf([compliant, interrupted]), 'audited')).toBe(
      'Interrupted: 1 of 2 accounts were audited, 1 were not. Run it again to audit all of them, or name the remaining ones.',
    );
    expect(interruptedLine(tallyOf([compliant, interrupted]), 'enforced')).toBe(
      'Interrupted: 1 of 2 accounts were enforced, 1 were not. Run it again to continue.',
    );
  });
});

describe('the cause of an audit that is unknown', () => {
  const viewWith = (exceptions: ExceptionReading) =>
    viewOfAudit({
      type: 'audited',
      account: givenAccount(),
      state: 'unknown',
      decisions: [],
      lastUsedAt: new Map(),
      exceptions,
    });

  it('is the failure of AWS where the exceptions could not be read', () => {
    const failure = {
      reason: 'throttled',
      call: 'dynamodb:Query',
      code: 'Throttling',
      message: 'slow down',
      requestId: undefined,
    } as const;
    expect(viewWith({ type: 'unreadable', failure })).toMatchObject({ failure, detail: undefined });
  });

  it('names each issue of the exceptions that do not parse', () => {
    const malformed = [{ scope: 'organization', id: 'typo', issues: ['reason: is missing', 'b'] }];
    expect(viewWith({ type: 'readable', exceptions: [], malformed })).toMatchObject({
      failure: undefined,
      detail: 'exception typo of organization: reason: is missing; exception typo of organization: b',
    });
  });
});
