import { isExpectedOf, isOfOtherSession } from '../../domain/canary.ts';
import type { Credential } from '../../domain/credentials.ts';
import type { CanaryRun } from '../ports/canary-runs.ts';
import type { AuditContext } from './audit-context.ts';
import type { GuardDependencies } from './dependencies.ts';

type Dependencies = Pick<GuardDependencies, 'canaryRuns' | 'clock' | 'telemetry'>;
type Context = Pick<AuditContext, 'account' | 'triggers'>;

/**
 * The run of the canary that created these credentials, if that is all they are. It changes nothing of what is removed, only how it
 * is notified and counted; so where it cannot be found out, they count as anybody's. So does a password that its run has not removed
 * in its time: nobody else would tell that it is still there.
 */
export async function canaryRunBehind(
  { canaryRuns, clock, telemetry }: Dependencies,
  { account, triggers }: Context,
  credentials: readonly Credential[],
): Promise<CanaryRun | undefined> {
  const [password, ...others] = credentials;
  if (password?.kind !== 'login-profile' || others.length > 0) return undefined;
  const stored = await canaryRuns.read(account.id).catch(() => undefined);
  if (stored?.type === 'malformed') {
    const record = `the latest canary run in ${account.id}`;
    telemetry.log('record-malformed', { record, issues: stored.issues });
  }
  if (stored?.type !== 'run' || !isExpectedOf(password, stored.run, clock.now())) return undefined;
  const { accessKeyId } = stored.run;
  return triggers.some((trigger) => isOfOtherSession(trigger, accessKeyId)) ? undefined : stored.run;
}
