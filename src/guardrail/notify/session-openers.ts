import { type SetTimer, withDeadline } from '../../concurrency/deadline.ts';
import type { AccountId } from '../../domain/account.ts';
import { MAX_SESSION_SECONDS, type RecordedSession } from '../../domain/recorded-session.ts';
import type { Actor, Trigger } from '../../domain/trigger.ts';
import type { SessionOpeners, SessionReader } from '../ports/session-register.ts';
import { describeOpener } from './session-lines.ts';

export interface OpenerDependencies {
  readonly sessionReader: Pick<SessionReader, 'read'>;
  readonly setTimer: SetTimer;
}

/** A notification must not wait for the register for longer. */
const MAX_LOOKUP_MS = 1_500;

/** CloudTrail's times have seconds. */
const SLACK_SECONDS = 60;

export function createSessionOpeners(deps: OpenerDependencies): SessionOpeners {
  return { linesFor: (account, triggers) => openerLines(deps, account, triggers) };
}

/**
 * Who opened the root sessions in which the events happened. Never fails: what cannot be read in time is said to be unknown. The
 * event of sts:AssumeRoot may also arrive later than that of what was done in the session.
 */
async function openerLines(
  deps: OpenerDependencies,
  account: AccountId,
  triggers: readonly Trigger[],
): Promise<readonly string[]> {
  const sessions = sessionsIn(triggers);
  if (sessions.size === 0) return [];
  try {
    return await withDeadline(deps.setTimer, MAX_LOOKUP_MS, () =>
      Promise.all([...sessions.values()].map((session) => openerLine(deps, account, session))),
    );
  } catch {
    return [...sessions.keys()].map((key) =>
      unknownLine(account, key, 'the session register cannot be read'),
    );
  }
}

interface UsedSession {
  readonly accessKeyId: string;
  readonly at: Date;
}

/** By the ids of their keys. A key of its own is no session of sts:AssumeRoot. */
function sessionsIn(triggers: readonly Trigger[]): ReadonlyMap<string, UsedSession> {
  const sessions = new Map<string, UsedSession>();
  for (const trigger of triggers) {
    if (!('event' in trigger) || trigger.event === undefined) continue;
    const { accessKeyId, viaAssumeRoot }: Actor = trigger.event.actor;
    if (accessKeyId !== undefined && viaAssumeRoot)
      sessions.set(accessKeyId, { accessKeyId, at: trigger.at });
  }
  return sessions;
}

async function openerLine(
  { sessionReader }: OpenerDependencies,
  account: AccountId,
  { accessKeyId, at }: UsedSession,
): Promise<string> {
  const since = new Date(at.getTime() - (MAX_SESSION_SECONDS + SLACK_SECONDS) * 1000);
  const until = new Date(at.getTime() + SLACK_SECONDS * 1000);
  let found: RecordedSession | undefined;
  for await (const stored of sessionReader.read(account, { since, until })) {
    if (stored.type === 'session' && stored.session.accessKeyId === accessKeyId) found = stored.session;
  }
  return found === undefined
    ? unknownLine(account, accessKeyId, "CloudTrail's event of sts:AssumeRoot has not arrived")
    : `Session ${accessKeyId} was opened by ${describeOpener(found)}, for the task ${found.task ?? 'unknown'}`;
}

function unknownLine(account: AccountId, accessKeyId: string, why: string): string {
  return `Who opened the session ${accessKeyId} is not known yet: ${why}. Later: rootguard sessions --account ${account}`;
}
