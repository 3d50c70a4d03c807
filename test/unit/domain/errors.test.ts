import { describe, expect, it } from 'vitest';
import type { AwsFailure } from '../../../src/domain/aws-failure.ts';
import {
  AwsCallError,
  assertNever,
  awsFailureOf,
  InvalidInputError,
  RootguardError,
} from '../../../src/domain/errors.ts';

const FAILURE: AwsFailure = {
  reason: 'throttled',
  call: 'dynamodb:Query',
  code: 'ThrottlingException',
  message: 'Rate exceeded',
  requestId: 'request-1',
  resource: 'table rootguard-ledger',
};

describe('errors', () => {
  it('have a code, a responsible party, a next step and a cause', () => {
    const cause = new Error('stack');
    const error = new RootguardError('listing-outdated', 'AWS forgot', { cause });
    expect(error).toMatchObject({
      name: 'RootguardError',
      code: 'listing-outdated',
      responsible: 'aws',
      nextStep: 'Run the command again.',
      cause,
    });
  });

  it.each([
    ['invalid-value', 'Correct what the message names; rootguard <command> --help lists the options.'],
    ['unhandled-variant', 'Report it, with the whole message.'],
  ] as const)('say what to do next: %s', (code, nextStep) => {
    expect(new RootguardError(code, 'text')).toMatchObject({ nextStep });
  });

  it('list every issue of an input at once', () => {
    const error = new InvalidInputError('invalid-environment', 'settings', [
      'A is missing',
      'B is no number',
    ]);
    expect(error).toBeInstanceOf(RootguardError);
    expect(error).toMatchObject({
      name: 'InvalidInputError',
      responsible: 'user',
      issues: ['A is missing', 'B is no number'],
    });
    expect(error.message).toBe('settings: A is missing; B is no number');
  });

  it('name a variant that the code does not handle', () => {
    expect(() => Reflect.apply(assertNever, undefined, [{ type: 'new-variant' }])).toThrow(
      expect.objectContaining({
        code: 'unhandled-variant',
        responsible: 'rootguard',
        message: 'unhandled variant: {"type":"new-variant"}',
      }),
    );
  });
});

describe('a failed call of AWS', () => {
  const cause = new Error('of the SDK');

  it('says the call, the resource, what AWS answered and what to do', () => {
    const error = new AwsCallError(FAILURE, { cause });
    expect(error).toMatchObject({
      name: 'AwsCallError',
      code: 'aws-call-failed',
      responsible: 'aws',
      failure: FAILURE,
      cause,
    });
    expect(error.message).toMatch(
      /^dynamodb:Query of table rootguard-ledger: ThrottlingException: Rate exceeded \(.+\)$/,
    );
  });

  it('may have a code of its own, and need not name a resource', () => {
    const { resource: _, ...failure } = FAILURE;
    const error = new AwsCallError(failure, { code: 'unknown-organizational-unit' });
    expect(error).toMatchObject({ code: 'unknown-organizational-unit', responsible: 'user' });
    expect(error).not.toHaveProperty('cause');
    expect(error.message).toMatch(/^dynamodb:Query: ThrottlingException: /);
  });

  it('is found in what was thrown', () => {
    expect(awsFailureOf(new AwsCallError(FAILURE))).toBe(FAILURE);
    expect(awsFailureOf(new Error('of another kind'))).toBeUndefined();
  });
});
