import * as v from 'valibot';
import { memberAccountSchema } from './account.ts';
import type { Output } from './schema.ts';

/** For the values of an untrusted message. */
interface ValueSchemas {
  readonly id: v.GenericSchema<string, string>;
  readonly name: v.GenericSchema<string, string>;
  readonly time: v.GenericSchema<string, Date>;
}

/** The schema of a sweep item. */
export function sweepItemSchema({ id, name, time }: ValueSchemas) {
  return v.object({
    sweepId: id,
    /** What the sweeper listed about it. */
    account: memberAccountSchema({ name, time }),
    queuedAt: time,
  });
}

/** What the sweeper puts on the sweep queue for one account. */
export interface SweepItem extends Output<ReturnType<typeof sweepItemSchema>> {}
