import { collect } from '../../concurrency/collect.ts';
import { counted } from '../../domain/counted.ts';
import type { CliContext } from '../context.ts';
import { auditSelected } from '../operations/audit-selected.ts';
import { enforcePlanned } from '../operations/enforce-planned.ts';
import { ACCOUNT, ORGANIZATIONAL_UNIT } from '../options/accounts.ts';
import { operatorOf, reasonWithDefault, TICKET, YES } from '../options/operator.ts';
import { flag } from '../options/option.ts';
import { formatBlocks } from '../output/print.ts';
import type { Result } from '../output/result.ts';
import { defineCommand } from '../program/command.ts';
import { confirm } from '../terminal/confirm.ts';
import type { AccountsReport, AuditedAccounts } from '../views/accounts/account-json.ts';
import { viewOfKept } from '../views/accounts/account-view.ts';
import { accountsResult } from '../views/accounts/accounts-result.ts';
import { planBlocks, plannedAccounts } from '../views/accounts/plan.ts';
import { interruptedLine, tallyOf } from '../views/accounts/tally.ts';

const DRY_RUN = flag('--dry-run', 'show the plan without removing anything');
const REASON = reasonWithDefault('rootguard enforce');

export const enforce = defineCommand({
  description: [
    'Removes unapproved root user credentials. It audits first, shows the plan, asks for confirmation (the number of accounts has to be typed), removes the credentials, and verifies the removal by reading them again.',
    'It ignores the mode, the grace period and the breaker, but respects exceptions. Each account is audited again right before its removals: keys first, then certificates, then the password, and MFA devices only once no password is left.',
    'After Ctrl-C the accounts in progress are finished; run it again for the others.',
  ],
  options: {
    accounts: ACCOUNT,
    organizationalUnits: ORGANIZATIONAL_UNIT,
    dryRun: DRY_RUN,
    yes: YES,
    reason: REASON,
    ticket: TICKET,
  },
  examples: [
    'rootguard enforce --dry-run',
    'rootguard enforce --account payments',
    'rootguard enforce --ou ou-ab12-cdef3456 --yes --ticket SEC-1234 --output json',
  ],
  exitCodes: { declined: 'the confirmation was not given; nothing was removed' },
  onInterrupt: 'graceful',
  run: async (context, args) => {
    const ports = await context.ports();
    const report = await collected(await auditSelected(context, ports, args));
    if (context.interrupted.aborted)
      return stopped(context, report, 'Interrupted before anything was removed.');
    const planned = plannedAccounts(report.accounts);
    if (args.dryRun) return dryRun(report, planned.length);
    if (planned.length === 0) return accountsResult(withKept(report));
    showPlan(context, planned, args.yes);
    if (!args.yes && !(await confirm(context, question(planned.length), String(planned.length)))) {
      return { ...stopped(context, report, 'Declined: nothing was removed.'), exit: 'declined' };
    }

    const remover = await context.remover();
    const enforced = await enforcePlanned(context, { ...ports, remover }, planned, operatorOf(ports, args));
    const after = new Map(enforced.map((view) => [view.accountId, view]));
    const accounts = withKept(report).accounts.map((view) => after.get(view.accountId) ?? view);
    const notice = interruptedLine(tallyOf(enforced), 'enforced');
    if (notice !== undefined) context.say(notice);
    return accountsResult({ ...report, accounts });
  },
});

/** The plan needs all accounts, and the result shows each after the removals. */
async function collected(audited: AuditedAccounts): Promise<AccountsReport> {
  return { ...audited, accounts: await collect(audited.accounts) };
}

function question(accounts: number): string {
  return `Type the number of accounts (${accounts}) to remove these credentials:`;
}

/** On stderr, as it is not part of the result. */
function showPlan(
  { terminal }: CliContext,
  planned: Parameters<typeof planBlocks>[0],
  isConfirmed: boolean,
): void {
  if (isConfirmed && !terminal.interactive) return;
  terminal.stderr.write(formatBlocks(planBlocks(planned), terminal));
}

function dryRun(report: AccountsReport, planned: number): Result {
  const result = accountsResult(report);
  const closing = `Dry run: ${counted(planned, 'account')} would lose credentials; nothing was removed.`;
  return { ...result, blocks: [...result.blocks, { type: 'lines', lines: [closing] }] };
}

/** Nothing was removed, and the plan has been shown already. */
function stopped(context: CliContext, report: AccountsReport, line: string): Result {
  context.say(line);
  return { ...accountsResult(report, 'failure'), blocks: [] };
}

/** Where nothing is to be removed, every credential was kept or withheld, as the audit decided. */
function withKept(report: AccountsReport): AccountsReport {
  return { ...report, accounts: report.accounts.map(viewOfKept) };
}
