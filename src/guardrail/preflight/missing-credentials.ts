import type { AccountId } from '../../domain/account.ts';
import { type Check, notDetermined, type PreflightCheckId, skipped } from './check.ts';
import type { PreflightPlan } from './plan.ts';

/** Why credentials that were named cannot be used, and what to do about it. */
export interface UnusableCredentials {
  readonly detail: string;
  readonly advice: string;
}

/** The credentials that were named, by the account that they are to be of. */
export interface Unusable {
  readonly management?: UnusableCredentials;
  readonly home?: UnusableCredentials;
}

/** An account that nothing is read of, although its credentials were named. */
export interface UnseenAccount extends UnusableCredentials {
  readonly account: string;
}

/** @param account undefined: the home account, as long as nobody knows which it is */
export function unusableOf(
  { managementAccountId, homeAccountId }: PreflightPlan,
  { management, home }: Unusable,
  account: AccountId | undefined,
): UnusableCredentials | undefined {
  if (account === managementAccountId && management !== undefined) return management;
  return account === homeAccountId ? home : undefined;
}

/** Those of the plan's accounts that could have been read. */
export function unseenAccounts(
  plan: PreflightPlan,
  unusable: Unusable,
  seen: readonly AccountId[],
): readonly UnseenAccount[] {
  const accounts = new Set([plan.managementAccountId, plan.homeAccountId]);
  return [...accounts].flatMap((account) => {
    if (account !== undefined && seen.includes(account)) return [];
    const why = unusableOf(plan, unusable, account);
    return why === undefined ? [] : [{ account: account ?? 'the home account', ...why }];
  });
}

/** Nothing is missing where nobody has named credentials; where those named cannot be used, what they would show is unknown. */
export function withoutCredentials(
  id: PreflightCheckId,
  unusable: UnusableCredentials | undefined,
  advice: string,
): Check {
  return unusable === undefined
    ? skipped(id, 'there are no credentials for it', advice)
    : notDetermined(id, unusable.detail, unusable.advice);
}

/** A check that needs to know which account the home account is. */
export function withoutHome(id: PreflightCheckId, home: UnusableCredentials | undefined): Check {
  const name = 'Name it: --home ACCOUNT.';
  return home === undefined
    ? skipped(id, 'the home account is not known', name)
    : notDetermined(
        id,
        `the home account is not known: ${home.detail}`,
        `${home.advice} Or name the account: --home ACCOUNT.`,
      );
}
