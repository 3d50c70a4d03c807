import type { AccountId, MemberAccount } from '../../domain/account.ts';
import type { AwsFailure } from '../../domain/aws-failure.ts';
import type { Trigger } from '../../domain/trigger.ts';
import type { AccountLookup } from '../ports/organization.ts';
import type { GuardDependencies } from './dependencies.ts';
import { UNKNOWN_STATE } from './unknown-account-state.ts';

export type Eligibility =
  | { readonly type: 'eligible'; readonly account: MemberAccount }
  | { readonly type: 'not-active'; readonly account: MemberAccount }
  | { readonly type: 'rejected'; readonly reason: 'management-account' }
  | { readonly type: 'rejected'; readonly reason: 'not-in-organization'; readonly failure: AwsFailure }
  | {
      readonly type: 'unknown';
      readonly failure: AwsFailure;
      /** Set where it is a member, in a state that rootguard does not know. */
      readonly account: MemberAccount | undefined;
    };

/** It is not a member account. */
export type RejectedEligibility = Extract<Eligibility, { type: 'rejected' }>;

export type Ineligible = Exclude<Eligibility, { type: 'eligible' }>;

type Dependencies = Pick<GuardDependencies, 'managementAccountId' | 'directory'>;

/**
 * Whether an account may be audited: an ACTIVE member of the organization, never the management account. Where the sweeper listed it as
 * ACTIVE, that is used instead of a look-up: the root session would be refused if it no longer were. Any other state may have
 * changed since, and a message may have waited for hours.
 */
export async function checkEligibility(
  deps: Dependencies,
  id: AccountId,
  triggers: readonly Trigger[],
): Promise<Eligibility> {
  if (id === deps.managementAccountId) return { type: 'rejected', reason: 'management-account' };
  const listed = listedIn(triggers, id).find(({ state }) => state === 'ACTIVE');
  return listed ? eligibilityOfMember(listed) : eligibilityOf(await deps.directory.describe(id));
}

/** What sweeps listed of the account. */
export function listedIn(triggers: readonly Trigger[], id: AccountId): readonly MemberAccount[] {
  return triggers.flatMap((trigger) =>
    trigger.type === 'swept' && trigger.listed?.id === id ? [trigger.listed] : [],
  );
}

/** Asks AWS now: required before any removal. */
export async function checkEligibilityUncached(deps: Dependencies, id: AccountId): Promise<Eligibility> {
  if (id === deps.managementAccountId) return { type: 'rejected', reason: 'management-account' };
  return eligibilityOf(await deps.directory.describeUncached(id));
}

function eligibilityOf(lookup: AccountLookup): Eligibility {
  switch (lookup.type) {
    case 'member':
      return eligibilityOfMember(lookup.account);
    case 'management-account':
      return { type: 'rejected', reason: 'management-account' };
    case 'not-in-organization':
      return { type: 'rejected', reason: 'not-in-organization', failure: lookup.failure };
    case 'unreadable':
      return { type: 'unknown', failure: lookup.failure, account: undefined };
  }
}

function eligibilityOfMember(account: MemberAccount): Eligibility {
  if (account.state === 'UNKNOWN') return { type: 'unknown', failure: UNKNOWN_STATE, account };
  return account.state === 'ACTIVE' ? { type: 'eligible', account } : { type: 'not-active', account };
}
