import { describe, expect, it } from 'vitest';
import {
  AWS_FAILURES,
  type AwsFailure,
  type AwsFailureReason,
  concernsWholeOrganization,
  isTransient,
} from '../../../src/domain/aws-failure.ts';

function givenFailure(reason: AwsFailureReason): AwsFailure {
  return { reason, call: 'sts:AssumeRoot', code: 'AccessDenied', message: 'denied', requestId: undefined };
}

describe('why AWS gave no answer', () => {
  it.each(['root-credentials-management-off', 'trusted-access-off', 'not-delegated'] as const)(
    '%s is the same for every account, and not worth another try',
    (reason) => {
      expect(concernsWholeOrganization(givenFailure(reason))).toBe(true);
      expect(isTransient(givenFailure(reason))).toBe(false);
    },
  );

  it.each(['not-authorized', 'denied-by-scp', 'denied-in-session', 'region-disabled'] as const)(
    '%s concerns one account, and stays',
    (reason) => {
      expect(concernsWholeOrganization(givenFailure(reason))).toBe(false);
      expect(isTransient(givenFailure(reason))).toBe(false);
    },
  );

  it.each(['session-expired', 'throttled', 'unavailable', 'readings-disagree', 'unexpected'] as const)(
    '%s is worth another try',
    (reason) => {
      expect(isTransient(givenFailure(reason))).toBe(true);
    },
  );

  it('always comes with advice', () => {
    expect(Object.values(AWS_FAILURES).every(({ advice }) => advice.endsWith('.'))).toBe(true);
  });
});
