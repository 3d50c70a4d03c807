import { RootguardError } from '../../domain/errors.ts';
import { auditAccount } from '../../guardrail/audit-organization.ts';
import { type AccountSelection, selectAccounts } from '../../guardrail/select-accounts.ts';
import type { OperatorPorts } from '../../runtime/operator-ports.ts';
import type { CliContext } from '../context.ts';
import { explainError } from '../errors.ts';
import { aborted } from '../interrupt.ts';
import type { AccountsReport } from './account-json.ts';
import {
  type AccountView,
  viewOfAudit,
  viewOfManagementAccount,
  viewOfUnfinished,
  viewOfUnreadable,
} from './account-view.ts';
import { workOnEach } from './each.ts';

/**
 * Looks at the accounts that a person means. Each of them is in the answer, whatever happened to it.
 * @throws InvalidInputError `unknown-account`; AwsCallError when the accounts cannot be listed
 */
export async function auditSelected(
  context: CliContext,
  ports: OperatorPorts,
  selection: AccountSelection,
): Promise<AccountsReport> {
  const { concurrency } = await context.settings();
  const { place, clock } = ports;
  const selected = await Promise.race([selectAccounts(ports, selection), aborted(context.interrupted)]);
  if (selected === 'interrupted') throw interruptedListing();
  const { members, includesManagementAccount, unreadable } = selected;
  const audits = await workOnEach(context, clock, {
    items: members,
    concurrency,
    on: async (account) => viewOfAudit(await auditAccount(ports, account)),
    whenInterrupted: 'give-up',
  });
  const seen = members.flatMap((account, at): AccountView[] => {
    const audit = audits[at];
    switch (audit?.type) {
      case 'done':
        return [audit.outcome];
      case 'failed':
        return [viewOfUnfinished(account, 'error', explainError(audit.error).lines.join(' '))];
      default:
        return [viewOfUnfinished(account, 'interrupted')];
    }
  });
  const management = includesManagementAccount
    ? [viewOfManagementAccount(place.managementAccountId, place.managementAccountName)]
    : [];
  return {
    organizationId: place.organizationId,
    auditedAt: clock.now(),
    accounts: [...management, ...seen, ...unreadable.map(viewOfUnreadable)],
  };
}

function interruptedListing(): RootguardError {
  return new RootguardError(
    'interrupted',
    'aws',
    'interrupted while the accounts were listed; nothing was done',
  );
}
