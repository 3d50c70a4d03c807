import { type AwsFailure, isTransient } from '../domain/aws-failure.ts';
import { type Inventory, isStillTheSame } from '../domain/credentials.ts';
import type { Verdict } from '../domain/decision.ts';
import { RootguardError } from '../domain/errors.ts';
import type { CredentialResult } from '../domain/ledger-entry.ts';
import { type Posture, postureStateOf } from '../domain/posture.ts';
import type { Trigger } from '../domain/trigger.ts';
import { announceRemovalFailed, announceRemoved, announceViolation } from './announcements.ts';
import { appendAudit } from './audit-entry.ts';
import type { GuardDependencies } from './dependencies.ts';
import type { Enforcement } from './enforce.ts';
import { isNewcomer } from './newcomer.ts';
import { goneSince, postureOf, recordAudited, resultWithoutRemoval, type Subject } from './posture-of.ts';

/** Each conflict is another run on the same account, so this many in a row do not happen by chance. */
const MOST_CONFLICTS = 10;

/**
 * Marks an enforcement as begun, so that a crash in the middle leaves a trace for the next audit.
 *
 * @returns what an earlier enforcement took away without coming to tell it: this one has it to tell now
 */
export async function recordBegun(
  deps: GuardDependencies,
  subject: Subject,
  enforcementId: string,
  verdicts: readonly Verdict[],
): Promise<readonly CredentialResult[]> {
  const results = verdicts.map(resultWithoutRemoval);
  let previous = await subject.previous();
  for (let attempt = 0; attempt < MOST_CONFLICTS; attempt += 1) {
    const open = previous?.openEnforcementId;
    const untold = previous && open !== undefined ? goneSince(previous, results) : [];
    const found = { state: 'violating', results: [...results, ...untold] } as const;
    const posture = postureOf(subject, previous, found, deps.clock.now());
    const begun = { ...posture, openEnforcementId: enforcementId };
    if ((await deps.posture.record(begun, open)) === 'recorded') return untold;
    // Somebody else has begun, or audited, since this run looked.
    previous = await deps.posture.read(subject.account.id);
  }
  throw new RootguardError(
    'posture-contended',
    'tool',
    `the posture of ${subject.account.id} could not be written in ${MOST_CONFLICTS} tries: other runs on the account came in between each time. Nothing was removed; try again`,
  );
}

export async function concludeEnforcement(
  deps: GuardDependencies,
  subject: Subject,
  enforcementId: string,
  { results, after }: Enforcement,
  untold: readonly CredentialResult[],
): Promise<Posture> {
  const { account, triggers } = subject;
  const previous = await subject.previous();
  const complete = !results.some(({ result }) => result === 'failed');
  const failure = appearedMeanwhile(results, after);
  const state = failure ? 'unknown' : postureStateOf(results);
  const posture = {
    ...postureOf(subject, previous, { state, results }, deps.clock.now()),
    failure,
    // What failed by the re-read may be gone all the same: the audit that finds it gone tells it.
    openEnforcementId: complete ? undefined : enforcementId,
  };
  if (complete) await announceRemoved(deps, account, enforcementId, results, triggers, untold);
  else await announceRemovalFailed(deps, account, results, triggers, untold);
  const withheld = results.filter(({ result }) => result === 'withheld');
  if (withheld.length > 0) await announceViolation(deps, account, withheld, triggers);
  await recordAudited(deps, { ...posture, changedAt: posture.auditedAt }, enforcementId);

  deps.telemetry.log(complete ? 'enforcement-finished' : 'enforcement-incomplete', {
    account: account.id,
    enforcementId,
    results,
  });
  deps.telemetry.count('CredentialsRemoved', results.filter(({ result }) => result === 'removed').length);
  if (!complete) deps.telemetry.count('EnforcementFailures', 1);
  countTimeToRemoval(deps, complete, triggers);
  return posture;
}

/** The re-read may show a credential that nobody has decided on: the account is looked at again. */
function appearedMeanwhile(results: readonly CredentialResult[], after: Inventory): AwsFailure | undefined {
  if (after.type === 'unreadable') return undefined;
  const appeared = after.credentials.filter(
    (listed) => !results.some(({ credential }) => isStillTheSame(credential, listed)),
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
  subject: Subject,
  verdicts: readonly Verdict[],
  failure: AwsFailure,
): Promise<Posture> {
  const { account, triggers } = subject;
  const previous = await subject.previous();
  const results = verdicts.map((verdict): CredentialResult => {
    const result = resultWithoutRemoval(verdict);
    return verdict.verdict === 'remove'
      ? { ...result, result: 'failed', failedBecause: 'refused', failure }
      : result;
  });
  const credentials = verdicts.map(({ credential }) => credential);
  const posture = {
    ...postureOf(subject, previous, { state: postureStateOf(results), results }),
    failure,
    openEnforcementId: previous?.openEnforcementId,
  };
  await appendAudit(deps, subject, posture, { type: 'readable', credentials }, verdicts);
  // In an account that has just joined, the session before was granted and this one may be a moment later.
  const isExpected = isNewcomer(account, triggers, deps.clock.now());
  if (!isTransient(failure) && !isExpected) await announceRemovalFailed(deps, account, results, triggers);
  await recordAudited(deps, posture, previous?.openEnforcementId);
  deps.telemetry.log('enforcement-incomplete', { account: account.id, failure, results });
  if (!isExpected) deps.telemetry.count('EnforcementFailures', 1);
  return posture;
}

function countTimeToRemoval(deps: GuardDependencies, complete: boolean, triggers: readonly Trigger[]): void {
  const event = triggers.find(({ type }) => type === 'root-credential-changed');
  if (complete && event) {
    deps.telemetry.count('EventToRemovalMilliseconds', deps.clock.now().getTime() - event.at.getTime());
  }
}
