import type { CredentialResult } from '../../domain/credential-result.ts';
import { isInProgress, type Posture } from '../../domain/posture.ts';
import { isRemovalTrigger, type RemovalTrigger, type Trigger } from '../../domain/trigger.ts';
import type { StoredPosture } from '../ports/posture.ts';
import type { GuardDependencies } from './dependencies.ts';
import type { GuardRequest } from './guard-outcome.ts';

/** A root session lasts for 15 minutes at most. */
const MAX_SESSION_MS = 15 * 60 * 1000;

/**
 * Removing an MFA device in a root session causes events as if the root user had done it. Without this check each removal of
 * rootguard would lead to another root session or two, and so would a first enforcement in thousands of accounts at a time.
 *
 * It is the event of an own removal where the device is one that this session has removed, as its re-read shows, or that an
 * enforcement is removing now. A session that somebody else opened is audited.
 */
export async function findOwnRemoval(
  { posture, clock }: Pick<GuardDependencies, 'posture' | 'clock'>,
  { account, triggers, operator }: GuardRequest,
): Promise<Posture | undefined> {
  if (operator || !triggers.every(isRemovalInSession)) return undefined;
  const stored = await posture.read(account);
  if (stored?.posture === undefined) return undefined;
  return triggers.every((trigger) => isOwn(stored, trigger, clock.now())) ? stored.posture : undefined;
}

function isRemovalInSession(trigger: Trigger): trigger is RemovalTrigger {
  return isRemovalTrigger(trigger) && trigger.event.actor.viaAssumeRoot;
}

function isOwn({ posture, enforcements }: StoredPosture, trigger: RemovalTrigger, now: Date): boolean {
  const isDevice = ({ credential }: Pick<CredentialResult, 'credential'>) =>
    credential.kind === trigger.kind && credential.id === trigger.credentialId;
  const isBeingRemoved = enforcements
    .filter((enforcement) => isInProgress(enforcement, now))
    .some(({ credentials }) => credentials.some((credential) => isDevice({ credential })));
  if (isBeingRemoved) return true;
  const wasRemoved = posture?.credentials.some((result) => isDevice(result) && result.result === 'removed');
  return wasRemoved === true && isWithinSession(posture?.sessionOpenedAt, trigger.at);
}

/** Both times are by AWS's clock. */
function isWithinSession(openedAt: Date | undefined, at: Date): boolean {
  if (openedAt === undefined) return false;
  const sinceMs = at.getTime() - openedAt.getTime();
  return sinceMs >= 0 && sinceMs <= MAX_SESSION_MS;
}
