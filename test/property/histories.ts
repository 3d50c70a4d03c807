import fc from 'fast-check';
import { type GuardedWorld, MEMBERS } from '../support/guarded-world.ts';
import { type Action, applyAction, fault, forgeryOn, ordinaryActionOn } from '../support/history-actions.ts';

const ordinaryAction = ordinaryActionOn(MEMBERS);

export const calmHistory = fc.array(ordinaryAction, { minLength: 1, maxLength: 25 });

/** With crashes between any two calls, errors of AWS and forged messages. */
export const roughHistory = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: ordinaryAction },
    { weight: 1, arbitrary: forgeryOn(MEMBERS) },
    { weight: 2, arbitrary: fault },
  ),
  { minLength: 1, maxLength: 30 },
);

export async function play(world: GuardedWorld, history: readonly Action[]): Promise<void> {
  for (const act of history) await applyAction(world, act);
}
