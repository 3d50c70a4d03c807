import { isAccountId } from '../../domain/account.ts';
import { type AwsFailure, concernsWholeOrganization, isTransient } from '../../domain/aws-failure.ts';
import { isFarAhead } from '../../domain/clock-difference.ts';
import { isStale, type Posture } from '../../domain/posture.ts';
import { countOneMore, NO_ACCOUNTS, type StateCounts } from '../../domain/posture-state.ts';
import { violationIn } from '../account/account-posture.ts';
import { type Finding, refusedRemovalFinding, unreadableFinding } from '../notify/findings.ts';
import type { PostureReader } from '../ports/posture.ts';
import type { SweepDependencies } from './dependencies.ts';

/** What the recorded postures show. */
export interface Survey {
  /**
   * Of every account whose posture is recent: one that has left the organization is not audited any more. With a time far ahead, by
   * a wrong clock, its state is unknown, as in reports; what the audit found is a finding all the same.
   */
  readonly counts: StateCounts;
  /** How many accounts were audited since the sweep started. */
  readonly audited: number;
  /** Everything that was left as it is, whether people know it or not. */
  readonly findings: readonly Finding[];
}

/**
 * Reads the whole posture table.
 * @param since for `audited`
 */
export async function surveyPostures(
  {
    postures,
    deployedCoverage,
  }: Pick<SweepDependencies, 'deployedCoverage'> & { readonly postures: PostureReader },
  since: Date,
  now: Date,
): Promise<Survey> {
  let counts = NO_ACCOUNTS;
  let audited = 0;
  const findings: Finding[] = [];
  for await (const { account, posture } of postures.readAll()) {
    if (!isAccountId(account) || posture === undefined) continue;
    const isAhead = isFarAhead(posture.auditedAt, now);
    if (!isAhead && isStale(posture, now, deployedCoverage.sweepEveryHours)) continue;
    counts = countOneMore(counts, isAhead ? 'unknown' : posture.state);
    if (posture.auditedAt >= since) audited += 1;
    const finding = findingIn(posture, now);
    if (finding !== undefined) findings.push(finding);
  }
  return { counts, audited, findings };
}

/** The session in which credentials would have been removed. */
function isRefusedSession({ call }: AwsFailure): boolean {
  return call === 'sts:AssumeRoot';
}

function findingIn(posture: Posture, now: Date): Finding | undefined {
  const { account: id, name, state, credentials, failure, failureExpectedUntil } = posture;
  const account = { id, name };
  // Once it is no longer expected, the audit that is made then tells of it.
  const isExpected = failureExpectedUntil !== undefined && now < failureExpectedUntil;
  if (state === 'unknown' && !isExpected) {
    const isOfAccount = failure !== undefined && !concernsWholeOrganization(failure) && !isTransient(failure);
    if (isOfAccount) return unreadableFinding(account, failure);
  }
  if (
    failure !== undefined &&
    isRefusedSession(failure) &&
    credentials.some(({ result }) => result === 'failed')
  ) {
    return isTransient(failure) || isExpected ? undefined : refusedRemovalFinding(account, credentials);
  }
  return state === 'skipped' ? undefined : violationIn(posture);
}
