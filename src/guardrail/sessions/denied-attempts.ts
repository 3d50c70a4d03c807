import { isDenied, type RecordedSession } from '../../domain/recorded-session.ts';
import { notify } from '../notify/notify.ts';
import type { SessionDependencies } from './dependencies.ts';

/** One refusal is a mistake; so many of one principal, within so short a time, are an attempt. */
const MIN_ATTEMPTS = 5;
const WINDOW_SECONDS = 10 * 60;

/** More are not read: it is enough to know that there are many. */
const MAX_READ = 500;

/**
 * Notifies where the attempts of a principal are many. They are counted in the register, by the times of CloudTrail's events, so that
 * their order of arrival does not matter, and no process has to remember them.
 */
export async function noticeDenials(deps: SessionDependencies, session: RecordedSession): Promise<void> {
  const attempts = await attemptsAround(deps, session);
  if (!areWithin(attempts)) return;
  const { openedBy, callerAccount } = session;
  await notify(
    deps,
    {
      key: 'sessions-denied',
      account: 'organization',
      fingerprint: `sessions-denied#${openedBy}`,
      lines: [
        `${openedBy} was denied to open root sessions ${MIN_ATTEMPTS} times within ${WINDOW_SECONDS / 60} minutes, or more often.`,
        `Its account: ${callerAccount ?? 'unknown'}`,
        `Accounts that it tried: ${namesOf(attempts.map(({ target }) => target))}`,
        `From: ${namesOf(attempts.map(({ sourceIp }) => sourceIp))}`,
        'rootguard sessions --foreign shows each attempt.',
      ],
    },
    'daily',
  );
}

/** Of the same principal, within the window before or after it. */
async function attemptsAround(
  { sessionReader }: SessionDependencies,
  { openedBy, at }: RecordedSession,
): Promise<readonly RecordedSession[]> {
  const since = new Date(at.getTime() - WINDOW_SECONDS * 1000);
  const until = new Date(at.getTime() + WINDOW_SECONDS * 1000);
  const attempts: RecordedSession[] = [];
  let read = 0;
  for await (const stored of sessionReader.readForeign({ since, until })) {
    read += 1;
    if (stored.type === 'session' && isDenied(stored.session) && stored.session.openedBy === openedBy) {
      attempts.push(stored.session);
    }
    if (read >= MAX_READ) break;
  }
  return attempts;
}

/** Whether enough of them are within one window. They are in the order of their times. */
function areWithin(attempts: readonly RecordedSession[]): boolean {
  return attempts.some(({ at }, first) => {
    const last = attempts[first + MIN_ATTEMPTS - 1];
    return last !== undefined && last.at.getTime() - at.getTime() <= WINDOW_SECONDS * 1000;
  });
}

const MAX_NAMES = 10;

function namesOf(values: readonly (string | undefined)[]): string {
  const names = [...new Set(values.map((value) => value ?? 'unknown'))];
  const more = names.length - MAX_NAMES;
  return more > 0 ? `${names.slice(0, MAX_NAMES).join(', ')} and ${more} more` : names.join(', ');
}
