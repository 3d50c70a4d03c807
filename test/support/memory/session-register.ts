import type { RecordedSession, StoredSession } from '../../../src/domain/recorded-session.ts';
import type {
  SessionArchive,
  SessionPeriod,
  SessionReader,
  SessionRegister,
} from '../../../src/guardrail/ports/session-register.ts';
import type { CallLog } from './call-log.ts';

export interface MemorySessionRegister extends SessionRegister, SessionReader, SessionArchive {
  /** In the order of writing. */
  readonly sessions: readonly RecordedSession[];
}

export function createMemorySessionRegister(log: CallLog): MemorySessionRegister {
  const sessions: RecordedSession[] = [];
  async function* select(
    call: string,
    { since, until }: SessionPeriod,
    matches: (session: RecordedSession) => boolean,
  ): AsyncGenerator<StoredSession> {
    await log.enter(call);
    const inPeriod = ({ at }: RecordedSession) =>
      (since === undefined || at >= since) && (until === undefined || at <= until);
    const found = sessions.filter((session) => inPeriod(session) && matches(session));
    for (const session of found.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1))) {
      yield { type: 'session', session };
    }
  }
  return {
    sessions,
    async record(session) {
      await log.enter('sessionRegister.record', session.target);
      if (!sessions.some((one) => one.target === session.target && keyOf(one) === keyOf(session))) {
        sessions.push(session);
      }
    },
    read: (account, period = {}) =>
      select('sessionRegister.read', period, ({ target }) => target === account),
    readForeign: (period = {}) => select('sessionRegister.readForeign', period, ({ foreign }) => foreign),
    readAll: (period = {}) => select('sessionRegister.readAll', period, () => true),
  };
}

function keyOf({ at, accessKeyId, eventId }: RecordedSession): string {
  return `${at.toISOString()}#${accessKeyId ?? eventId}`;
}
