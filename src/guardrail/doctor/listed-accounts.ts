import { listed } from '../../domain/listed.ts';

const MAX_LISTED_ACCOUNTS = 20;

/** In a large organization the same cause may concern very many. */
export function listedAccounts(accounts: readonly string[]): string {
  return listed(accounts, MAX_LISTED_ACCOUNTS);
}
