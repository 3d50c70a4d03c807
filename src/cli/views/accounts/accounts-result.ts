import type { Result } from '../../output/result.ts';
import { type AccountsReport, accountsJson } from './account-json.ts';
import { accountBlocks, accountCsv } from './account-rows.ts';
import { exitOf, tallyOf } from './tally.ts';

export function accountsResult(report: AccountsReport, exit = exitOf(tallyOf(report.accounts))): Result {
  return {
    exit,
    json: accountsJson(report),
    blocks: accountBlocks(report.accounts),
    csv: accountCsv(report.accounts),
  };
}
