import * as v from 'valibot';
import { awsFailureSchema } from './aws-failure.ts';
import type { Output } from './schema.ts';

const unreadable = v.object({ type: v.literal('unreadable'), failure: awsFailureSchema });

/** The schema of a reading that has these fields where it is readable. */
export const readingSchema = <Entries extends v.ObjectEntries>(fields: Entries) =>
  v.variant('type', [v.object({ type: v.literal('readable'), ...fields }), unreadable]);

/** The result of a read call. `unreadable`: the call failed, so it is not known whether there is anything. */
export type Reading<Fields> = ({ readonly type: 'readable' } & Fields) | Output<typeof unreadable>;

/** A reading of one value. */
export type ValueReading<Value> = Reading<{ readonly value: Value }>;
