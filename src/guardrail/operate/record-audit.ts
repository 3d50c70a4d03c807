import { settlePromise, unwrap } from '../../concurrency/settled.ts';
import type { MemberAccount } from '../../domain/account.ts';
import type { AwsFailure } from '../../domain/aws-failure.ts';
import { awsFailureOf } from '../../domain/errors.ts';
import type { Operator } from '../../domain/ledger-entry.ts';
import { newlyLost } from '../../domain/lost-events.ts';
import { keptOrWithheld, postureOf } from '../account/account-posture.ts';
import type { AuditContext } from '../account/audit-context.ts';
import { appendAudit } from '../account/audit-entry.ts';
import { isEnforcementInProgress } from '../account/enforcement-in-progress.ts';
import { expectedHeartbeat } from '../account/expected-heartbeat.ts';
import { readInAuditSession } from '../account/read-account.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { NewId } from '../ports/platform.ts';
import type { PostureRecorder, PostureWithRevision } from '../ports/posture.ts';
import { type AccountAudit, type AuditDependencies, auditOfInactive, judge } from './audit-account.ts';

export interface RecordDependencies extends AuditDependencies {
  readonly posture: Pick<PostureRecorder, 'reserveRevision' | 'record'>;
  readonly ledger: Ledger;
  readonly newId: NewId;
  /**
   * Whether the account forwards its events, so that a heartbeat follows the audit as it follows one of the service: its session is
   * opened in the same way. Undefined where it is not known what is deployed: then the audit starts no wait.
   */
  readonly isCovered?: (account: MemberAccount) => boolean;
}

/** Whether an audit was written to posture and ledger. */
export type Recording =
  /** `superseded`: in the ledger; the posture shows an audit that read the account later. */
  | { readonly type: 'recorded' | 'superseded' }
  /** Nothing was found out that could be recorded. */
  | { readonly type: 'nothing-seen' }
  /** Another run is removing credentials, and records what it leaves. */
  | { readonly type: 'enforcement-in-progress' }
  /** AWS refused the record. */
  | { readonly type: 'failed'; readonly failure: AwsFailure };

export interface RecordedAccountAudit {
  readonly audit: AccountAudit;
  readonly recording: Recording;
}

/**
 * Audits one account, and records what it saw as an audit by this operator. As in the consumer, a revision is reserved before the
 * account is read, so that nothing that was read later is overwritten.
 *
 * Only what could be read is recorded: credentials of an operator that may not open a session, or not read exceptions, say nothing
 * of the account. It notifies of nothing, and closes no interrupted enforcement: the service's next audit does both.
 */
export async function auditAndRecord(
  deps: RecordDependencies,
  account: MemberAccount,
  operator: Operator,
): Promise<RecordedAccountAudit> {
  const inactive = auditOfInactive(account);
  if (inactive !== undefined) return { audit: inactive, recording: { type: 'nothing-seen' } };
  const startedAt = deps.clock.now();
  // If it cannot be reserved, the account is audited all the same.
  const reserved = await settlePromise(deps.posture.reserveRevision(account.id));
  const reading = await readInAuditSession(deps.auditor, account.id);
  const previous = reserved.status === 'fulfilled' ? reserved.value.posture : undefined;
  const audit = await judge(deps, account, reading, { previous });
  if (!hasSeenAll(audit)) return { audit, recording: { type: 'nothing-seen' } };
  const recording = await orFailure(async () => {
    const known = unwrap(reserved);
    if (isEnforcementInProgress(deps, known)) return { type: 'enforcement-in-progress' };
    const context = {
      ...contextOf(account, startedAt, known),
      sessionOpenedAt: reading.openedAt,
      summarySessionOpenedAt: reading.openedAt,
    };
    return { type: await record(deps, context, audit, operator) };
  });
  return { audit, recording };
}

type Seen = Extract<AccountAudit, { type: 'audited' }>;

function hasSeenAll(audit: AccountAudit): audit is Seen {
  return audit.type === 'audited' && audit.exceptions?.type !== 'unreadable';
}

function contextOf(account: MemberAccount, startedAt: Date, known: PostureWithRevision): AuditContext {
  const { id } = account;
  const trigger = {
    type: 'audit-requested',
    account: id,
    why: 'operator',
    at: startedAt,
    event: undefined,
  } as const;
  return { account, triggers: [trigger], startedAt, readAt: startedAt, known };
}

async function record(
  deps: RecordDependencies,
  context: AuditContext,
  { state, decisions }: Seen,
  operator: Operator,
): Promise<'recorded' | 'superseded'> {
  const { posture: previous, revision } = context.known;
  const audited = postureOf(context, previous, { state, results: decisions.map(keptOrWithheld) });
  // What the service's next audit has to notify of or to count as lost is not known until then.
  const lost = newlyLost(previous?.lostEvents, audited.lostEvents);
  const posture = {
    ...audited,
    guardedPassword: previous?.guardedPassword ?? audited.guardedPassword,
    ...(audited.lostEvents && {
      lostEvents: audited.lostEvents.map((one) => (lost.includes(one) ? { ...one, lostAt: undefined } : one)),
    }),
  };
  const credentials = decisions.map(({ credential }) => credential);
  await appendAudit(deps, context, posture, { type: 'readable', credentials }, decisions, { operator });
  const { isCovered } = deps;
  const heartbeat = isCovered && expectedHeartbeat({ isCovered }, context);
  return deps.posture.record(posture, revision, heartbeat && { heartbeat });
}

async function orFailure(run: () => Promise<Recording>): Promise<Recording> {
  try {
    return await run();
  } catch (error) {
    const failure = awsFailureOf(error);
    if (failure === undefined) throw error;
    return { type: 'failed', failure };
  }
}
