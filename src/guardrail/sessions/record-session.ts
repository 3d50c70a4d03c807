import { allSettledInOrder, throwRejected } from '../../concurrency/all-settled.ts';
import type { AccountId } from '../../domain/account.ts';
import { AwsCallError } from '../../domain/errors.ts';
import { isActive } from '../../domain/exception.ts';
import {
  isDenied,
  principalOf,
  type RecordedSession,
  type SessionOpening,
} from '../../domain/recorded-session.ts';
import { isForeign, isMisused } from '../../domain/session-principals.ts';
import { onlyReads, opensNothing } from '../../domain/session-tasks.ts';
import { notify, notifyAtMost } from '../notify/notify.ts';
import { describeSession } from '../notify/session-lines.ts';
import { noticeDenials } from './denied-attempts.ts';
import type { SessionDependencies } from './dependencies.ts';

/**
 * Records who opened a root session, or was denied to, and notifies at once where nobody expects it: before anything has happened in
 * the session, if CloudTrail is quick.
 * @param loggedIn the account that logged the call, set by EventBridge
 */
export async function recordSession(
  deps: SessionDependencies,
  opening: SessionOpening,
  loggedIn: AccountId,
): Promise<void> {
  // Only there a call can succeed. Any other account could fill the register with denied ones.
  const mayOpen = loggedIn === deps.homeAccountId || loggedIn === deps.managementAccountId;
  if (isDenied(opening) && !mayOpen) return;
  const session: RecordedSession = { ...opening, foreign: isForeign(opening, deps.sessionPrincipals) };
  // Notified even if it cannot be recorded. What fails is tried again when the message is delivered again.
  throwRejected(
    await allSettledInOrder([
      () => deps.sessionRegister.record(session),
      () => (session.foreign ? notice(deps, session) : Promise.resolve()),
    ]),
  );
}

async function notice(deps: SessionDependencies, session: RecordedSession): Promise<void> {
  deps.telemetry.log('session-foreign', {
    account: session.target,
    sessionTask: session.task,
    openedBy: session.openedBy,
    outcome: isDenied(session) ? 'denied' : 'opened',
  });
  if (isDenied(session)) return noticeDenials(deps, session);
  await notifyForeign(deps, session);
}

/** How many read-only sessions on special accounts are notified by themselves, for each principal and day. */
const MAX_READS_PER_DAY = 3;

async function notifyForeign(deps: SessionDependencies, session: RecordedSession): Promise<void> {
  const { target, accessKeyId, task, at } = session;
  const principal = principalOf(session);
  const opens = !opensNothing(task);
  const why = opens ? misuse(deps, session) : await specialTarget(deps, target);
  if (!opens && why === undefined) return;
  const notification = {
    key: 'session-foreign',
    account: target ?? 'organization',
    fingerprint: `session#${accessKeyId}`,
    lines: [...describeSession(session), ...(why === undefined ? [] : [why])],
  } as const;
  if (!onlyReads(task)) return notify(deps, notification, 'once');
  // Somebody may audit the whole organization, and each account may have an exception.
  await notifyAtMost(deps, notification, {
    group: `session-reads#${principal}#${at.toISOString().slice(0, 10)}`,
    max: MAX_READS_PER_DAY,
    line: `${principal} has opened further sessions that read accounts with exceptions: rootguard sessions --foreign`,
  });
}

function misuse({ sessionPrincipals }: SessionDependencies, session: RecordedSession): string | undefined {
  if (!isMisused(session, sessionPrincipals)) return undefined;
  return 'It is the role of a function of rootguard, which opens no such session: the role or the code of the function is in the hands of somebody else.';
}

/** Why a session in this account matters, whatever its task is: what is created there may be kept. */
async function specialTarget(
  { sessionPrincipals, directory, exceptions, clock }: SessionDependencies,
  target: AccountId | undefined,
): Promise<string | undefined> {
  if (target === undefined) return 'Its event does not name the account in a way that rootguard can read.';
  if (target === sessionPrincipals.canaryAccountId)
    return 'It is the account of the canary, in which only the canary opens sessions.';
  const lookup = await directory.describe(target);
  if (lookup.type === 'unreadable') throw new AwsCallError(lookup.failure);
  if (lookup.type !== 'member') return undefined;
  const now = clock.now();
  const reading = await exceptions.readFor(lookup.account, now);
  if (reading.type === 'unreadable') throw new AwsCallError(reading.failure);
  const isExcepted = reading.malformed.length > 0 || reading.exceptions.some((one) => isActive(one, now));
  return isExcepted ? 'The account has an exception: root credentials of it may be kept.' : undefined;
}
