import type { AwsFailure } from '../../domain/aws-failure.ts';
import type { Credential } from '../../domain/credentials.ts';
import { decide } from '../../domain/decision.ts';
import { hadMfa } from '../../domain/posture.ts';
import type { GuardContext } from './audit-context.ts';
import { checkEligibilityUncached, type Ineligible } from './check-eligibility.ts';
import { decisionTime } from './decision-time.ts';
import type { GuardDependencies } from './dependencies.ts';
import { readPolicy } from './read-policy.ts';
import type { Redecision } from './removals.ts';

/**
 * For credentials in the middle of an enforcement. Exceptions and settings are read last, so that as little time as possible is between
 * them and the removal. The breaker has permitted this account already, so it is not asked again.
 */
export async function decideAgain(
  deps: GuardDependencies,
  context: GuardContext,
  credentials: readonly Credential[],
): Promise<Redecision> {
  const { operator, triggers } = context;
  const eligibility = await checkEligibilityUncached(deps, context.account.id);
  if (eligibility.type === 'unknown') return { type: 'undecidable', failure: eligibility.failure };
  if (eligibility.type !== 'eligible') {
    return { type: 'undecidable', failure: notEligible(eligibility) };
  }
  const { account } = eligibility;
  const [exceptions, { policy, unusable }] = await Promise.all([
    deps.exceptions.readFor(account, decisionTime(deps.clock, context)),
    readPolicy(deps, operator),
  ]);
  if (exceptions.type === 'unreadable') return { type: 'undecidable', failure: exceptions.failure };
  if (unusable?.type === 'unreadable') return { type: 'undecidable', failure: unusable.failure };
  const now = decisionTime(deps.clock, context);
  const decisions = decide({
    account,
    exceptions,
    credentials,
    policy,
    triggers,
    hadMfa: hadMfa(context.known.posture, credentials),
    breaker: 'closed',
    now,
  });
  return { type: 'decided', decisions };
}

/** In the middle of an enforcement: the remaining credentials are not removed, and the account is audited again. */
function notEligible(eligibility: Exclude<Ineligible, { type: 'unknown' }>): AwsFailure {
  if (eligibility.type === 'rejected' && eligibility.reason === 'not-in-organization') {
    return eligibility.failure;
  }
  const what = eligibility.type === 'rejected' ? 'the management account' : eligibility.account.state;
  return {
    reason: 'not-eligible',
    call: 'organizations:DescribeAccount',
    message: `the account is ${what} now`,
  };
}
