import type { AccountId, MemberAccount } from '../../domain/account.ts';
import type { AwsFailure } from '../../domain/aws-failure.ts';
import {
  type CredentialDecision,
  type DecisionInput,
  decide,
  losesPreExisting,
} from '../../domain/decision.ts';
import type { ExceptionReading } from '../../domain/exception.ts';
import { type Mode, modeFor, type Policy } from '../../domain/policy.ts';
import { checkEligibilityUncached, type RejectedEligibility } from '../account/check-eligibility.ts';
import type { GuardDependencies } from '../account/dependencies.ts';
import type { GuardRequest } from '../account/guard-outcome.ts';
import { readInAuditSession } from '../account/read-account.ts';

export interface SimulateDependencies
  extends Pick<GuardDependencies, 'managementAccountId' | 'directory' | 'auditor' | 'exceptions'> {
  readonly policy: Policy;
  /** Only read; nothing is counted. */
  readonly breaker: Pick<GuardDependencies['breaker'], 'state' | 'wouldPermit'>;
}

/** What guarding an account would lead to. */
export type Simulation =
  | { readonly type: 'rejected'; readonly reason: RejectedEligibility['reason'] }
  | { readonly type: 'skipped'; readonly account: MemberAccount }
  | { readonly type: 'unknown'; readonly failure: AwsFailure }
  | {
      readonly type: 'decided';
      readonly account: MemberAccount;
      readonly mode: Mode;
      /** One for each root credential that is there now; `remove` is what would be removed. */
      readonly decisions: readonly CredentialDecision[];
      readonly breaker: 'closed' | 'open' | 'would-open';
      readonly exceptions: ExceptionReading;
    };

/**
 * What guarding the account would do at that time. Reads the account and the exceptions and decides in the same way, and changes
 * nothing: it opens an audit session at most.
 */
export async function simulate(
  deps: SimulateDependencies,
  { account: id, triggers }: Pick<GuardRequest, 'account' | 'triggers'>,
  at: Date,
): Promise<Simulation> {
  const eligibility = await checkEligibilityUncached(deps, id);
  if (eligibility.type === 'rejected') return { type: 'rejected', reason: eligibility.reason };
  if (eligibility.type === 'not-active') return { type: 'skipped', account: eligibility.account };
  if (eligibility.type === 'unknown') return { type: 'unknown', failure: eligibility.failure };

  const { account } = eligibility;
  const reading = await readInAuditSession(deps.auditor, account.id);
  if (reading.type === 'unreadable') return { type: 'unknown', failure: reading.failure };
  const { credentials } = reading;
  const exceptions = await deps.exceptions.readFor(account, at);
  const input: DecisionInput = {
    account,
    credentials,
    exceptions,
    policy: deps.policy,
    triggers,
    breaker: 'closed',
    now: at,
  };
  const decisions = decide(input);
  const breaker = losesPreExisting(decisions, triggers) ? await breakerFor(deps, account.id, at) : 'closed';
  return {
    type: 'decided',
    account,
    mode: modeFor(deps.policy, account),
    decisions: breaker === 'closed' ? decisions : decide({ ...input, breaker: 'open' }),
    breaker,
    exceptions,
  };
}

async function breakerFor(
  { breaker, policy }: SimulateDependencies,
  account: AccountId,
  at: Date,
): Promise<'closed' | 'open' | 'would-open'> {
  if ((await breaker.state(at)).type === 'open') return 'open';
  const { type } = await breaker.wouldPermit(account, policy.maxAccountsPerHour, at);
  return type === 'open' ? 'would-open' : 'closed';
}
