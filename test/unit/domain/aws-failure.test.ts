import { describe, expect, it } from 'vitest';
import {
  AWS_FAILURES,
  type AwsFailure,
  type AwsFailureReason,
  awsFailureSchema,
  concernsWholeOrganization,
  describeFailure,
  describeWithRequestId,
  isFailedCall,
  isTransient,
  mayHaveTakenEffect,
  nextStepAfter,
  requestIdOfFailure,
} from '../../../src/domain/aws-failure.ts';
import { parse } from '../../../src/domain/schema.ts';

function givenFailure(reason: AwsFailureReason): AwsFailure {
  return { reason, call: 'sts:AssumeRoot', code: 'AccessDenied', message: 'denied', requestId: undefined };
}

describe('the reason of a failed AWS call', () => {
  it('is no refusal of AWS where nothing answered or the answer is not known: the call may have taken effect', () => {
    const reasons = Object.keys(AWS_FAILURES) as AwsFailureReason[];
    expect(reasons.filter((reason) => mayHaveTakenEffect(givenFailure(reason)))).toEqual([
      'unavailable',
      'not-aws',
      'unexpected',
    ]);
  });

  it.each([
    'root-credentials-management-off',
    'trusted-access-off',
    'not-delegated',
    'organizations-not-in-use',
    'resource-missing',
    'sign-in-expired',
  ] as const)('%s concerns the whole organization and is not transient', (reason) => {
    expect(concernsWholeOrganization(givenFailure(reason))).toBe(true);
    expect(isTransient(givenFailure(reason))).toBe(false);
  });

  it.each(['credentials-missing', 'credentials-invalid', 'signature-mismatch'] as const)(
    '%s concerns the whole organization, and the call is tried again',
    (reason) => {
      expect(concernsWholeOrganization(givenFailure(reason))).toBe(true);
      expect(isTransient(givenFailure(reason))).toBe(true);
    },
  );

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
    'account-not-found',
    'not-eligible',
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

describe('a failure', () => {
  const call = { reason: 'throttled', call: 'sts:AssumeRoot', message: 'slow down' } as const;
  const failed: AwsFailure = { ...call, code: 'Throttling', requestId: 'r-1' };

  it('of a call has the code and the request id of AWS', () => {
    expect(isFailedCall(failed)).toBe(true);
    expect(requestIdOfFailure(failed)).toBe('r-1');
    expect(describeWithRequestId(failed)).toBe('sts:AssumeRoot: Throttling: slow down, request id r-1');
    expect(describeWithRequestId({ ...failed, requestId: undefined })).toBe(
      'sts:AssumeRoot: Throttling: slow down',
    );
  });

  it('is one sentence with its request id, where the message of AWS ends with a period', () => {
    expect(describeWithRequestId({ ...failed, message: 'Rate exceeded.' })).toBe(
      'sts:AssumeRoot: Throttling: Rate exceeded, request id r-1',
    );
  });

  it('that rootguard found in an answer has neither, and its own message', () => {
    expect(isFailedCall(call)).toBe(false);
    expect(requestIdOfFailure(call)).toBeUndefined();
    expect(describeFailure({ ...call, resource: 'account 3' })).toBe(
      'sts:AssumeRoot of account 3: slow down',
    );
    expect(describeWithRequestId(call)).toBe('sts:AssumeRoot: slow down');
  });

  it('is read as it was written, with a code or without', () => {
    expect(parse(awsFailureSchema, failed)).toEqual({ type: 'parsed', value: failed });
    expect(parse(awsFailureSchema, { ...call, resource: 'account 3' })).toEqual({
      type: 'parsed',
      value: { ...call, resource: 'account 3' },
    });
  });

  it.each(['reason', 'call', 'message'] as const)('is not read without %s', (field) => {
    for (const whole of [failed, call]) {
      const { [field]: _, ...rest } = whole;
      expect(parse(awsFailureSchema, rest)).toEqual({
        type: 'invalid',
        issues: [{ path: field, message: 'is missing' }],
      });
    }
  });

  it.each([null, 'a text', undefined])('is not read from %o', (input) => {
    expect(parse(awsFailureSchema, input)).toMatchObject({ type: 'invalid' });
  });

  it('is not read with a code that is no text', () => {
    expect(parse(awsFailureSchema, { ...failed, code: 7 })).toMatchObject({
      type: 'invalid',
      issues: [{ path: 'code' }],
    });
  });
});
