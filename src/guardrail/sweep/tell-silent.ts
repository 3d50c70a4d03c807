import pLimit from 'p-limit';
import { allInOrder } from '../../concurrency/settled.ts';
import { isAccountId } from '../../domain/account.ts';
import { isFarAhead } from '../../domain/clock-difference.ts';
import { heartbeatDueAt, isAnswered, SILENT_AFTER_SECONDS } from '../../domain/hearing.ts';
import type { HearingProgress } from '../../domain/hearing-progress.ts';
import { staleAfterHours } from '../../domain/posture.ts';
import {
  isSilentAt,
  judgeSilence,
  type SilenceFindings,
  type SurveyedAccount,
} from '../../domain/silence.ts';
import { REPEAT_AFTER_SECONDS } from '../notify/notify.ts';
import {
  notifyHeardAgain,
  notifyNothingHeard,
  notifySilent,
  notifySomethingHeard,
} from '../notify/silence-notifications.ts';
import type { SweepDependencies } from './dependencies.ts';
import { isPossibleLease, leaseFrom } from './lease.ts';
import { leftSince } from './left-since.ts';
import type { RemainingMs } from './sweep.ts';

type Dependencies = Pick<
  SweepDependencies,
  | 'silence'
  | 'postures'
  | 'deployedCoverage'
  | 'directory'
  | 'clock'
  | 'notifier'
  | 'sentNotifications'
  | 'ledger'
  | 'newId'
  | 'telemetry'
>;

/** An audit after the survey is due half an hour later at the earliest, so that the table need not be read more often. */
const SURVEY_EVERY_MS = SILENT_AFTER_SECONDS * 1000;

/** Reading the postures and sending takes about a minute in the largest organizations. */
const MIN_REMAINING_MS = 3 * 60 * 1000;

/** The sweeper's timeout: no other run notifies while this one may be alive. */
const LEASE_SECONDS = 15 * 60;

/** How many rows are written at a time. */
const CONCURRENCY = 8;

/**
 * Notifies of accounts that were audited and not heard within half an hour, and of those that are heard again: each once. A row shows
 * that people know of its silence only after they were notified, so that a crash leads to a second try; the fingerprint of the
 * notification then keeps it from being sent twice.
 */
export async function tellSilent(deps: Dependencies, remainingMs: RemainingMs): Promise<void> {
  const stored = await deps.silence.readHearingProgress();
  const { progress } = stored;
  const now = deps.clock.now();
  const hasTime = remainingMs() >= MIN_REMAINING_MS;
  const leasedUntil = leaseFrom(now, LEASE_SECONDS);
  const mayTell = isDue(progress, now) && !isLeased(progress, now) && hasTime;
  // Another run that has read the same, and is a little earlier, tells of it.
  if (
    !mayTell ||
    (await deps.silence.writeHearingProgress(stored, { ...progress, leasedUntil })) === 'conflict'
  ) {
    deps.telemetry.count('AccountsSilent', progress.silent);
    return;
  }
  const revision = progress.revision + 1;
  const ownLease = { progress: { ...progress, revision }, storedRevision: revision };
  const release = (latest: Omit<HearingProgress, 'revision' | 'leasedUntil'>) =>
    deps.silence.writeHearingProgress(ownLease, { ...latest, leasedUntil: undefined });
  try {
    const surveyed = await withoutThoseThatLeft(deps, await surveyHearing(deps, now), now);
    const findings = judgeSilence(surveyed, progress, now);
    // Before people are notified: the alarm must not depend on the topic.
    deps.telemetry.count('AccountsSilent', findings.silent);
    await tell(deps, progress, findings);
    await release({
      nextSurveyAt: nextSurveyAt(findings, now),
      silent: findings.silent,
      nothingHeardSince: findings.nothingHeard?.since,
      heardAgainAt: findings.heardAgainAt,
    });
  } catch (error) {
    await release(progress);
    throw error;
  }
}

function isLeased({ leasedUntil }: HearingProgress, now: Date): boolean {
  return leasedUntil !== undefined && now < leasedUntil && isPossibleLease(leasedUntil, now, LEASE_SECONDS);
}

/** A time further ahead than any survey sets was written by a wrong clock. */
function isDue({ nextSurveyAt }: HearingProgress, now: Date): boolean {
  return (
    nextSurveyAt === undefined ||
    nextSurveyAt <= now ||
    nextSurveyAt.getTime() - now.getTime() > SURVEY_EVERY_MS
  );
}

function nextSurveyAt({ nextDueAt }: SilenceFindings, now: Date): Date {
  const latest = new Date(now.getTime() + SURVEY_EVERY_MS);
  return nextDueAt !== undefined && nextDueAt < latest ? nextDueAt : latest;
}

async function surveyHearing(
  { postures, deployedCoverage }: Dependencies,
  now: Date,
): Promise<readonly SurveyedAccount[]> {
  const accounts: SurveyedAccount[] = [];
  // With sweeps every few days, a silent account must not be forgotten before the next one.
  const auditedSince = now.getTime() - staleAfterHours(deployedCoverage.sweepEveryHours) * 3_600_000;
  for await (const { account: id, posture, hearing } of postures.readAll()) {
    if (!isAccountId(id)) continue;
    const { heardAt, awaitingHeartbeatSince, notifiedSilentSince } = hearing;
    // A posture that does not parse hides no silence. The audit that waits was made at least.
    const auditedAt = posture?.sessionOpenedAt ?? posture?.auditedAt ?? awaitingHeartbeatSince;
    // An account that has left is not audited any more.
    if (auditedAt === undefined || auditedAt.getTime() < auditedSince) continue;
    accounts.push({
      id,
      name: posture?.name ?? 'name unknown',
      since: awaitingHeartbeatSince ?? notifiedSilentSince ?? auditedAt,
      auditedAt,
      lastHeardAt: heardAt !== undefined && isFarAhead(heardAt, now) ? undefined : heardAt,
      notifiedSilentSince,
      dueAt: heartbeatDueAt(hearing, now),
    });
  }
  return accounts;
}

async function withoutThoseThatLeft(
  deps: Dependencies,
  accounts: readonly SurveyedAccount[],
  now: Date,
): Promise<readonly SurveyedAccount[]> {
  const left = await leftSince(deps, accounts.filter(isSilentAt(now)));
  return accounts.filter(({ id }) => !left.has(id));
}

async function tell(
  deps: Dependencies,
  { nothingHeardSince: knownSince }: HearingProgress,
  { news, noLongerSilent, nothingHeard, isSomethingHeard }: SilenceFindings,
): Promise<void> {
  if (isSomethingHeard && knownSince !== undefined) await notifySomethingHeard(deps, knownSince);
  if (nothingHeard !== undefined && nothingHeard.since.getTime() !== knownSince?.getTime()) {
    await notifyNothingHeard(deps, nothingHeard.accounts, nothingHeard.since);
  }
  if (news.length > 0) {
    await notifyNews(deps, news);
    await mark(deps, news, ({ since: unheard }) => unheard);
  }
  if (noLongerSilent.length > 0) {
    const heard = noLongerSilent.filter(isHeardAgain);
    if (heard.length > 0) await notifyHeardAgain(deps, heard);
    await mark(deps, noLongerSilent, () => undefined);
  }
}

/** Each has a fingerprint of its own: one whose row could not be marked is not told again with the next ones. */
async function notifyNews(deps: Dependencies, news: readonly SurveyedAccount[]): Promise<void> {
  const { sentNotifications, clock } = deps;
  const limit = pLimit(CONCURRENCY);
  const fingerprintOf = ({ id, since }: SurveyedAccount) => `silent#${id}#${since.toISOString()}`;
  const known = await Promise.all(
    news.map((account) => limit(() => sentNotifications.wasSent(fingerprintOf(account), clock.now()))),
  );
  const untold = news.filter((_, at) => known[at] !== true);
  if (untold.length === 0) return;
  await notifySilent(deps, untold);
  await allInOrder(
    untold.map((account) =>
      limit(() =>
        sentNotifications.recordSent(fingerprintOf(account), clock.now(), REPEAT_AFTER_SECONDS.once),
      ),
    ),
  );
}

/** Otherwise nothing is expected of it any more: it was suspended, or is no longer covered. */
function isHeardAgain({ lastHeardAt, notifiedSilentSince: since }: SurveyedAccount): boolean {
  return isAnswered({ heardAt: lastHeardAt, awaitingHeartbeatSince: since });
}

async function mark(
  { silence }: Dependencies,
  accounts: readonly SurveyedAccount[],
  since: (account: SurveyedAccount) => Date | undefined,
): Promise<void> {
  const limit = pLimit(CONCURRENCY);
  // One that fails must not keep the others from being marked: they would be notified of again.
  await allInOrder(
    accounts.map((account) => limit(() => silence.markSilenceNotified(account.id, since(account)))),
  );
}
