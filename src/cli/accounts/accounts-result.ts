import type { Exit } from '../exit-codes.ts';
import type { Result } from '../output/result.ts';
import { type AccountsReport, accountsJson } from './account-json.ts';
import { accountBlocks, accountCsv } from './account-rows.ts';
import type { AccountView } from './account-view.ts';

export function accountsResult(report: AccountsReport, exit = exitOf(report.accounts)): Result {
  return {
    exit,
    json: accountsJson(report),
    blocks: accountBlocks(report.accounts),
    csv: accountCsv(report.accounts),
  };
}

/** A known violation weighs more than what is not known, and work that broke down or was cut off more than both. */
export function exitOf(accounts: readonly AccountView[]): Exit {
  if (accounts.some(({ reason }) => reason === 'interrupted' || reason === 'error')) return 'failure';
  if (accounts.some(({ status }) => status === 'violating')) return 'violations';
  return accounts.some(({ status }) => status === 'unknown') ? 'unknown' : 'ok';
}

/** For stderr, after Ctrl-C. Undefined when nothing was left out. */
export function leftOutLine(accounts: readonly AccountView[], done: string): string | undefined {
  const left = accounts.filter(({ reason }) => reason === 'interrupted').length;
  if (left === 0) return undefined;
  return `Interrupted: ${accounts.length - left} of ${accounts.length} accounts were ${done}, ${left} were not. Run it again to go on.`;
}
