import type { AccountId, MemberAccount } from '../../domain/account.ts';
import type { AwsFailure } from '../../domain/aws-failure.ts';
import { CREDENTIAL_KINDS, type Inventory } from '../../domain/credentials.ts';
import type {
  AuditSession,
  CredentialSummary,
  DeleteSession,
  RootAuditor,
  RootRemover,
} from '../ports/root-sessions.ts';

/** What a root session showed, and the session itself where more can be done with it. */
export interface AccountReading {
  readonly inventory: Inventory;
  /** By AWS's clock. */
  readonly openedAt: Date | undefined;
  readonly auditSession: AuditSession | undefined;
  readonly deleteSession: DeleteSession | undefined;
}

/**
 * Reads through a delete session, which can list, delete and list again: one AssumeRoot instead of two where a
 * violation is expected.
 */
export async function readInDeleteSession(remover: RootRemover, account: AccountId): Promise<AccountReading> {
  const opened = await remover.openDeleteSession(account);
  if (opened.type === 'refused') return unreadable(opened.failure);
  return {
    inventory: await opened.session.readInventory(),
    openedAt: opened.openedAt,
    auditSession: undefined,
    deleteSession: opened.session,
  };
}

/** Reads through an audit session. A compliant account costs two round trips: AssumeRoot, and the summary with two lists beside it. */
export async function readInAuditSession(
  auditor: RootAuditor,
  account: MemberAccount,
): Promise<AccountReading> {
  const opened = await auditor.openAuditSession(account.id);
  if (opened.type === 'refused') return unreadable(opened.failure);
  const { session } = opened;
  const summary = await session.readSummary();
  if (summary.type === 'unreadable') return unreadable(summary.failure);
  const inventory: Inventory =
    summary.present.size === 0
      ? { type: 'readable', credentials: [] }
      : crossChecked(await session.readInventory(), summary);
  return { inventory, openedAt: opened.openedAt, auditSession: session, deleteSession: undefined };
}

/**
 * The summary said that a kind is there. A listing without it has not caught up, and would make a credential that
 * nobody saw.
 */
function crossChecked(inventory: Inventory, summary: CredentialSummary & { type: 'readable' }): Inventory {
  if (inventory.type === 'unreadable') return inventory;
  const unlisted = CREDENTIAL_KINDS.filter(
    (kind) =>
      summary.present.has(kind) && !inventory.credentials.some((credential) => credential.kind === kind),
  );
  if (unlisted.length === 0) return inventory;
  return {
    type: 'unreadable',
    failure: {
      reason: 'readings-disagree',
      call: 'iam:GetAccountSummary',
      code: 'ReadingsDisagree',
      message: `GetAccountSummary reports ${unlisted.join(', ')}, which the listings do not show`,
      requestId: undefined,
    },
  };
}

function unreadable(failure: AwsFailure): AccountReading {
  return {
    inventory: { type: 'unreadable', failure },
    openedAt: undefined,
    auditSession: undefined,
    deleteSession: undefined,
  };
}
