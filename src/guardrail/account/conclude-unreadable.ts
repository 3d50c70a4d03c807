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
import { auditAgainAt } from './grace-end.ts';
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
  const found = { ...posture, credentials: [] };
  if (!isSweptOnly(triggers) || isTransient(failure)) return retryOutcome(found, describeFailure(failure));
  // Nobody was notified of a refusal that is expected in an account that has just joined. Otherwise the next sweep audits it anyway.
  if (posture.failureExpectedUntil) await auditAgainAt(deps, account.id, posture.failureExpectedUntil);
  return doneOutcome(found);
}
