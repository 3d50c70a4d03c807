import { describe, expect, it } from 'vitest';
import {
  AWS_FAILURES,
  type AwsFailure,
  type AwsFailureReason,
  concernsWholeOrganization,
  describeFailure,
  isTransient,
  nextStepAfter,
} from '../../../src/domain/aws-failure.ts';

function givenFailure(reason: AwsFailureReason): AwsFailure {
  return { reason, call: 'sts:AssumeRoot', code: 'AccessDenied', message: 'denied', requestId: undefined };
}

describe('the reason of a failed AWS call', () => {
  it.each([
    'root-credentials-management-off',
    'trusted-access-off',
    'not-delegated',
    'organizations-not-in-use',
    'resource-missing',
    'credentials-missing',
    'sign-in-expired',
    'credentials-invalid',
    'signature-mismatch',
  ] as const)('%s concerns the whole organization and is not transient', (reason) => {
    expect(concernsWholeOrganization(givenFailure(reason))).toBe(true);
    expect(isTransient(givenFailure(reason))).toBe(false);
  });

  it.each([
    'not-authorized',
    'denied-by-scp',
    'denied-in-session',
    'region-disabled',
    'organizational-unit-missing',
  ] as const)('%s concerns one account and is not transient', (reason) => {
    expect(concernsWholeOrganization(givenFailure(reason))).toBe(false);
    expect(isTransient(givenFailure(reason))).toBe(false);
  });

  it.each([
    'session-expired',
    'session-not-accepted',
    'clock-skew',
    'throttled',
    'unavailable',
    'not-aws',
    'untrusted-certificate',
    'readings-disagree',
    'unexpected',
  ] as const)('%s concerns one account and is transient, so the call is tried again', (reason) => {
    expect(concernsWholeOrganization(givenFailure(reason))).toBe(false);
    expect(isTransient(givenFailure(reason))).toBe(true);
  });

  it('always has a cause and advice', () => {
    for (const { cause, advice } of Object.values(AWS_FAILURES)) {
      expect(cause).toMatch(/\.$/);
      expect(advice).toMatch(/\.$/);
    }
  });

  it('has another next step for a person where the service retries by itself', () => {
    expect(nextStepAfter(givenFailure('throttled'))).toMatch(/run the command again/);
    expect(nextStepAfter(givenFailure('denied-by-scp'))).toBe(AWS_FAILURES['denied-by-scp'].advice);
  });

  it('is described with the resource of the call, where there is one', () => {
    const failure = givenFailure('not-authorized');
    expect(describeFailure(failure)).toBe('sts:AssumeRoot: AccessDenied: denied');
    expect(describeFailure({ ...failure, resource: 'account 333333333333' })).toBe(
      'sts:AssumeRoot of account 333333333333: AccessDenied: denied',
    );
  });
});
