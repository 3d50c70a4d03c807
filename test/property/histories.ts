import fc from 'fast-check';
import { type GuardedWorld, MEMBERS } from '../support/guarded-world.ts';
import { type Action, applyAction, fault, forgeryOn, ordinaryActionOn } from '../support/history-actions.ts';

const ordinaryAction = ordinaryActionOn(MEMBERS);

/** Without failures of AWS, crashes or forged messages. */
export const historyWithoutFaults = fc.array(ordinaryAction, { minLength: 1, maxLength: 25 });

/** With crashes between any two calls, errors of AWS and forged messages. */
export const historyWithFaults = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: ordinaryAction },
    { weight: 1, arbitrary: forgeryOn(MEMBERS) },
    { weight: 2, arbitrary: fault },
  ),
  { minLength: 1, maxLength: 30 },
);

export async function applyHistory(world: GuardedWorld, history: readonly Action[]): Promise<void> {
  for (const action of history) await applyAction(world, action);
}
