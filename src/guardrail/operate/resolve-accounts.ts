import type { MemberAccount } from '../../domain/account.ts';
import { listAllAccounts } from './list-accounts.ts';
import {
  type AccountSelection,
  type SelectDependencies,
  type SelectedAccounts,
  selectAccounts,
} from './select-accounts.ts';

export interface ResolvedAccounts extends Omit<SelectedAccounts, 'members'> {
  /** In the order of the listing; all accounts of the organization are read page by page. */
  readonly members: Iterable<MemberAccount> | AsyncIterable<MemberAccount>;
  readonly countMembers: () => Promise<number>;
}

/**
 * The selected accounts, or all accounts of the organization where the selection is empty. Awaits the first page of a listing,
 * so that a listing that AWS refuses fails here.
 * @throws InvalidInputError `unknown-account`; AwsCallError from a listing, also while the members are read
 */
export async function resolveAccounts(
  deps: SelectDependencies,
  selection: AccountSelection,
): Promise<ResolvedAccounts> {
  if (selection.accounts.length > 0 || selection.organizationalUnits.length > 0) {
    const selected = await selectAccounts(deps, selection);
    return { ...selected, countMembers: async () => selected.members.length };
  }
  return {
    members: await started(listAllAccounts(deps.lister)),
    countMembers: () => deps.lister.countAccounts(),
    includesManagementAccount: true,
    unreadable: [],
  };
}

async function started<Item>(source: AsyncIterable<Item>): Promise<AsyncIterable<Item>> {
  const iterator = source[Symbol.asyncIterator]();
  const first = await iterator.next();
  return (async function* () {
    if (first.done) return;
    yield first.value;
    yield* { [Symbol.asyncIterator]: () => iterator };
  })();
}
