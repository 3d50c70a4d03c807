import { unlessAborted } from '../../concurrency/abortable.ts';
import type { MappedItem } from '../../concurrency/map-in-order.ts';
import { settlePromise } from '../../concurrency/settled.ts';
import type { MemberAccount } from '../../domain/account.ts';
import { isCovered } from '../../domain/deployed-coverage.ts';
import { RootguardError } from '../../domain/errors.ts';
import type { Operator } from '../../domain/ledger-entry.ts';
import type { Policy } from '../../domain/policy.ts';
import { auditAccount } from '../../guardrail/operate/audit-account.ts';
import { auditAndRecord, type RecordDependencies } from '../../guardrail/operate/record-audit.ts';
import { type ResolvedAccounts, resolveAccounts } from '../../guardrail/operate/resolve-accounts.ts';
import type { AccountSelection } from '../../guardrail/operate/select-accounts.ts';
import type { OperatorPorts } from '../../runtime/operator/ports.ts';
import type { CliContext } from '../context.ts';
import { explainError } from '../errors.ts';
import type { AuditedAccounts } from '../views/accounts/account-json.ts';
import {
  type AccountView,
  viewOfAudit,
  viewOfManagementAccount,
  viewOfUnfinished,
  viewOfUnreadable,
} from '../views/accounts/account-view.ts';
import { type StreamAccounts, streamAccounts } from './map-accounts.ts';

interface AuditOptions {
  readonly progress?: StreamAccounts<unknown, unknown>['progress'];
  /** Writes what was seen to posture and ledger, as an audit by this operator. */
  readonly recordFor?: Operator | undefined;
  /** By which it is decided what would be removed; by default that of an operator's command, which enforces everywhere. */
  readonly policy?: Policy;
}

/**
 * Audits the selected accounts. The result contains each of them, even if it could not be audited. After Ctrl-C the listing
 * continues without audits.
 * @throws InvalidInputError `unknown-account`; AwsCallError when the accounts cannot be listed
 */
export async function auditSelected(
  context: CliContext,
  ports: OperatorPorts,
  selection: AccountSelection,
  { progress = 'shown', recordFor, policy }: AuditOptions = {},
): Promise<AuditedAccounts> {
  const { concurrency } = await context.settings();
  const { target, clock } = ports;
  const resolving = await unlessAborted(context.interrupted, () => resolveAccounts(ports, selection));
  if (resolving.type === 'aborted') throw interruptedListing();
  const resolved = resolving.result;
  const isCovered = recordFor && (await deployedCoverageOf(ports));
  const audits = streamAccounts(context, clock, {
    items: resolved.members,
    count: resolved.countMembers,
    concurrency,
    map: (account: MemberAccount) => auditOne(ports, account, { recordFor, policy, isCovered }),
    // A record that was started is finished.
    whenInterrupted: recordFor === undefined ? 'abandon' : 'finish',
    progress,
  });
  return {
    organizationId: target.organizationId,
    auditedAt: clock.now(),
    accounts: viewsOf(target, resolved, audits),
  };
}

interface AuditOfOne extends Pick<AuditOptions, 'recordFor'> {
  readonly policy: Policy | undefined;
  readonly isCovered: RecordDependencies['isCovered'];
}

/** Undefined where no watch has recorded what is deployed, or it cannot be read. */
async function deployedCoverageOf({
  deploymentRecord,
  target,
}: OperatorPorts): Promise<RecordDependencies['isCovered']> {
  const deployment = await settlePromise(deploymentRecord.read());
  const coverage = deployment.status === 'fulfilled' ? deployment.value?.coverage : undefined;
  return coverage && ((account) => isCovered(account, coverage, target.homeAccountId));
}

async function auditOne(
  ports: OperatorPorts,
  account: MemberAccount,
  { recordFor, policy, isCovered }: AuditOfOne,
): Promise<AccountView> {
  if (recordFor === undefined) return viewOfAudit(await auditAccount(ports, account, policy));
  const { audit, recording } = await auditAndRecord(
    { ...ports, ...(isCovered && { isCovered }) },
    account,
    recordFor,
  );
  return { ...viewOfAudit(audit), recording };
}

async function* viewsOf(
  { managementAccountId, managementAccountName }: OperatorPorts['target'],
  { includesManagementAccount, unreadable }: ResolvedAccounts,
  audits: AsyncIterable<MappedItem<MemberAccount, AccountView>>,
): AsyncGenerator<AccountView> {
  if (includesManagementAccount) yield viewOfManagementAccount(managementAccountId, managementAccountName);
  for await (const audit of audits) yield viewOfMapped(audit);
  yield* unreadable.map(viewOfUnreadable);
}

function viewOfMapped({ item: account, mapped }: MappedItem<MemberAccount, AccountView>): AccountView {
  switch (mapped.type) {
    case 'done':
      return mapped.result;
    case 'failed':
      return viewOfUnfinished(account, 'error', explainError(mapped.error).lines.join(' '));
    case 'skipped':
      return viewOfUnfinished(account, 'interrupted');
  }
}

function interruptedListing(): RootguardError {
  return new RootguardError('interrupted', 'interrupted while the accounts were listed; nothing was done');
}
