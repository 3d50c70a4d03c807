import type { Clock } from '../ports/platform.ts';
import type { GuardContext } from './audit-context.ts';

/** The end of a session, from which its opening is known, has whole seconds. */
const AWS_PRECISION_MS = 1_000;

type Times = Pick<GuardContext, 'readAt' | 'sessionOpenedAt' | 'operator'>;

/**
 * The time at which it is decided, by AWS's clock where this machine's is ahead of it: otherwise an exception would end too early, and
 * an event would seem to be older than reads lag. The session was opened after `readAt`, so the clock is ahead if AWS says it was before.
 * A clock that is behind only keeps things for longer. An operator's command has a clock that was corrected already.
 */
export function decisionTime(clock: Clock, { readAt, sessionOpenedAt, operator }: Times): Date {
  const now = clock.now();
  if (sessionOpenedAt === undefined || operator !== undefined) return now;
  const aheadMs = readAt.getTime() - sessionOpenedAt.getTime();
  return aheadMs > AWS_PRECISION_MS ? new Date(now.getTime() - aheadMs) : now;
}
