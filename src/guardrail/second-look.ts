import { type Credential, hasPassword } from '../domain/credentials.ts';
import { hintsAtPassword } from '../domain/decision.ts';
import type { Trigger } from '../domain/trigger.ts';
import type { GuardDependencies } from './dependencies.ts';
import type { GuardRequest } from './guard-request.ts';

/** When to look again. Seconds. */
const LOOK_AGAIN_AFTER = 60;

/** How long after the event an audit that does not show its credential is not believed: IAM reads lag behind. Seconds. */
const READS_LAG = 2 * 60;

type Dependencies = Pick<GuardDependencies, 'triggerQueue' | 'clock' | 'telemetry'>;

/**
 * An event says that a credential was just created and the audit does not show it: either somebody else was faster, or
 * the read was. Looks again in a minute, for as long as reads may lag.
 */
export async function requestSecondLook(
  deps: Dependencies,
  request: GuardRequest,
  seen: readonly Credential[],
): Promise<void> {
  const now = deps.clock.now();
  const unseen = request.triggers.find(
    (trigger) => secondsBetween(trigger.at, now) < READS_LAG && announcesUnseenCredential(trigger, seen),
  );
  if (!unseen) return;
  const event = 'event' in unseen ? unseen.event : undefined;
  await deps.triggerQueue.requestAudit(
    { account: request.account, why: 'second-look', requestedAt: unseen.at, event },
    LOOK_AGAIN_AFTER,
  );
  deps.telemetry.log('second-look-requested', { account: request.account, trigger: event?.name });
}

function announcesUnseenCredential(trigger: Trigger, seen: readonly Credential[]): boolean {
  if (!hintsAtPassword(trigger)) return false;
  // An MFA device waits as long as a password may appear: see `decide`.
  if (!hasPassword(seen) && seen.some(({ kind }) => kind === 'mfa-device')) return true;
  // A second look may be about a password, so it is over once one shows. A sign-in proves one.
  const kind = trigger.type === 'root-credential-changed' ? trigger.kind : undefined;
  return kind === undefined ? !hasPassword(seen) : !seen.some((credential) => credential.kind === kind);
}

function secondsBetween(earlier: Date, later: Date): number {
  return (later.getTime() - earlier.getTime()) / 1000;
}
