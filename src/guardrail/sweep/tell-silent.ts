import pLimit from 'p-limit';
import { type AccountId, isAccountId } from '../../domain/account.ts';
import { heartbeatDueAt, SILENT_AFTER_SECONDS } from '../../domain/hearing.ts';
import type { HearingProgress } from '../../domain/hearing-progress.ts';
import { isStale } from '../../domain/posture.ts';
import {
  notifyHeardAgain,
  notifyNothingHeard,
  notifySilent,
  notifySomethingHeard,
  type SilentAccount,
} from '../notify/silence-notifications.ts';
import type { SweepDependencies } from './dependencies.ts';
import type { RemainingMs } from './sweep.ts';

type Dependencies = Pick<
  SweepDependencies,
  'silence' | 'postures' | 'clock' | 'notifier' | 'sentNotifications' | 'ledger' | 'newId' | 'telemetry'
>;

/** An audit after the survey is due half an hour later at the earliest, so that the table need not be read more often. */
const SURVEY_EVERY_MS = SILENT_AFTER_SECONDS * 1000;

/** Reading the postures and sending takes about a minute in the largest organizations. */
const MIN_REMAINING_MS = 3 * 60 * 1000;

/** How many rows are written at a time. */
const CONCURRENCY = 8;

/**
 * Notifies of accounts that were audited and not heard within half an hour, and of those that are heard again: each once. A row shows
 * that people know of its silence only after they were notified, so that a crash leads to a second try; the fingerprint of the
 * notification then keeps it from being sent twice.
 */
export async function tellSilent(deps: Dependencies, remainingMs: RemainingMs): Promise<void> {
  const progress = await deps.silence.readHearingProgress();
  const now = deps.clock.now();
  if (isDue(progress, now) && remainingMs() >= MIN_REMAINING_MS) {
    const survey = await surveyHearing(deps, now);
    const nothingHeardSince = await tell(deps, progress, survey);
    const latest = {
      nextSurveyAt: survey.nextDueAt ?? new Date(now.getTime() + SURVEY_EVERY_MS),
      silent: survey.silent.length,
      nothingHeardSince,
    };
    await deps.silence.writeHearingProgress(latest);
    deps.telemetry.count('AccountsSilent', latest.silent);
    return;
  }
  deps.telemetry.count('AccountsSilent', progress.silent);
}

/** A time further ahead than any survey sets was written by a wrong clock. */
function isDue({ nextSurveyAt }: HearingProgress, now: Date): boolean {
  return (
    nextSurveyAt === undefined ||
    nextSurveyAt <= now ||
    nextSurveyAt.getTime() - now.getTime() > SURVEY_EVERY_MS
  );
}

interface SurveyedAccount extends SilentAccount {
  readonly id: AccountId;
  readonly notifiedSilentSince: Date | undefined;
}

interface HearingSurvey {
  readonly silent: readonly SurveyedAccount[];
  /** People know them as silent, and they are not any more. */
  readonly noLongerSilent: readonly SurveyedAccount[];
  /** How many accounts wait for a heartbeat that is not overdue. */
  readonly waiting: number;
  readonly heardAt: readonly Date[];
  /** When the next account becomes silent unless it is heard; undefined where none does within half an hour. */
  readonly nextDueAt: Date | undefined;
}

async function surveyHearing({ postures }: Dependencies, now: Date): Promise<HearingSurvey> {
  const silent: SurveyedAccount[] = [];
  const noLongerSilent: SurveyedAccount[] = [];
  const heardAt: Date[] = [];
  const dueLater: number[] = [];
  for await (const { account: id, posture, hearing } of postures.readAll()) {
    // An account that has left is not audited any more.
    if (!isAccountId(id) || posture === undefined || isStale(posture, now)) continue;
    const { heardAt: lastHeardAt, awaitingHeartbeatSince, notifiedSilentSince } = hearing;
    const since = awaitingHeartbeatSince ?? notifiedSilentSince ?? posture.auditedAt;
    const account = { id, name: posture.name, since, lastHeardAt, notifiedSilentSince };
    const dueAt = heartbeatDueAt(hearing);
    if (dueAt !== undefined && dueAt <= now) silent.push(account);
    else if (notifiedSilentSince !== undefined) noLongerSilent.push(account);
    if (dueAt !== undefined && dueAt > now) dueLater.push(dueAt.getTime());
    if (lastHeardAt !== undefined) heardAt.push(lastHeardAt);
  }
  const latestMs = now.getTime() + SURVEY_EVERY_MS;
  const nextDueAt = dueLater.length === 0 ? undefined : new Date(Math.min(...dueLater, latestMs));
  return { silent, noLongerSilent, waiting: dueLater.length, heardAt, nextDueAt };
}

/** @returns since when no account at all is heard, if people know it */
async function tell(
  deps: Dependencies,
  { nothingHeardSince }: HearingProgress,
  survey: HearingSurvey,
): Promise<Date | undefined> {
  const { silent, noLongerSilent } = survey;
  const since = sinceNothingIsHeard(survey);
  if (since !== undefined) {
    if (nothingHeardSince !== undefined) return nothingHeardSince;
    await notifyNothingHeard(deps, silent.length + survey.waiting, since);
    return since;
  }
  const news = silent.filter(({ notifiedSilentSince: known }) => known === undefined);
  if (news.length > 0) {
    await notifySilent(deps, news);
    await mark(deps, news, ({ since: unheard }) => unheard);
  }
  if (noLongerSilent.length > 0) {
    const heard = noLongerSilent.filter(isHeardAgain);
    if (heard.length > 0) await notifyHeardAgain(deps, heard);
    await mark(deps, noLongerSilent, () => undefined);
  }
  if (nothingHeardSince === undefined || !survey.heardAt.some((at) => at >= nothingHeardSince)) {
    return nothingHeardSince;
  }
  await notifySomethingHeard(deps, nothingHeardSince);
  return undefined;
}

/** Otherwise nothing is expected of it any more: it was suspended, or is no longer covered. */
function isHeardAgain({ lastHeardAt, notifiedSilentSince: since }: SurveyedAccount): boolean {
  return lastHeardAt !== undefined && since !== undefined && lastHeardAt >= since;
}

/**
 * Defined where no account was heard since half an hour before the first one that is silent now was audited, and most accounts wait
 * for a heartbeat: the cause is then not in one of them. With few audits it may well be.
 */
function sinceNothingIsHeard({ silent, waiting, heardAt }: HearingSurvey): Date | undefined {
  const first = silent.reduce<Date | undefined>(
    (earliest, { since }) => (earliest === undefined || since < earliest ? since : earliest),
    undefined,
  );
  if (first === undefined) return undefined;
  const from = first.getTime() - SURVEY_EVERY_MS;
  if (heardAt.some((at) => at.getTime() >= from)) return undefined;
  const unheard = silent.length + waiting;
  return unheard * 2 > heardAt.length ? first : undefined;
}

async function mark(
  { silence }: Dependencies,
  accounts: readonly SurveyedAccount[],
  since: (account: SurveyedAccount) => Date | undefined,
): Promise<void> {
  const limit = pLimit(CONCURRENCY);
  await Promise.all(
    accounts.map((account) => limit(() => silence.markSilenceNotified(account.id, since(account)))),
  );
}
