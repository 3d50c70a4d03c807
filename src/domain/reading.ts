import type { AwsFailure } from './aws-failure.ts';

/** What AWS was asked for. `unreadable` says nothing about it: neither that it is there nor that it is not. */
export type Reading<Fields> =
  | ({ readonly type: 'readable' } & Fields)
  | { readonly type: 'unreadable'; readonly failure: AwsFailure };

/** A reading of one value. */
export type ValueReading<Value> = Reading<{ readonly value: Value }>;
