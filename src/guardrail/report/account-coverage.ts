import type { AccountId } from '../../domain/account.ts';
import type { AccountCoverage, CoverageAt } from '../../domain/coverage.ts';
import { hearingStateOf } from '../../domain/hearing.ts';
import { countLostEvents } from '../../domain/lost-events.ts';
import type { StoredPosture } from '../ports/posture.ts';
import { uncertaintyOf } from './organization-report.ts';

/** What a row shows of an active account. Without a row nothing is known of it. */
export function accountCoverage(
  account: AccountId,
  stored: StoredPosture | undefined,
  isCovered: boolean,
  { now, sweepEveryHours }: Pick<CoverageAt, 'now' | 'sweepEveryHours'>,
): AccountCoverage {
  const { posture, hearing = {} } = stored ?? {};
  const couldRead = posture !== undefined && posture.state !== 'unknown' && posture.state !== 'skipped';
  return {
    account,
    auditedAt: couldRead ? posture.auditedAt : undefined,
    isKnown: couldRead && stored !== undefined && uncertaintyOf(stored, now, sweepEveryHours) === undefined,
    hearing: hearingStateOf(hearing, isCovered, now),
    heardAt: hearing.heardAt,
    lostEvents: posture === undefined ? 0 : countLostEvents(posture, now),
  };
}
