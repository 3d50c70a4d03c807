import { Attempts } from '../../concurrency/all-settled.ts';
import { type AwsFailure, isTransient } from '../../domain/aws-failure.ts';
import { type Credential, hasPassword, type Inventory, isPossiblySame } from '../../domain/credentials.ts';
import type { CredentialDecision } from '../../domain/decision.ts';
import type { CredentialResult } from '../../domain/ledger-entry.ts';
import { isInProgress, type OpenEnforcement, postureStateOf } from '../../domain/posture.ts';
import type { Trigger } from '../../domain/trigger.ts';
import {
  notifyRemovalFailed,
  notifyRemoved,
  notifyViolation,
  recordAsNotified,
} from '../notify/notifications.ts';
import type { EnforcementChanges, RevisedPosture } from '../ports/records.ts';
import { elapsedMs } from '../telemetry/elapsed.ts';
import {
  type AuditContext,
  type Concluded,
  postureOf,
  recordAudited,
  resultWithoutRemoval,
  violationsIn,
} from './account-posture.ts';
import { appendAudit } from './audit-entry.ts';
import type { GuardDependencies } from './dependencies.ts';
import type { Enforcement } from './enforce.ts';
import { isAnythingUnreported, traceInterrupted } from './interrupted-enforcements.ts';
import { isNewcomer } from './newcomer.ts';

/** What one run takes on, as the begin-write showed it. */
export interface StartedEnforcement {
  readonly enforcement: OpenEnforcement & { readonly startedAt: Date };
  /** Each `remove` among them is about a credential that no other run is about to remove. */
  readonly decisions: readonly CredentialDecision[];
  /** Enforcements whose runs ended without telling: this one tells what came of them. */
  readonly interrupted: readonly OpenEnforcement[];
  /** Something is left to another run, so the account has to be looked at again. */
  readonly isShared: boolean;
  readonly known: RevisedPosture;
}

/**
 * Marks an enforcement as begun, so that a crash in the middle leaves a trace for the next audit, and leaves to other
 * runs what they have begun to remove. Undefined where that is all of it: then nothing was begun.
 */
export async function startEnforcement(
  deps: GuardDependencies,
  { account }: AuditContext,
  decisions: readonly CredentialDecision[],
): Promise<StartedEnforcement | undefined> {
  const startedAt = deps.clock.now();
  const credentials = decisions.filter(isRemoval).map(({ credential }) => credential);
  const enforcement = { id: deps.newId(), startedAt, credentials, hasEnded: false };
  const known = await deps.posture.startEnforcement(account.id, enforcement);
  const others = known.enforcements.filter(({ id }) => id !== enforcement.id);
  const rivals = others.filter((other) => isInProgress(other, startedAt));
  const own = withholdRemovalsOfOthers(
    decisions,
    rivals.flatMap((rival) => rival.credentials),
  );
  if (!own.some(isRemoval)) {
    await deps.posture.updateEnforcements(account.id, { closed: [enforcement.id] });
    return undefined;
  }
  return {
    enforcement,
    decisions: own,
    interrupted: others.filter((other) => !rivals.includes(other)),
    isShared: own.some(({ reason }) => reason === 'removed-elsewhere'),
    known,
  };
}

/** An MFA device waits with the password that it guards. */
function withholdRemovalsOfOthers(
  decisions: readonly CredentialDecision[],
  theirs: readonly Credential[],
): readonly CredentialDecision[] {
  const isTheirs = (credential: Credential) => theirs.some((one) => isPossiblySame(one, credential));
  return decisions.map((decision) => {
    const { credential, exceptionId } = decision;
    const waits = credential.kind === 'mfa-device' && hasPassword(theirs);
    if (!isRemoval(decision) || !(isTheirs(credential) || waits)) return decision;
    return { credential, action: 'withhold', reason: 'removed-elsewhere', exceptionId };
  });
}

export async function concludeEnforcement(
  deps: GuardDependencies,
  subject: AuditContext,
  { enforcement, interrupted, known }: StartedEnforcement,
  { results, after, readAt }: Enforcement,
): Promise<Concluded> {
  const { account, triggers } = subject;
  const enforcementId = enforcement.id;
  const { unreported, settled, kept } = traceInterrupted(interrupted, results, deps.clock.now());
  const complete = !results.some(({ result }) => result === 'failed');
  const failure = appearedMeanwhile(results, after);
  const state = failure ? 'unknown' : postureStateOf(results);
  const posture = {
    ...postureOf(subject, known.posture, { state, results }, readAt),
    failure,
  };
  // What cannot be told is recorded all the same, and its trace stays: the next audit tells it.
  const telling = new Attempts();
  const isTold = await telling.make(async () => {
    if (!complete) await notifyRemovalFailed(deps, account, results, triggers, unreported);
    else if (isAnythingUnreported(unreported) || results.some(({ result }) => result === 'removed')) {
      await notifyRemoved(deps, account, enforcementId, results, triggers, unreported);
    }
    await recordAsNotified(deps, settled);
  });
  await telling.make(() => notifyViolation(deps, account, violationsIn(results), triggers));
  const told = settled.map(({ id }) => id);
  const changes = isTold
    ? closing(enforcement, results, told, kept)
    : { ended: [{ ...enforcement, hasEnded: true }] };
  const concluded = await recordAudited(
    deps,
    subject,
    { ...posture, changedAt: posture.auditedAt },
    known.revision,
    changes,
  );

  deps.telemetry.log(complete ? 'enforcement-finished' : 'enforcement-incomplete', {
    account: account.id,
    enforcementId,
    results,
    durationMs: elapsedMs(enforcement.startedAt, deps.clock),
  });
  deps.telemetry.count('CredentialsRemoved', results.filter(({ result }) => result === 'removed').length);
  if (!complete) deps.telemetry.count('EnforcementFailures', 1);
  countTimeToRemoval(deps, complete, triggers);
  telling.throwWhatFailed();
  return concluded;
}

/** What failed by the re-read may be gone all the same: the audit that finds it gone tells it. */
function closing(
  enforcement: OpenEnforcement,
  results: readonly CredentialResult[],
  told: readonly string[],
  kept: readonly OpenEnforcement[],
): EnforcementChanges {
  return results.some(({ result }) => result === 'failed')
    ? { closed: told, ended: [...kept, endedWith(enforcement, results)] }
    : { closed: [...told, enforcement.id], ended: kept };
}

function endedWith(enforcement: OpenEnforcement, results: readonly CredentialResult[]): OpenEnforcement {
  const credentials = results.filter(({ result }) => result === 'failed').map(({ credential }) => credential);
  return { ...enforcement, credentials, hasEnded: true };
}

/** The re-read may show a credential that nobody has decided on: the account is looked at again. */
function appearedMeanwhile(results: readonly CredentialResult[], after: Inventory): AwsFailure | undefined {
  if (after.type === 'unreadable') return undefined;
  const appeared = after.credentials.filter(
    (listed) => !results.some(({ credential }) => isPossiblySame(credential, listed)),
  );
  if (appeared.length === 0) return undefined;
  return {
    reason: 'readings-disagree',
    call: 'iam:List*',
    code: 'ReadingsDisagree',
    message: `the re-read shows ${appeared.map(({ kind }) => kind).join(', ')}, which the reading before did not`,
    requestId: undefined,
  };
}

/**
 * The credentials are known and the session that could remove them was refused: they stay, and that is a failure and
 * not a doubt.
 */
export async function concludeRefusedRemoval(
  deps: GuardDependencies,
  subject: AuditContext,
  decisions: readonly CredentialDecision[],
  failure: AwsFailure,
): Promise<Concluded> {
  const { account, triggers } = subject;
  const { posture: previous, revision } = await subject.known();
  const results = decisions.map((decision): CredentialResult => {
    const result = resultWithoutRemoval(decision);
    return decision.action === 'remove'
      ? { ...result, result: 'failed', failedBecause: 'refused', failure }
      : result;
  });
  const credentials = decisions.map(({ credential }) => credential);
  const posture = {
    ...postureOf(subject, previous, { state: postureStateOf(results), results }),
    failure,
  };
  await appendAudit(deps, subject, posture, { type: 'readable', credentials }, decisions);
  // In an account that has just joined, the session before was granted and this one may be a moment later.
  const isExpected = isNewcomer(account, triggers, deps.clock.now());
  const telling = new Attempts();
  if (!isTransient(failure) && !isExpected) {
    await telling.make(() => notifyRemovalFailed(deps, account, results, triggers));
  }
  const concluded = await recordAudited(deps, subject, posture, revision);
  deps.telemetry.log('enforcement-incomplete', {
    account: account.id,
    failure,
    results,
    durationMs: elapsedMs(subject.startedAt, deps.clock),
  });
  if (!isExpected) deps.telemetry.count('EnforcementFailures', 1);
  telling.throwWhatFailed();
  return concluded;
}

function countTimeToRemoval(deps: GuardDependencies, complete: boolean, triggers: readonly Trigger[]): void {
  const event = triggers.find(({ type }) => type === 'root-credential-changed');
  if (complete && event) {
    deps.telemetry.count('EventToRemovalMilliseconds', deps.clock.now().getTime() - event.at.getTime());
  }
}

export function isRemoval({ action }: CredentialDecision): boolean {
  return action === 'remove';
}
