import { settlePromise, unwrap } from '../../concurrency/settled.ts';
import type { AccountId, MemberAccount } from '../../domain/account.ts';
import type { AwsFailure } from '../../domain/aws-failure.ts';
import { CREDENTIAL_KINDS, type Credential, type Inventory } from '../../domain/credentials.ts';
import { modeFor, type Policy } from '../../domain/policy.ts';
import type { PostureWithRevision } from '../ports/posture.ts';
import type {
  AuditSession,
  CredentialSummary,
  DeleteSession,
  Opened,
  RootAuditor,
} from '../ports/root-sessions.ts';
import type { GuardDependencies } from './dependencies.ts';

/** The root credentials of an account, and the session in which they were listed. */
interface Readable<Type extends string, Session> {
  readonly type: Type;
  readonly credentials: readonly Credential[];
  readonly session: Session;
  /** By AWS's clock. */
  readonly openedAt: Date | undefined;
}

export type AuditReading = Readable<'audit-session', AuditSession>;
export type DeleteReading = Readable<'delete-session', DeleteSession>;
export type ReadableReading = AuditReading | DeleteReading;

export interface UnreadableReading {
  readonly type: 'unreadable';
  readonly failure: AwsFailure;
  /** By AWS's clock; undefined where no session was opened. */
  readonly openedAt: Date | undefined;
  /** Whether GetAccountSummary was read all the same. */
  readonly hasSummary: boolean;
}

export type AccountReading = ReadableReading | UnreadableReading;

/** A reading, and what was stored about the account before it. */
export interface ReadingWithRevision {
  readonly reading: AccountReading;
  /** Just before the root session was opened. */
  readonly readAt: Date;
  readonly known: PostureWithRevision;
}

/**
 * Reads an account for a run that records what it finds. The revision is reserved while the root session is opened, which costs no
 * extra time, and before anything is read in the session: a run with a later revision has read the account later.
 * @param policyForSession undefined where no removal is expected
 */
export async function readWithRevision(
  deps: Pick<GuardDependencies, 'auditor' | 'remover' | 'posture' | 'telemetry' | 'clock'>,
  account: MemberAccount,
  policyForSession: Policy | undefined,
): Promise<ReadingWithRevision> {
  const reserving = settlePromise(reserveRevision(deps, account.id));
  const readAt = deps.clock.now();
  if (deps.remover && policyForSession && modeFor(policyForSession, account) === 'enforce') {
    const opened = await deps.remover.openDeleteSession(account.id);
    const known = unwrap(await reserving);
    return { known, readAt, reading: await readDeleteSession(opened) };
  }
  const opened = await deps.auditor.openAuditSession(account.id);
  const known = unwrap(await reserving);
  return { known, readAt, reading: await readAuditSession(opened) };
}

/** Reads an account for a run that records nothing. */
export async function readInAuditSession(
  auditor: RootAuditor,
  account: AccountId,
): Promise<AuditReading | UnreadableReading> {
  return readAuditSession(await auditor.openAuditSession(account));
}

/**
 * Reads through a delete session, which can list, delete and list again: one AssumeRoot instead of two where a
 * violation is expected.
 */
export async function readDeleteSession(
  opened: Opened<DeleteSession>,
): Promise<DeleteReading | UnreadableReading> {
  if (opened.type === 'refused') return unreadable(opened.failure);
  const { session, openedAt } = opened;
  const inventory = await session.readInventory();
  if (inventory.type === 'unreadable') return unreadable(inventory.failure, openedAt);
  return { type: 'delete-session', credentials: inventory.credentials, session, openedAt };
}

/**
 * Reads through an audit session. A compliant account costs two round trips: AssumeRoot, and the summary with two lists in
 * parallel.
 */
async function readAuditSession(opened: Opened<AuditSession>): Promise<AuditReading | UnreadableReading> {
  if (opened.type === 'refused') return unreadable(opened.failure);
  const { session, openedAt } = opened;
  const summary = await session.readSummary();
  if (summary.type === 'unreadable') {
    // Where the flags could be read, one of the lists could not.
    const { failure } = summary;
    return { ...unreadable(failure, openedAt), hasSummary: failure.call !== 'iam:GetAccountSummary' };
  }
  if (summary.present.size === 0) return { type: 'audit-session', credentials: [], session, openedAt };
  const inventory = unreadableIfKindsAreMissing(await session.readInventory(), summary);
  if (inventory.type === 'unreadable') {
    return { ...unreadable(inventory.failure, openedAt), hasSummary: true };
  }
  return { type: 'audit-session', credentials: inventory.credentials, session, openedAt };
}

/**
 * Where the summary reports a kind that the listings do not show, the listings lag behind. Without this check the account would
 * seem to lack a credential that is there.
 */
function unreadableIfKindsAreMissing(
  inventory: Inventory,
  summary: CredentialSummary & { type: 'readable' },
): Inventory {
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
      message: `GetAccountSummary reports ${unlisted.join(', ')}, which the listings do not show`,
    },
  };
}

function unreadable(failure: AwsFailure, openedAt?: Date): UnreadableReading {
  return { type: 'unreadable', failure, openedAt, hasSummary: false };
}

async function reserveRevision(
  { posture, telemetry }: Pick<GuardDependencies, 'posture' | 'telemetry'>,
  id: AccountId,
): Promise<PostureWithRevision> {
  const known = await posture.reserveRevision(id);
  const { account, issues } = known;
  if (issues.length > 0) telemetry.log('posture-malformed', { account, issues });
  return known;
}
