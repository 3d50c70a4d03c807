import { listed } from '../../domain/listed.ts';
import { isDenied, principalOf, type RecordedSession } from '../../domain/recorded-session.ts';
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
  const principal = principalOf(session);
  const { attempts, isEverything } = await attemptsAround(deps, session.at, principal);
  if (areWithin(attempts)) return notifyDenials(deps, session, attempts);
  if (!isEverything) await notifyUncounted(deps, principal);
}

async function notifyDenials(
  deps: SessionDependencies,
  session: RecordedSession,
  attempts: readonly RecordedSession[],
): Promise<void> {
  const principal = principalOf(session);
  await notify(
    deps,
    {
      key: 'sessions-denied',
      account: 'organization',
      fingerprint: `sessions-denied#${principal}`,
      lines: [
        `${principal} was denied to open root sessions ${MIN_ATTEMPTS} times within ${WINDOW_SECONDS / 60} minutes, or more often.`,
        `As: ${namesOf(attempts.map(({ openedBy }) => openedBy))}`,
        `Its account: ${session.callerAccount ?? 'unknown'}`,
        `Accounts that it tried: ${namesOf(attempts.map(({ target }) => target))}`,
        `From: ${namesOf(attempts.map(({ sourceIp }) => sourceIp))}`,
        'rootguard sessions --foreign shows each attempt.',
      ],
    },
    'daily',
  );
}

/** Somebody else may open, or try to open, so many that the attempts of this one are not among those that were read. */
async function notifyUncounted(deps: SessionDependencies, principal: string): Promise<void> {
  await notify(
    deps,
    {
      key: 'sessions-denied',
      account: 'organization',
      fingerprint: 'sessions-denied#uncounted',
      lines: [
        `${principal} was denied to open a root session, among so many foreign ones that its attempts cannot be counted: ${MAX_READ} or more within ${(2 * WINDOW_SECONDS) / 60} minutes.`,
        'rootguard sessions --foreign shows each of them.',
      ],
    },
    'daily',
  );
}

interface Attempts {
  readonly attempts: readonly RecordedSession[];
  /** False where there are more sessions than were read. */
  readonly isEverything: boolean;
}

/** Of this principal, within the window before or after then. */
async function attemptsAround(
  { sessionReader }: SessionDependencies,
  at: Date,
  principal: string,
): Promise<Attempts> {
  const since = new Date(at.getTime() - WINDOW_SECONDS * 1000);
  const until = new Date(at.getTime() + WINDOW_SECONDS * 1000);
  const attempts: RecordedSession[] = [];
  let read = 0;
  for await (const stored of sessionReader.readForeign({ since, until })) {
    read += 1;
    if (stored.type === 'session' && isDenied(stored.session) && principalOf(stored.session) === principal) {
      attempts.push(stored.session);
    }
    if (read >= MAX_READ) return { attempts, isEverything: false };
  }
  return { attempts, isEverything: true };
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
  return listed([...new Set(values.map((value) => value ?? 'unknown'))], MAX_NAMES);
}
