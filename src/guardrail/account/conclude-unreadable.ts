import {
  type AwsFailure,
  concernsWholeOrganization,
  describeFailure,
  isTransient,
} from '../../domain/aws-failure.ts';
import { type AuditContext, isSweptOnly } from './audit-context.ts';
import { checkEligibilityUncached } from './check-eligibility.ts';
import { concludeIneligible } from './conclude-ineligible.ts';
import { recordUnknown } from './conclude-unknown.ts';
import type { GuardDependencies } from './dependencies.ts';
import { doneOutcome, type GuardOutcome, retryOutcome } from './guard-outcome.ts';

/**
 * The account could not be read. The listed or cached membership may be out of date, so it is looked up again: nobody is to be
 * notified about an account that has left the organization.
 */
export async function concludeUnreadable(
  deps: GuardDependencies,
  context: AuditContext,
  failure: AwsFailure,
): Promise<GuardOutcome> {
  const { account, triggers } = context;
  if (!isTransient(failure) && !concernsWholeOrganization(failure)) {
    const eligibility = await checkEligibilityUncached(deps, account.id);
    if (eligibility.type === 'rejected' || eligibility.type === 'not-active') {
      return concludeIneligible(deps, { account: account.id, triggers, member: account }, eligibility);
    }
  }
  const posture = await recordUnknown(deps, context, failure);
  // The next sweep audits the account anyway, so a sweep's message is retried only for failures that may pass soon. Those include
  // refusals in an account that has just joined. By what was recorded, as nobody is notified of those.
  const isRetryable = isTransient(failure) || posture.failureExpectedUntil !== undefined;
  const found = { ...posture, credentials: [] };
  return isRetryable || !isSweptOnly(triggers)
    ? retryOutcome(found, describeFailure(failure))
    : doneOutcome(found);
}
