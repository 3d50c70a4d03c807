import { MAX_SOUGHT_CREDENTIALS } from '../../domain/audit-request.ts';
import { type Credential, hasPassword } from '../../domain/credentials.ts';
import { IAM_READ_LAG_SECONDS } from '../../domain/iam-read-lag.ts';
import {
  type EventFacts,
  isRemovalTrigger,
  type SoughtCredential,
  type Trigger,
} from '../../domain/trigger.ts';
import type { AuditContext } from './audit-context.ts';
import type { GuardDependencies } from './dependencies.ts';
import { isBeingDeployed, MAX_DEPLOYMENT_SECONDS } from './expected-heartbeat.ts';
import { auditAgainAt } from './grace-end.ts';
import type { GuardRequest } from './guard-outcome.ts';

const FOLLOW_UP_AUDIT_AFTER_SECONDS = 60;

/** How far the creation time of a credential may be from the time of its event. */
const SAME_TIME_SECONDS = 30;

type Dependencies = Pick<GuardDependencies, 'triggerQueue' | 'telemetry'>;

interface SoughtByEvent {
  readonly sought: SoughtCredential;
  readonly event: EventFacts | undefined;
}

/**
 * Requests another audit in a minute if events name new credentials that the audit does not show: they are gone already, or the
 * reads lag behind. Not for events that are older than reads may lag.
 */
export async function requestFollowUpAudit(
  deps: Dependencies,
  request: GuardRequest,
  listed: readonly Credential[],
  now: Date,
): Promise<void> {
  const missing = request.triggers
    .flatMap((trigger) => lookAgainFor(trigger, listed))
    .filter(({ sought }) => secondsBetween(sought.at, now) < IAM_READ_LAG_SECONDS)
    .toSorted((one, other) => other.sought.at.getTime() - one.sought.at.getTime())
    .slice(0, MAX_SOUGHT_CREDENTIALS);
  const [latest] = missing;
  if (latest === undefined) return;
  await deps.triggerQueue.requestAudit(
    {
      account: request.account,
      why: 'second-look',
      requestedAt: latest.sought.at,
      event: latest.event,
      sought: missing.map(({ sought }) => sought),
    },
    FOLLOW_UP_AUDIT_AFTER_SECONDS,
  );
  deps.telemetry.log('follow-up-audit-requested', { account: request.account, trigger: latest.event?.name });
}

/** Another audit in an hour, which starts the wait that this one did not. */
export async function auditOnceDeployed(
  deps: Pick<GuardDependencies, 'isCovered' | 'graceEnds' | 'clock'>,
  context: AuditContext,
): Promise<void> {
  const { account, sessionOpenedAt } = context;
  const isCovered = deps.isCovered?.(account) ?? true;
  if (!isCovered || sessionOpenedAt === undefined || !isBeingDeployed(context, sessionOpenedAt)) return;
  const inAnHour = new Date(deps.clock.now().getTime() + MAX_DEPLOYMENT_SECONDS * 1000);
  await auditAgainAt(deps, account.id, inAnHour);
}

/**
 * After the removal of an MFA device a listed device is either that one, as the reads lag behind, or another that is kept as long
 * as a password may appear: see `decide`.
 */
function lookAgainFor(trigger: Trigger, listed: readonly Credential[]): readonly SoughtByEvent[] {
  if (!isRemovalTrigger(trigger)) return soughtBy(trigger).flatMap((one) => stillMissing(one, listed));
  const { at, event } = trigger;
  const hasDevice = listed.some(({ kind }) => kind === 'mfa-device');
  return hasDevice ? [{ sought: { kind: undefined, id: undefined, at }, event }] : [];
}

function soughtBy(trigger: Trigger): readonly SoughtByEvent[] {
  if (trigger.type === 'root-credential-changed') {
    const { kind, credentialId: id, at, event } = trigger;
    return [{ sought: { kind, id, at }, event }];
  }
  if (trigger.type !== 'audit-requested' || trigger.why !== 'second-look') return [];
  const { sought = [], at, event } = trigger;
  // A follow-up audit without sought credentials may be about a password, so it is done once a password is listed.
  const all = sought.length > 0 ? sought : [{ kind: undefined, id: undefined, at }];
  return all.map((one) => ({ sought: one, event }));
}

/** What a follow-up audit has to look for. */
function stillMissing(
  { sought, event }: SoughtByEvent,
  listed: readonly Credential[],
): readonly SoughtByEvent[] {
  if (!isListed(sought, listed)) return [{ sought, event }];
  // An MFA device is kept as long as a password may appear: see `decide`.
  const isMfaKept = !hasPassword(listed) && listed.some(({ kind }) => kind === 'mfa-device');
  return isMfaKept ? [{ sought: { kind: 'login-profile', id: undefined, at: sought.at }, event }] : [];
}

/** Compares id or creation time, as another credential of the kind is not the sought one. There is at most one password. */
function isListed(
  { kind = 'login-profile', id, at }: SoughtCredential,
  listed: readonly Credential[],
): boolean {
  const ofKind = listed.filter((credential) => credential.kind === kind);
  if (kind === 'login-profile') return ofKind.length > 0;
  if (id !== undefined) return ofKind.some((credential) => credential.id === id);
  return ofKind.some(
    ({ createdAt }) => createdAt && Math.abs(secondsBetween(createdAt, at)) <= SAME_TIME_SECONDS,
  );
}

function secondsBetween(earlier: Date, later: Date): number {
  return (later.getTime() - earlier.getTime()) / 1000;
}
