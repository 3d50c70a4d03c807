import pLimit from 'p-limit';
import { allInOrder } from '../../concurrency/settled.ts';
import type { AccountId } from '../../domain/account.ts';
import type { SurveyedAccount } from '../../domain/silence.ts';
import type { AccountDirectory, AccountLookup } from '../ports/organization.ts';

/** More accounts do not leave within half an hour, and each is a call of DescribeAccount, a limit of the whole organization. */
const MAX_ASKED = 50;

const CONCURRENCY = 4;

/**
 * The accounts that have left the organization, or are suspended, since they were audited: their heartbeat is not missing. Of many, those
 * that nobody was notified of are asked for first; an account that cannot be asked for is taken to be still there.
 */
export async function leftSince(
  { directory }: { readonly directory: Pick<AccountDirectory, 'describeUncached'> },
  silent: readonly SurveyedAccount[],
): Promise<ReadonlySet<AccountId>> {
  const isNews = ({ notifiedSilentSince }: SurveyedAccount) => notifiedSilentSince === undefined;
  const asked = [...silent.filter(isNews), ...silent.filter((one) => !isNews(one))].slice(0, MAX_ASKED);
  const limit = pLimit(CONCURRENCY);
  const gone = await allInOrder(
    asked.map(({ id }) =>
      limit(async () => {
        try {
          return isGone(await directory.describeUncached(id)) ? [id] : [];
        } catch {
          return [];
        }
      }),
    ),
  );
  return new Set(gone.flat());
}

/** A state that AWS does not say may be ACTIVE. */
function isGone(lookup: AccountLookup): boolean {
  switch (lookup.type) {
    case 'member':
      return lookup.account.state !== 'ACTIVE' && lookup.account.state !== 'UNKNOWN';
    case 'not-in-organization':
    case 'management-account':
      return true;
    case 'unreadable':
      return false;
  }
}
