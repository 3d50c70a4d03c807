import type { AccountId, OrganizationalUnitId } from '../../domain/account.ts';
import { AwsCallError } from '../../domain/errors.ts';
import type { FeaturesReader } from '../ports/organization.ts';
import type { Clock } from '../ports/platform.ts';
import type { RequestedScopes } from '../ports/requested-scopes.ts';
import type { TriggerQueue } from '../ports/work-queues.ts';
import { blockingFailure } from './sweep.ts';

export interface RequestSweepDependencies {
  readonly features: FeaturesReader;
  readonly requestedScopes: Pick<RequestedScopes, 'request'>;
  readonly triggerQueue: TriggerQueue;
  readonly clock: Clock;
}

/** The whole organization, or what was named of it. */
export type SweepSelection =
  | { readonly type: 'organization' }
  | {
      readonly type: 'named';
      readonly accounts: readonly AccountId[];
      readonly organizationalUnits: readonly OrganizationalUnitId[];
    };

/**
 * Asks the running rootguard to audit these accounts, under its own mode, and with its own records and notifications. Single accounts
 * are queued at once; the accounts of a unit or of the organization by the sweeper's next run.
 * @throws AwsCallError where no account of the organization can be audited, or AWS refuses a request
 */
export async function requestSweep(
  { features, requestedScopes, triggerQueue, clock }: RequestSweepDependencies,
  selection: SweepSelection,
): Promise<void> {
  const failure = blockingFailure(await features.readFeatures());
  if (failure !== undefined) throw new AwsCallError(failure);
  const requestedAt = clock.now();
  if (selection.type === 'organization') {
    return requestedScopes.request({ type: 'organization' }, requestedAt);
  }
  for (const organizationalUnit of selection.organizationalUnits) {
    await requestedScopes.request({ type: 'organizational-unit', organizationalUnit }, requestedAt);
  }
  for (const account of selection.accounts) {
    await triggerQueue.requestAudit({ account, why: 'operator', requestedAt, event: undefined }, 0);
  }
}
