import { type Credential, hasPassword } from '../../domain/credentials.ts';
import type { EventFacts, SoughtCredential, Trigger } from '../../domain/trigger.ts';
import type { GuardDependencies } from './dependencies.ts';
import type { GuardRequest } from './guard-outcome.ts';

const SECOND_LOOK_AFTER_SECONDS = 60;

/** For how long after an event an audit may not show the new credential yet, as IAM reads lag behind. */
const READ_LAG_SECONDS = 2 * 60;

/** How far the creation time of a credential may be from the time of its event. */
const SAME_TIME_SECONDS = 30;

/** The limit of one message. */
const MAX_SOUGHT_CREDENTIALS = 100;

type Dependencies = Pick<GuardDependencies, 'triggerQueue' | 'clock' | 'telemetry'>;

interface Look {
  readonly sought: SoughtCredential;
  readonly event: EventFacts | undefined;
}

/**
 * Requests another audit in a minute if events name new credentials that the audit does not show: they are gone already, or the
 * reads lag behind. Not for events that are older than reads may lag.
 */
export async function requestSecondLook(
  deps: Dependencies,
  request: GuardRequest,
  seen: readonly Credential[],
): Promise<void> {
  const now = deps.clock.now();
  const looks = request.triggers
    .flatMap(looksFor)
    .filter(({ sought }) => secondsBetween(sought.at, now) < READ_LAG_SECONDS)
    .flatMap((look) => stillOpen(look, seen))
    .toSorted((one, other) => other.sought.at.getTime() - one.sought.at.getTime())
    .slice(0, MAX_SOUGHT_CREDENTIALS);
  const [latest] = looks;
  if (latest === undefined) return;
  await deps.triggerQueue.requestAudit(
    {
      account: request.account,
      why: 'second-look',
      requestedAt: latest.sought.at,
      event: latest.event,
      sought: looks.map(({ sought }) => sought),
    },
    SECOND_LOOK_AFTER_SECONDS,
  );
  deps.telemetry.log('second-look-requested', { account: request.account, trigger: latest.event?.name });
}

function looksFor(trigger: Trigger): readonly Look[] {
  if (trigger.type === 'root-credential-changed') {
    const { kind, credentialId: id, at, event } = trigger;
    return [{ sought: { kind, id, at }, event }];
  }
  if (trigger.type !== 'audit-requested' || trigger.why !== 'second-look') return [];
  const { sought = [], at, event } = trigger;
  // A second look without sought credentials may be about a password, so it is done once a password is listed.
  const all = sought.length > 0 ? sought : [{ kind: undefined, id: undefined, at }];
  return all.map((one) => ({ sought: one, event }));
}

/** What a further audit has to look for. */
function stillOpen({ sought, event }: Look, seen: readonly Credential[]): readonly Look[] {
  if (!isSeen(sought, seen)) return [{ sought, event }];
  // An MFA device is kept as long as a password may appear: see `decide`.
  const isMfaKept = !hasPassword(seen) && seen.some(({ kind }) => kind === 'mfa-device');
  return isMfaKept ? [{ sought: { kind: 'login-profile', id: undefined, at: sought.at }, event }] : [];
}

/** Compares id or creation time, as another credential of the kind is not the sought one. There is at most one password. */
function isSeen({ kind = 'login-profile', id, at }: SoughtCredential, seen: readonly Credential[]): boolean {
  const ofKind = seen.filter((credential) => credential.kind === kind);
  if (kind === 'login-profile') return ofKind.length > 0;
  if (id !== undefined) return ofKind.some((credential) => credential.id === id);
  return ofKind.some(
    ({ createdAt }) => createdAt && Math.abs(secondsBetween(createdAt, at)) <= SAME_TIME_SECONDS,
  );
}

function secondsBetween(earlier: Date, later: Date): number {
  return (later.getTime() - earlier.getTime()) / 1000;
}
