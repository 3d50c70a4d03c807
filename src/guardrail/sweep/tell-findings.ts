import { createHash } from 'node:crypto';
import pLimit from 'p-limit';
import { allSettledInOrder, throwRejected } from '../../concurrency/all-settled.ts';
import { isFarAhead } from '../../domain/clock-difference.ts';
import type { DigestLook, DigestProgress } from '../../domain/digest-progress.ts';
import type { SweepProgress } from '../../domain/sweep-progress.ts';
import { notifyDigest } from '../notify/digest.ts';
import type { Finding } from '../notify/findings.ts';
import { notifyFinding } from '../notify/notifications.ts';
import { REPEAT_AFTER_SECONDS } from '../notify/notify.ts';
import type { DigestUpdate, StoredDigestProgress } from '../ports/digest-progress.ts';
import type { SweepDependencies } from './dependencies.ts';
import { isPossibleLease, leaseFrom } from './lease.ts';
import { MAX_SECONDS_BEFORE_SWEEP } from './missed-accounts.ts';
import { type Survey, surveyPostures } from './survey.ts';
import type { RemainingMs } from './sweep.ts';

type Dependencies = Pick<
  SweepDependencies,
  | 'digestProgress'
  | 'sweepProgress'
  | 'postures'
  | 'deployedCoverage'
  | 'clock'
  | 'notifier'
  | 'sentNotifications'
  | 'ledger'
  | 'newId'
  | 'telemetry'
>;

/** With more findings than this, one digest takes the place of a notification for each. */
export const MAX_SINGLE_NOTIFICATIONS = 10;

/** No message of a sweep is delivered again later than this after it failed: what has not changed for so long has ended. */
const QUIET_SECONDS = 30 * 60;

/** Findings that keep coming, or a sweep that does not end, delay a notification no longer than this. */
const MAX_WAIT_SECONDS = 24 * 60 * 60;

/** The sweeper's timeout: no other run tells findings while this one may be alive. */
const LEASE_SECONDS = 15 * 60;

/** Reading the postures and sending takes about a minute in the largest organizations. */
const MIN_REMAINING_MS = 3 * 60 * 1000;

/** How many records of sent notifications are read or written at a time. */
const CONCURRENCY = 8;

/**
 * Notifies of what the audits of sweeps found: once the accounts of the sweep have been audited, or nothing has changed for half an
 * hour. The first sweep of an installation ends in one digest, and so does each later one with many findings.
 *
 * Audits count their findings after the posture shows them. Here the count is read, then the postures, and the count is recorded as
 * told after everything was sent: a finding that comes later leads to another run, and a crash to a second try. What people know
 * already is told by the fingerprints of the notifications that were sent.
 */
export async function tellFindings(deps: Dependencies, remainingMs: RemainingMs): Promise<void> {
  const stored = await deps.digestProgress.read();
  const { progress } = stored;
  if (progress.findings === progress.told && progress.firstSentAt !== undefined) return;
  const sweep = await readSweep(deps);
  if (progress.findings === progress.told && sweep?.finishedAt === undefined) return;
  const now = deps.clock.now();
  if (isLeased(progress, now) || remainingMs() < MIN_REMAINING_MS) return;

  const since = sweep ? new Date(sweep.startedAt.getTime() - MAX_SECONDS_BEFORE_SWEEP * 1000) : now;
  const survey = await surveyPostures(deps, since, now);
  const look = lookAt(progress, survey, now);
  if (!isDue(progress, look, { sweep, survey, now })) {
    await deps.digestProgress.write(stored, { ...progress, look });
    return;
  }
  await tellUnderLease(deps, stored, { sweep, survey, look });
}

interface Seen {
  readonly sweep: SweepProgress | undefined;
  readonly survey: Survey;
}

async function readSweep({ sweepProgress }: Dependencies): Promise<SweepProgress | undefined> {
  const stored = await sweepProgress.read();
  return stored?.type === 'progress' ? stored.progress : undefined;
}

function isLeased({ leasedUntil }: DigestProgress, now: Date): boolean {
  return leasedUntil !== undefined && now < leasedUntil && isPossibleLease(leasedUntil, now, LEASE_SECONDS);
}

/** What the run sees, and since when it has been so: a time that a wrong clock wrote starts anew. */
function lookAt({ look, findings }: DigestProgress, { audited }: Survey, now: Date): DigestLook {
  const isUnchanged = look?.findings === findings && look.audited === audited;
  const past = (time: Date | undefined) => (time === undefined || isFarAhead(time, now) ? now : time);
  return {
    findings,
    audited,
    unchangedSince: isUnchanged ? past(look.unchangedSince) : now,
    waitingSince: past(look?.waitingSince),
  };
}

/**
 * Right after the accounts of a full sweep have been audited. Findings that come later, or from the sweep of a unit, are told once
 * no further ones have come between two runs.
 */
function isDue(
  progress: DigestProgress,
  look: DigestLook,
  { sweep, survey, now }: Seen & { readonly now: Date },
): boolean {
  const seconds = (since: Date) => (now.getTime() - since.getTime()) / 1000;
  if (seconds(look.unchangedSince) >= QUIET_SECONDS || seconds(look.waitingSince) >= MAX_WAIT_SECONDS)
    return true;
  if (sweep !== undefined && openIn(sweep, survey) !== 0) return false;
  const isNewSweep = sweep !== undefined && sweep.sweepId !== progress.sweepId;
  return isNewSweep || look.findings === progress.look?.findings;
}

/** How many accounts of the sweep have not been audited since it started; undefined while it is being queued. */
function openIn({ finishedAt, accountsQueued }: SweepProgress, { audited }: Survey): number | undefined {
  return finishedAt === undefined ? undefined : Math.max(0, accountsQueued - audited);
}

async function tellUnderLease(
  deps: Dependencies,
  stored: StoredDigestProgress,
  { sweep, survey, look }: Seen & { readonly look: DigestLook },
): Promise<void> {
  const { progress } = stored;
  const leased = { ...progress, look, leasedUntil: leaseFrom(deps.clock.now(), LEASE_SECONDS) };
  if ((await deps.digestProgress.write(stored, leased)) === 'conflict') return;
  const revision = progress.revision + 1;
  const ownLease: StoredDigestProgress = {
    progress: { ...progress, revision },
    storedFindings: progress.findings,
    storedRevision: revision,
  };
  const release = (latest: DigestUpdate) =>
    deps.digestProgress.write(ownLease, { ...latest, leasedUntil: undefined });
  try {
    await tell(deps, progress, { sweep, survey });
    const hasEnded = sweep?.finishedAt !== undefined;
    await release({
      ...progress,
      told: progress.findings,
      firstSentAt: progress.firstSentAt ?? (hasEnded ? deps.clock.now() : undefined),
      sweepId: hasEnded ? sweep.sweepId : progress.sweepId,
      look: undefined,
    });
  } catch (error) {
    await release({ ...progress, look });
    throw error;
  }
}

async function tell(deps: Dependencies, progress: DigestProgress, { sweep, survey }: Seen): Promise<void> {
  const findings = await withoutKnown(deps, survey.findings);
  const isFirst = await isFirstDigest(deps, progress, sweep);
  const fingerprint = `digest#${sweep?.sweepId ?? ''}#${progress.findings}#${hashOf(survey.findings)}`;
  const wasSent = await deps.sentNotifications.wasSent(fingerprint, deps.clock.now());
  if (!isFirst && !wasSent && findings.length <= MAX_SINGLE_NOTIFICATIONS) {
    throwRejected(await allSettledInOrder(findings.map((finding) => () => notifyFinding(deps, finding))));
    return;
  }
  const open = sweep === undefined ? 0 : openIn(sweep, survey);
  await notifyDigest(deps, { isFirst, findings, counts: survey.counts, open }, fingerprint);
  if (isFirst && sweep) await recordFirst(deps, sweep);
  await recordAsSent(deps, findings);
}

/** Whether the first sweep has ended, and its digest was not sent by a run that ended before it recorded that. */
async function isFirstDigest(
  { sentNotifications, clock }: Dependencies,
  { firstSentAt }: DigestProgress,
  sweep: SweepProgress | undefined,
): Promise<boolean> {
  if (firstSentAt !== undefined || sweep?.finishedAt === undefined) return false;
  return !(await sentNotifications.wasSent(fingerprintOfFirst(sweep), clock.now()));
}

async function recordFirst({ sentNotifications, clock }: Dependencies, sweep: SweepProgress): Promise<void> {
  await sentNotifications.recordSent(fingerprintOfFirst(sweep), clock.now(), REPEAT_AFTER_SECONDS.once);
}

function fingerprintOfFirst({ sweepId }: SweepProgress): string {
  return `first-sweep#${sweepId}`;
}

async function withoutKnown(
  { sentNotifications, clock }: Dependencies,
  findings: readonly Finding[],
): Promise<readonly Finding[]> {
  const limit = pLimit(CONCURRENCY);
  const known = await Promise.all(
    findings.map(({ notification }) =>
      limit(() => sentNotifications.wasSent(notification.fingerprint, clock.now())),
    ),
  );
  return findings.filter((_, at) => known[at] !== true);
}

/** Exactly the findings of the digest: one that came later is told by the next. */
async function recordAsSent(
  { sentNotifications, clock }: Dependencies,
  findings: readonly Finding[],
): Promise<void> {
  const limit = pLimit(CONCURRENCY);
  await Promise.all(
    findings.map(({ notification, repeat }) =>
      limit(() =>
        sentNotifications.recordSent(notification.fingerprint, clock.now(), REPEAT_AFTER_SECONDS[repeat]),
      ),
    ),
  );
}

/**
 * A second try after a crash sends the same digest once only, and another one where something came in between. Of all findings, as
 * the first try may have recorded some of them as sent.
 */
function hashOf(findings: readonly Finding[]): string {
  const fingerprints = findings.map(({ notification }) => notification.fingerprint).sort();
  return createHash('sha256').update(fingerprints.join('\n')).digest('hex').slice(0, 16);
}
