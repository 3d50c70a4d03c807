import type { MemberAccount } from '../../domain/account.ts';
import { describeWithRequestId } from '../../domain/aws-failure.ts';
import { MAX_CANARY_RUN_SECONDS } from '../../domain/canary.ts';
import type { CredentialKind } from '../../domain/credentials.ts';
import { isActive } from '../../domain/exception.ts';
import { modeFor } from '../../domain/policy.ts';
import { areUnusable } from '../../domain/settings.ts';
import { checkEligibilityUncached, type Eligibility } from '../account/check-eligibility.ts';
import { readCurrentPolicy } from '../operate/current-policy.ts';
import type { CanaryRun, StoredCanaryRun } from '../ports/canary-runs.ts';
import { isPossibleLease } from '../sweep/lease.ts';
import type { CanaryDependencies, CanaryRequest, Cleared, RefusedRun } from './dependencies.ts';
import { recordRun } from './record-run.ts';
import type { CanaryRefusalCode } from './refusals.ts';
import { removePassword } from './remove-password.ts';

/**
 * Whether a run may be made in the account: an active member without any root credential or exception, and without another run.
 * What cannot be found out refuses the run. Removes the password of an earlier run that was interrupted.
 */
export async function checkAccount(
  deps: CanaryDependencies,
  request: CanaryRequest,
): Promise<Cleared | RefusedRun> {
  const eligibility = await checkEligibilityUncached(deps, request.account);
  if (eligibility.type !== 'eligible') return refused(...whyIneligible(eligibility));
  const { account } = eligibility;
  const latest = await deps.canaryRuns.read(account.id);
  const interrupted = interruptedRun(latest);
  const refusal =
    refuseBesideOther(latest, deps.clock.now()) ??
    unlessUnreadable(latest, await refuseWithCredentials(deps, request, account, interrupted)) ??
    (await refuseWithExceptions(deps, account));
  if (refusal !== undefined) return refusal;

  const { reading, appliedPolicy } = await readCurrentPolicy(deps, () => deps.settings.read());
  if (areUnusable(reading)) {
    const why =
      reading.type === 'malformed' ? reading.issues.join('; ') : describeWithRequestId(reading.failure);
    return refused('canary-unclear', `The settings cannot be used: ${why}`);
  }
  return {
    type: 'cleared',
    account,
    mode: modeFor(appliedPolicy, account),
    latest,
    interrupted,
  };
}

export function refused(code: CanaryRefusalCode, detail: string): RefusedRun {
  return { type: 'refused', refusal: { code, detail } };
}

function whyIneligible(
  eligibility: Exclude<Eligibility, { type: 'eligible' }>,
): readonly [CanaryRefusalCode, string] {
  switch (eligibility.type) {
    case 'not-active':
      return ['canary-not-a-member', `Its state is ${eligibility.account.state}.`];
    case 'rejected':
      return [
        'canary-not-a-member',
        eligibility.reason === 'management-account'
          ? 'It is the management account.'
          : 'It is not in the organization.',
      ];
    case 'unknown':
      return ['canary-unclear', describeWithRequestId(eligibility.failure)];
  }
}

function refuseBesideOther(latest: StoredCanaryRun | undefined, now: Date): RefusedRun | undefined {
  const run = interruptedRun(latest);
  if (run === undefined) return undefined;
  const { startedAt, leasedUntil } = run;
  if (leasedUntil <= now || !isPossibleLease(leasedUntil, now, MAX_CANARY_RUN_SECONDS)) return undefined;
  return refused(
    'canary-in-progress',
    `It started at ${startedAt.toISOString()}; if it was interrupted, the next run cleans up after ${leasedUntil.toISOString()}.`,
  );
}

/** The next run replaces a record that cannot be read. Only it could say that a password is the canary's, so that it stays. */
function unlessUnreadable(
  latest: StoredCanaryRun | undefined,
  refusal: RefusedRun | undefined,
): RefusedRun | undefined {
  if (latest?.type !== 'malformed' || refusal?.refusal.code !== 'canary-has-credentials') return refusal;
  const { code, detail } = refusal.refusal;
  const why = latest.issues.join('; ');
  return refused(
    code,
    `${detail} Nobody knows whether a run has left it, as the record of the latest one does not parse: ${why}. rootguard enforce removes it, unless it is approved.`,
  );
}

/** A run that has no end, whether it is in progress or not. */
function interruptedRun(latest: StoredCanaryRun | undefined): CanaryRun | undefined {
  return latest?.type === 'run' && latest.run.endedAt === undefined ? latest.run : undefined;
}

async function refuseWithCredentials(
  deps: CanaryDependencies,
  request: CanaryRequest,
  account: MemberAccount,
  interrupted: CanaryRun | undefined,
): Promise<RefusedRun | undefined> {
  const present = await readPresent(deps, account);
  if (present.type === 'refused') return present;
  if (present.kinds.length === 0) return undefined;
  if (interrupted === undefined || !present.kinds.includes('login-profile'))
    return hasCredentials(present.kinds);

  const removal = await removePassword(deps, account, interrupted, request.by);
  if (removal.type === 'left-behind') return refused('canary-left-behind', removal.why);
  if (removal.type === 'removed') {
    await recordRun(deps, request, interrupted.id, { result: 'cleaned-up' });
  }
  const after = await readPresent(deps, account);
  if (after.type === 'refused') return after;
  return after.kinds.length === 0 ? undefined : hasCredentials(after.kinds);
}

async function readPresent(
  { auditor }: CanaryDependencies,
  { id }: MemberAccount,
): Promise<RefusedRun | { readonly type: 'present'; readonly kinds: readonly CredentialKind[] }> {
  const opened = await auditor.openAuditSession(id);
  const summary =
    opened.type === 'opened'
      ? await opened.session.readSummary()
      : ({ type: 'unreadable', failure: opened.failure } as const);
  return summary.type === 'unreadable'
    ? refused('canary-unclear', describeWithRequestId(summary.failure))
    : { type: 'present', kinds: [...summary.present] };
}

function hasCredentials(kinds: readonly CredentialKind[]): RefusedRun {
  return refused('canary-has-credentials', `It has: ${kinds.join(', ')}.`);
}

async function refuseWithExceptions(
  { exceptions, clock }: CanaryDependencies,
  account: MemberAccount,
): Promise<RefusedRun | undefined> {
  const now = clock.now();
  const reading = await exceptions.readFor(account, now);
  if (reading.type === 'unreadable') return refused('canary-unclear', describeWithRequestId(reading.failure));
  const [malformed] = reading.malformed;
  if (malformed !== undefined) {
    return refused('canary-unclear', `Exception ${malformed.id} of ${malformed.scope} cannot be read.`);
  }
  const active = reading.exceptions.filter((exception) => isActive(exception, now));
  return active.length === 0
    ? undefined
    : refused('canary-has-exceptions', `In force: ${active.map(({ id }) => id).join(', ')}.`);
}
