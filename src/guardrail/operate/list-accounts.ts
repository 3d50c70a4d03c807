import type { MemberAccount } from '../../domain/account.ts';
import { RootguardError } from '../../domain/errors.ts';
import type { AccountLister } from '../ports/organization.ts';

/**
 * Every member account, page by page.
 * @throws RootguardError `listing-outdated`
 */
export async function* listAllAccounts(
  lister: Pick<AccountLister, 'listAccounts'>,
): AsyncIterable<MemberAccount> {
  let next: string | undefined;
  do {
    const page = await lister.listAccounts(next);
    if (page.type === 'outdated') {
      throw new RootguardError(
        'listing-outdated',
        'the pagination token of the listing has expired; run the command again',
      );
    }
    yield* page.accounts;
    next = page.next;
  } while (next !== undefined);
}
