import type { AwsFailure } from './aws-failure.ts';

/** The result of a read call. `unreadable`: the call failed, so it is not known whether there is anything. */
export type Reading<Fields> =
  | ({ readonly type: 'readable' } & Fields)
  | { readonly type: 'unreadable'; readonly failure: AwsFailure };

/** A reading of one value. */
export type ValueReading<Value> = Reading<{ readonly value: Value }>;
