import { describeWithRequestId } from '../../domain/aws-failure.ts';
import type { CanaryOutcome } from './dependencies.ts';
import { describeRefusal } from './refusals.ts';

/** Why a run did not complete, in sentences. */
export function describeOutcome(outcome: CanaryOutcome): readonly string[] {
  switch (outcome.type) {
    case 'completed':
      return [];
    case 'refused':
      return [describeRefusal(outcome.refusal)];
    case 'not-created':
      return [
        `No password was created: ${describeWithRequestId(outcome.failure)}`,
        ...(outcome.isUncertain ? ['It may appear later; the next run removes it then.'] : []),
      ];
    case 'incomplete':
      return [`Not seen: ${outcome.missing.join(', ')}. No password is left behind.`];
    case 'left-behind':
      return [
        `The root password of the run may still be in the account: ${outcome.leftBecause ?? 'the reason is not known'}`,
        `Remove it: rootguard canary run removes what an interrupted run has left, and rootguard enforce everything that is not approved.`,
      ];
  }
}
