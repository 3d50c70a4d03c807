import type { AwsFailure } from '../../../../src/domain/aws-failure.ts';

/** The answer of AWS where a permission is missing. */
export const failure: AwsFailure = {
  reason: 'not-authorized',
  call: 'sts:AssumeRoot',
  code: 'AccessDenied',
  message: 'no',
  requestId: 'r-1',
};

export const unreadable = { type: 'unreadable', failure } as const;

export const readable = <Value>(value: Value) => ({ type: 'readable', value }) as const;
