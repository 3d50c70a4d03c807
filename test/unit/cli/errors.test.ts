import { describe, expect, it } from 'vitest';
import { AwsCallError } from '../../../src/aws/failures.ts';
import { explainError, explainFailure } from '../../../src/cli/errors.ts';
import { AWS_FAILURES, type AwsFailure } from '../../../src/domain/aws-failure.ts';
import { InvalidInputError, RootguardError } from '../../../src/domain/errors.ts';

const FAILURE: AwsFailure = {
  reason: 'not-delegated',
  call: 'organizations:ListAccounts',
  code: 'AccessDeniedException',
  message: "You don't have permissions",
  requestId: 'request-1',
};

describe('what is told of a failure', () => {
  it('is the call, the account, what AWS says, why, and what to do', () => {
    expect(explainFailure(FAILURE, 'account 333333333333 (payments)')).toEqual([
      'organizations:ListAccounts failed in account 333333333333 (payments)',
      "  AWS says:     AccessDeniedException: You don't have permissions (request id request-1)",
      expect.stringMatching(/^ {2}likely cause: .*neither the management account nor a delegated/),
      expect.stringMatching(/^ {2}next step: {4}.*register-delegated-administrator/),
    ]);
  });

  it.each(Object.keys(AWS_FAILURES))('has a cause and a next step for %s', (reason) => {
    const known = Object.keys(AWS_FAILURES).find((one): one is AwsFailure['reason'] => one === reason);
    const explained = explainFailure({ ...FAILURE, reason: known ?? 'unexpected' });
    expect(explained[2]).toMatch(/likely cause: \S.*\.$/);
    expect(explained[3]).toMatch(/next step: {4}\S/);
    // The command has ended when this is read: nothing goes on by itself.
    expect(explained[3]).not.toMatch(/it is (tried|read) again|the next try|Not an answer/);
  });

  it('sends whoever may not read a table for its permission, and not for sts:AssumeRoot', () => {
    const denied = { ...FAILURE, reason: 'not-authorized', call: 'dynamodb:Query' } as const;
    expect(explainFailure(denied)[3]).toContain('RootguardAuditor');
    expect(explainFailure({ ...denied, call: 'sts:AssumeRoot' })[3]).toContain('sts:AssumeRoot');
  });
});

describe('an error', () => {
  it.each([
    ['of the input', new InvalidInputError('x', 'x', ['one', 'two']), 'usage', ['error: one', 'error: two']],
    ['of the caller', new RootguardError('x', 'user', 'use another'), 'usage', ['error: use another']],
    ['of the tool', new RootguardError('x', 'tool', 'broken'), 'failure', ['error: broken']],
  ] as const)('%s', (_whose, error, exit, lines) => {
    expect(explainError(error)).toEqual({ exit, lines });
  });

  it('of AWS is explained, whoever throws it', () => {
    const ours = explainError(new AwsCallError(FAILURE));
    expect(ours.exit).toBe('failure');
    expect(ours.lines[0]).toBe('error: organizations:ListAccounts failed');
    const ofTheSdk = Object.assign(new Error('no table'), {
      name: 'ResourceNotFoundException',
      $metadata: {},
    });
    const lines = explainError(ofTheSdk).lines.join('\n');
    expect(lines).toContain('ResourceNotFoundException: no table');
    expect(lines).toContain('has no such table');
  });

  it('that nobody foresaw is told whole', () => {
    const { exit, lines } = explainError(new TypeError('a defect'));
    expect(exit).toBe('failure');
    expect(lines[0]).toBe('error: TypeError: a defect');
    expect(lines.length).toBeGreaterThan(1);
  });
});
