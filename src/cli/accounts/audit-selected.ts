import type { MemberAccount } from '../../domain/account.ts';
import { RootguardError } from '../../domain/errors.ts';
import { auditAccount } from '../../guardrail/operate/audit-organization.ts';
import { type ResolvedAccounts, resolveAccounts } from '../../guardrail/operate/resolve-accounts.ts';
import type { AccountSelection } from '../../guardrail/operate/select-accounts.ts';
import type { OperatorPorts } from '../../runtime/operator-ports.ts';
import type { CliContext } from '../context.ts';
import { explainError } from '../errors.ts';
import { unlessInterrupted } from '../interrupt.ts';
import {
  type AccountView,
  viewOfAudit,
  viewOfManagementAccount,
  viewOfUnfinished,
  viewOfUnreadable,
} from './account-view.ts';
import { type WorkedItem, type WorkInOrder, workInOrder } from './each.ts';

export interface AuditedAccounts {
  readonly organizationId: string;
  /** When the audit began. */
  readonly auditedAt: Date;
  /** As they become known, in the order of the listing; to be read once. Fails where the listing does. */
  readonly accounts: AsyncIterable<AccountView>;
}

/**
 * Looks at the accounts that a person means. Each of them is in the answer, whatever happened to it, also after Ctrl-C:
 * the listing goes on without audits then.
 * @throws InvalidInputError `unknown-account`; AwsCallError when the accounts cannot be listed
 */
export async function auditSelected(
  context: CliContext,
  ports: OperatorPorts,
  selection: AccountSelection,
  progress: WorkInOrder<unknown, unknown>['progress'] = 'shown',
): Promise<AuditedAccounts> {
  const { concurrency } = await context.settings();
  const { place, clock } = ports;
  const meant = await unlessInterrupted(context.interrupted, resolveAccounts(ports, selection));
  if (meant === 'interrupted') throw interruptedListing();
  const audits = workInOrder(context, clock, {
    items: meant.members,
    count: meant.countMembers,
    concurrency,
    on: async (account: MemberAccount) => viewOfAudit(await auditAccount(ports, account)),
    whenInterrupted: 'give-up',
    progress,
  });
  return {
    organizationId: place.organizationId,
    auditedAt: clock.now(),
    accounts: viewsOf(place, meant, audits),
  };
}

async function* viewsOf(
  { managementAccountId, managementAccountName }: OperatorPorts['place'],
  { includesManagementAccount, unreadable }: ResolvedAccounts,
  audits: AsyncIterable<WorkedItem<MemberAccount, AccountView>>,
): AsyncGenerator<AccountView> {
  if (includesManagementAccount) yield viewOfManagementAccount(managementAccountId, managementAccountName);
  for await (const audit of audits) yield viewOfWorked(audit);
  yield* unreadable.map(viewOfUnreadable);
}

function viewOfWorked({ item: account, worked }: WorkedItem<MemberAccount, AccountView>): AccountView {
  switch (worked.type) {
    case 'done':
      return worked.outcome;
    case 'failed':
      return viewOfUnfinished(account, 'error', explainError(worked.error).lines.join(' '));
    case 'left':
      return viewOfUnfinished(account, 'interrupted');
  }
}

function interruptedListing(): RootguardError {
  return new RootguardError(
    'interrupted',
    'aws',
    'interrupted while the accounts were listed; nothing was done',
  );
}
