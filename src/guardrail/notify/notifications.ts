import type { AccountId, MemberAccount } from '../../domain/account.ts';
import {
  AWS_FAILURES,
  type AwsFailure,
  concernsWholeOrganization,
  describeWithRequestId,
} from '../../domain/aws-failure.ts';
import type { CredentialResult } from '../../domain/credential-result.ts';
import { type Credential, fingerprintOf } from '../../domain/credentials.ts';
import { effectOfMalformedRow, type MalformedException } from '../../domain/exception.ts';
import type { OpenEnforcement } from '../../domain/posture.ts';
import type { Trigger } from '../../domain/trigger.ts';
import type { BreakerState } from '../ports/breaker.ts';
import type { NotifyDependencies } from './dependencies.ts';
import { type Finding, removalFailedFingerprint, unreadableFinding } from './findings.ts';
import { enforcementFingerprint, hourOf } from './fingerprints.ts';
import { accountLine, attribution, linesBefore, resultLine, unreportedLines } from './notification-lines.ts';
import { type NotificationLimit, notify, notifyAtMost, REPEAT_AFTER_SECONDS } from './notify.ts';
import { NOTHING_UNREPORTED, type Unreported } from './unreported.ts';

/** The account that a notification is about, and why it was audited. */
interface Audited {
  readonly account: MemberAccount;
  readonly triggers: readonly Trigger[];
}

/** With more than these in an hour, further ones are joined: a root user can make credentials in a loop. */
const MAX_PER_ACCOUNT = 3;

function limitOf(
  { clock }: NotifyDependencies,
  account: AccountId,
  what: string,
  repeat: NotificationLimit['repeat'],
): NotificationLimit {
  const hour = hourOf(clock.now());
  return {
    group: `${what}#${account}#${hour}`,
    max: MAX_PER_ACCOUNT,
    account,
    line: `More than ${MAX_PER_ACCOUNT} such notifications about account ${account} since ${hour}:00 UTC. The ledger names each: rootguard history --account ${account} --since 2h.`,
    ...(repeat && { repeat }),
  };
}

/** @param unreported what interrupted enforcements removed without a notification */
export async function notifyRemoved(
  deps: NotifyDependencies,
  { account, triggers }: Audited,
  enforcementId: string,
  results: readonly CredentialResult[],
  unreported: Unreported = NOTHING_UNREPORTED,
): Promise<void> {
  await notifyAtMost(
    deps,
    {
      key: 'credentials-removed',
      account: account.id,
      fingerprint: enforcementFingerprint(enforcementId),
      lines: [
        accountLine(account),
        ...results.map(resultLine),
        ...unreportedLines(unreported),
        ...attribution(triggers),
        ...(await openersOf(deps, account.id, triggers)),
      ],
    },
    limitOf(deps, account.id, 'removed', 'once'),
  );
}

/**
 * The same failure of the same credentials is notified once a day, however often the removal is tried.
 * @param unreported what interrupted enforcements removed without a notification
 */
export async function notifyRemovalFailed(
  deps: NotifyDependencies,
  { account, triggers }: Audited,
  results: readonly CredentialResult[],
  unreported: Unreported = NOTHING_UNREPORTED,
): Promise<void> {
  await notifyAtMost(
    deps,
    {
      key: 'removal-failed',
      account: account.id,
      fingerprint: removalFailedFingerprint(account.id, results, unreported),
      lines: [
        accountLine(account),
        ...results.map(resultLine),
        ...unreportedLines(unreported),
        ...attribution(triggers),
        ...(await openersOf(deps, account.id, triggers)),
      ],
    },
    limitOf(deps, account.id, 'removal-failed', 'daily'),
  );
}

/** For enforcements whose runs stopped before they notified. Their intents are in the ledger. */
export async function notifyInterrupted(
  deps: NotifyDependencies,
  account: MemberAccount,
  enforcements: readonly OpenEnforcement[],
): Promise<void> {
  const unreported: OpenEnforcement[] = [];
  for (const enforcement of enforcements) {
    const fingerprint = enforcementFingerprint(enforcement.id);
    if (!(await deps.sentNotifications.wasSent(fingerprint, deps.clock.now()))) unreported.push(enforcement);
  }
  const latest = unreported.at(-1);
  if (latest === undefined) return;
  // A later enforcement is about the same credentials as the one that was interrupted before it: one notification for all.
  await notify(
    deps,
    {
      key: 'credentials-removed',
      account: account.id,
      fingerprint: enforcementFingerprint(latest.id),
      lines: [
        accountLine(account),
        'An enforcement was interrupted or incomplete. A later audit shows which credentials remain.',
        ...unreported.map(({ id }) => `Enforcement: ${id} (see the ledger)`),
        ...new Set(unreported.flatMap(linesBefore)),
      ],
    },
    'once',
  );
  await recordAsNotified(deps, unreported.slice(0, -1));
}

/** For enforcements that the notification of another one covers, so that a later audit does not notify them again. */
export async function recordAsNotified(
  { sentNotifications, clock }: Pick<NotifyDependencies, 'sentNotifications' | 'clock'>,
  enforcements: readonly OpenEnforcement[],
): Promise<void> {
  for (const { id } of enforcements) {
    await sentNotifications.recordSent(enforcementFingerprint(id), clock.now(), REPEAT_AFTER_SECONDS.once);
  }
}

/** How many changes of the MFA of one account are notified one by one on one day: whoever can sign in can repeat them at will. */
const MAX_MFA_CHANGES = 3;

/** @param devices beside or in place of those that were known to guard the approved password */
export async function notifyMfaChanged(
  deps: NotifyDependencies,
  {
    account,
    triggers,
  }: { readonly account: Pick<MemberAccount, 'id' | 'name'>; readonly triggers: readonly Trigger[] },
  devices: readonly Credential[],
  results: readonly CredentialResult[],
): Promise<void> {
  const day = deps.clock.now().toISOString().slice(0, 10);
  await notifyAtMost(
    deps,
    {
      key: 'mfa-changed',
      account: account.id,
      fingerprint: `mfa-changed#${account.id}#${fingerprintOf(devices)}`,
      lines: [
        accountLine(account),
        ...devices.map(
          ({ id, createdAt }) =>
            `New: mfa-device ${id}${createdAt ? `, enabled ${createdAt.toISOString()}` : ''}`,
        ),
        ...results.map(resultLine),
        ...attribution(triggers),
        ...(await openersOf(deps, account.id, triggers)),
      ],
    },
    {
      group: `mfa-changed#${account.id}#${day}`,
      max: MAX_MFA_CHANGES,
      line: `The MFA devices of account ${account.id} (${account.name}) were changed more than ${MAX_MFA_CHANGES} times on ${day}: rootguard history --account ${account.id}.`,
    },
  );
}

/** A cause that is the same for every account is notified once, not once for each account. */
export async function notifyUnreadable(
  deps: NotifyDependencies,
  account: AccountId,
  failure: AwsFailure,
): Promise<void> {
  if (!concernsWholeOrganization(failure)) {
    return notifyFinding(deps, unreadableFinding({ id: account, name: account }, failure));
  }
  deps.telemetry.count('OrganizationBlocked', 1);
  await notify(
    deps,
    {
      key: 'organization-blocked',
      account: 'organization',
      fingerprint: `blocked#${failure.reason}`,
      lines: [
        'No account can be audited.',
        describeWithRequestId(failure),
        AWS_FAILURES[failure.reason].advice,
      ],
    },
    'daily',
  );
}

/**
 * By itself.
 * @param triggers what led to it, if that may be an event
 */
export async function notifyFinding(
  deps: NotifyDependencies,
  { account, notification, repeat }: Finding,
  triggers: readonly Trigger[] = [],
): Promise<void> {
  const lines = [...notification.lines, ...(await openersOf(deps, account, triggers))];
  const { key } = notification;
  await notifyAtMost(deps, { ...notification, lines }, limitOf(deps, account, key, repeat));
}

async function openersOf(
  { sessionOpeners }: NotifyDependencies,
  account: AccountId,
  triggers: readonly Trigger[],
): Promise<readonly string[]> {
  return (await sessionOpeners?.linesFor(account, triggers)) ?? [];
}

export async function notifyBreakerOpen(
  deps: NotifyDependencies,
  maxAccountsPerHour: number,
  { since, unreadable }: Extract<BreakerState, { type: 'open' }>,
): Promise<void> {
  deps.telemetry.count('BreakerOpen', 1);
  await notify(
    deps,
    {
      key: 'breaker-open',
      account: 'organization',
      fingerprint: `breaker${unreadable ? '-unreadable' : ''}#${since.toISOString()}`,
      lines: [
        unreadable
          ? `How many accounts have lost older root credentials within the hour cannot be read: ${unreadable.join('; ')}.`
          : `More than ${maxAccountsPerHour} accounts were about to lose older root credentials within an hour.`,
        'Older credentials are not removed until an operator acknowledges; new credentials are still removed.',
      ],
    },
    unreadable ? 'daily' : 'once',
  );
}

export async function notifyMalformed(
  deps: NotifyDependencies,
  malformed: MalformedException,
): Promise<void> {
  deps.telemetry.log('exception-malformed', {
    scope: malformed.scope,
    exceptionId: malformed.id,
    issues: malformed.issues,
  });
  await notify(
    deps,
    {
      key: 'exception-malformed',
      account: 'organization',
      fingerprint: `malformed#${malformed.scope}#${malformed.id}#${malformed.issues.join()}`,
      lines: [
        `Exception ${malformed.id || '(no id)'} in scope ${malformed.scope || '(no scope)'}: ${effectOfMalformedRow(malformed)} until it is corrected.`,
        ...malformed.issues,
      ],
    },
    'daily',
  );
}
