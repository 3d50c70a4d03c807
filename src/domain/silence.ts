import type { AccountId } from './account.ts';
import { isFarAhead } from './clock-difference.ts';
import { dueAfter, SILENT_AFTER_SECONDS } from './hearing.ts';
import type { HearingProgress } from './hearing-progress.ts';

/** A silent account, as it is named to people. */
export interface SilentAccount {
  readonly id: string;
  readonly name: string;
  /** When it was audited without being heard. */
  readonly since: Date;
  readonly lastHeardAt: Date | undefined;
}

/** What a survey has read of an account that is audited. All its times are by AWS's clock. */
export interface SurveyedAccount extends SilentAccount {
  readonly id: AccountId;
  /** Of the latest audit. */
  readonly auditedAt: Date;
  /** When it becomes silent unless it is heard before, or became so. */
  readonly dueAt: Date | undefined;
  readonly notifiedSilentSince: Date | undefined;
}

export interface SilenceFindings {
  /** How many accounts are silent, whether people know it or not. */
  readonly silent: number;
  /** Silent, nobody knows it, and not known to be so for a cause that they have in common. */
  readonly news: readonly SurveyedAccount[];
  /** People know them as silent, and they are not any more. */
  readonly noLongerSilent: readonly SurveyedAccount[];
  /** Set where no account at all is heard. */
  readonly nothingHeard: { readonly since: Date; readonly accounts: number } | undefined;
  /** Accounts are heard again, after people were notified that none was. */
  readonly isSomethingHeard: boolean;
  /** For the next survey. */
  readonly heardAgainAt: Date | undefined;
  /** When the next account becomes silent unless it is heard; undefined where none does. */
  readonly nextDueAt: Date | undefined;
}

const WINDOW_MS = SILENT_AFTER_SECONDS * 1000;

/**
 * So many accounts do not fall silent at once, and no other is heard, for causes of their own. In a large organization it is known long
 * before most accounts have been audited.
 */
const COMMON_CAUSE_ACCOUNTS = 100;

export function isSilentAt(now: Date): (account: SurveyedAccount) => boolean {
  return ({ dueAt }) => dueAt !== undefined && dueAt <= now;
}

export function judgeSilence(
  accounts: readonly SurveyedAccount[],
  progress: HearingProgress,
  now: Date,
): SilenceFindings {
  const nothingHeardSince = unlessFarAhead(progress.nothingHeardSince, now);
  const firstHeardAt = nothingHeardSince && earliest(heardTimes(accounts, nothingHeardSince));
  const heardAgainAt = firstHeardAt ?? unlessFarAhead(progress.heardAgainAt, now);
  const isSilent = isSilentAt(now);

  const silent = accounts.filter(isSilent);
  const unknown = silent.filter(({ notifiedSilentSince }) => notifiedSilentSince === undefined);
  const unheard = unknown.flatMap((account) => unheardSince(account, heardAgainAt));
  const overdue = unheard.filter(({ dueAt }) => dueAt <= now);
  const dueLater = [...accounts, ...unheard].flatMap(({ dueAt }) =>
    dueAt !== undefined && dueAt > now ? [dueAt] : [],
  );
  const nothingHeard =
    nothingHeardSince !== undefined && firstHeardAt === undefined
      ? { since: nothingHeardSince, accounts: silent.length }
      : findNothingHeard(accounts, overdue, dueLater.length);
  return {
    silent: silent.length,
    news: nothingHeard === undefined ? overdue.map(({ account }) => account) : [],
    noLongerSilent: accounts.filter((one) => one.notifiedSilentSince !== undefined && !isSilent(one)),
    nothingHeard,
    isSomethingHeard: firstHeardAt !== undefined,
    heardAgainAt: nothingHeard === undefined && overdue.length < unknown.length ? heardAgainAt : undefined,
    nextDueAt: earliest(dueLater),
  };
}

/** A silent account whose cause is not known to be another one. */
interface Unheard {
  readonly account: SurveyedAccount;
  /** The audit that counts. */
  readonly since: Date;
  readonly dueAt: Date;
}

/**
 * Empty where the account was last audited while no account was heard: its next audit shows whether it is silent by itself. The half hour
 * is for one that was audited in the sweep that found the others to be heard again, just before them.
 */
function unheardSince(account: SurveyedAccount, heardAgainAt: Date | undefined): readonly Unheard[] {
  const { since, auditedAt } = account;
  const countsFrom = (heardAgainAt?.getTime() ?? 0) - WINDOW_MS;
  if (auditedAt.getTime() < countsFrom) return [];
  const counted = since.getTime() < countsFrom ? auditedAt : since;
  return [{ account, since: counted, dueAt: dueAfter(counted) }];
}

/**
 * Where no account was heard since half an hour before the first of these was audited, and most accounts or very many wait for a
 * heartbeat: the cause is then not in one of them. With few audits it may well be.
 */
function findNothingHeard(
  accounts: readonly SurveyedAccount[],
  overdue: readonly Unheard[],
  waiting: number,
): SilenceFindings['nothingHeard'] {
  const since = earliest(overdue.map((one) => one.since));
  if (since === undefined) return undefined;
  if (heardTimes(accounts, new Date(since.getTime() - WINDOW_MS)).length > 0) return undefined;
  const unheard = overdue.length + waiting;
  const overdueAccounts = new Set(overdue.map(({ account }) => account));
  // One that was heard before was not audited since; without it, one account in a small organization would be most of them.
  const known = accounts.filter(
    (account) =>
      overdueAccounts.has(account) ||
      (account.notifiedSilentSince === undefined &&
        (account.lastHeardAt !== undefined || account.dueAt !== undefined)),
  );
  return unheard * 2 > known.length || unheard >= COMMON_CAUSE_ACCOUNTS
    ? { since, accounts: unheard }
    : undefined;
}

function heardTimes(accounts: readonly SurveyedAccount[], from: Date): readonly Date[] {
  return accounts.flatMap(({ lastHeardAt }) =>
    lastHeardAt !== undefined && lastHeardAt >= from ? [lastHeardAt] : [],
  );
}

function earliest(times: readonly Date[]): Date | undefined {
  return times.reduce<Date | undefined>(
    (first, time) => (first === undefined || time < first ? time : first),
    undefined,
  );
}

/** A time far ahead was written by a wrong clock or by hand, and must not hide what is silent. */
function unlessFarAhead(time: Date | undefined, now: Date): Date | undefined {
  return time === undefined || isFarAhead(time, now) ? undefined : time;
}
