import type { AccountId, MemberAccount } from '../../domain/account.ts';
import { AWS_FAILURES, type AwsFailure, concernsWholeOrganization } from '../../domain/aws-failure.ts';
import type { CredentialResult } from '../../domain/credential-result.ts';
import type { Credential } from '../../domain/credentials.ts';
import { consequenceOf, type MalformedException } from '../../domain/exception.ts';
import type { OpenEnforcement } from '../../domain/posture.ts';
import { REASONS } from '../../domain/reasons.ts';
import type { Actor, Trigger } from '../../domain/trigger.ts';
import type { NotifyDependencies } from '../account/dependencies.ts';
import { NOTHING_UNREPORTED, type Unreported } from '../account/interrupted-enforcements.ts';
import type { BreakerState } from '../ports/records.ts';
import { notify, REMEMBERED_SECONDS } from './notify.ts';

/**
 * What people are told about an account, in the words of the field. Each function is one incident. `unreported` is what earlier
 * enforcements did without coming to tell it.
 */

export async function notifyRemoved(
  deps: NotifyDependencies,
  account: MemberAccount,
  enforcementId: string,
  results: readonly CredentialResult[],
  triggers: readonly Trigger[],
  unreported: Unreported = NOTHING_UNREPORTED,
): Promise<void> {
  await notify(
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
      ],
    },
    'incident',
  );
}

/** The same credentials failing in the same way are told again only after a while, however often the removal is tried. */
export async function notifyRemovalFailed(
  deps: NotifyDependencies,
  account: MemberAccount,
  results: readonly CredentialResult[],
  triggers: readonly Trigger[],
  unreported: Unreported = NOTHING_UNREPORTED,
): Promise<void> {
  await notify(
    deps,
    {
      key: 'removal-failed',
      account: account.id,
      fingerprint: `removal-failed#${account.id}#${outcomesOf(results, unreported)}`,
      lines: [
        accountLine(account),
        ...results.map(resultLine),
        ...unreportedLines(unreported),
        ...attribution(triggers),
      ],
    },
    'condition',
  );
}

/** They were begun, and whoever ran them did not come to telling: their intents are in the ledger. */
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
  // One that went on where another was interrupted is about the same credentials: they are one incident.
  const before = unreported.flatMap(({ credentials }) =>
    credentials.map((credential) => `Before: ${credential.kind} ${credential.id}`),
  );
  await notify(
    deps,
    {
      key: 'credentials-removed',
      account: account.id,
      fingerprint: enforcementFingerprint(latest.id),
      lines: [
        accountLine(account),
        'An enforcement was interrupted or not complete; an audit since then shows what is left now.',
        ...unreported.map(({ id }) => `Enforcement: ${id} (see the ledger)`),
        ...new Set(before),
      ],
    },
    'incident',
  );
  await recordAsNotified(deps, unreported.slice(0, -1));
}

/** Told by the notification of another enforcement: an audit that finds their traces tells them no more. */
export async function recordAsNotified(
  { sentNotifications, clock }: Pick<NotifyDependencies, 'sentNotifications' | 'clock'>,
  enforcements: readonly OpenEnforcement[],
): Promise<void> {
  for (const { id } of enforcements) {
    await sentNotifications.recordSent(enforcementFingerprint(id), clock.now(), REMEMBERED_SECONDS.incident);
  }
}

function enforcementFingerprint(id: string): string {
  return `enforcement#${id}`;
}

export async function notifyViolation(
  deps: NotifyDependencies,
  account: MemberAccount,
  withheld: readonly CredentialResult[],
  triggers: readonly Trigger[],
): Promise<void> {
  if (withheld.length === 0) return;
  await notify(
    deps,
    {
      key: 'violation-found',
      account: account.id,
      fingerprint: `violation#${account.id}#${fingerprintOf(withheld.map(({ credential }) => credential))}`,
      lines: [accountLine(account), ...withheld.map(resultLine), ...attribution(triggers)],
    },
    'standing',
  );
}

/** A cause that is the same for every account is told once, and not once for each of them. */
export async function notifyUnreadable(
  deps: NotifyDependencies,
  account: AccountId,
  failure: AwsFailure,
): Promise<void> {
  const everywhere = concernsWholeOrganization(failure);
  if (everywhere) deps.telemetry.count('OrganizationBlocked', 1);
  await notify(
    deps,
    {
      key: everywhere ? 'organization-blocked' : 'account-unreadable',
      account: everywhere ? 'organization' : account,
      fingerprint: everywhere ? `blocked#${failure.reason}` : `unreadable#${account}#${failure.reason}`,
      lines: [
        everywhere ? 'No account can be audited.' : `Account ${account} could not be audited.`,
        `${failure.call} answered ${failure.code}: ${failure.message}`,
        AWS_FAILURES[failure.reason].advice,
      ],
    },
    'condition',
  );
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
        'Further removals of older credentials wait until an operator acknowledges; new credentials are still removed.',
      ],
    },
    unreadable ? 'condition' : 'incident',
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
        `Exception ${malformed.id || '(no id)'} in scope ${malformed.scope || '(no scope)'}: ${consequenceOf(malformed)} until it is mended.`,
        ...malformed.issues,
      ],
    },
    'condition',
  );
}

/** Who did it, as far as the events tell. */
export function attribution(triggers: readonly Trigger[]): readonly string[] {
  return triggers.flatMap((trigger) =>
    'event' in trigger && trigger.event
      ? [`Event ${trigger.event.name} (${trigger.event.id}) by ${describeActor(trigger.event.actor)}`]
      : [],
  );
}

export function describeActor(actor: Actor): string {
  const facts = [
    actor.principal ?? actor.type ?? 'an unnamed principal',
    actor.viaAssumeRoot ? 'in a session opened by sts:AssumeRoot' : undefined,
    actor.sourceIp && `from ${actor.sourceIp}`,
    actor.userAgent && `with ${actor.userAgent}`,
    actor.accessKeyId && `session key ${actor.accessKeyId}`,
  ];
  return facts.filter(Boolean).join(', ');
}

function accountLine(account: MemberAccount): string {
  return `Account ${account.id} (${account.name})`;
}

function resultLine({ credential, result, reason, failedBecause }: CredentialResult): string {
  const because = failedBecause ? `, ${failedBecause}` : '';
  return `${credential.kind} ${credential.id}: ${result}${because}. ${REASONS[reason].text}`;
}

function unreportedLines({ gone, unreadable }: Unreported): readonly string[] {
  const lines = [
    ...gone.map(({ kind, id }) => `${kind} ${id}: gone since an earlier enforcement that was interrupted.`),
    ...unreadable.map(({ id }) => `Enforcement ${id} was interrupted; what it was about is in the ledger.`),
  ];
  return [...new Set(lines)];
}

/** Another outcome of the same credentials is another thing to tell. */
function outcomesOf(results: readonly CredentialResult[], { gone, unreadable }: Unreported): string {
  const outcomes = results.map(
    ({ credential, result, failedBecause }) => `${fingerprintOf([credential])}=${failedBecause ?? result}`,
  );
  const unreported = [
    ...gone.map((credential) => `${fingerprintOf([credential])}=gone`),
    ...unreadable.map(({ id }) => `${id}=interrupted`),
  ];
  return [...outcomes, ...unreported].sort().join();
}

/** A login profile has no id, so its creation time tells one password from the next. */
function fingerprintOf(credentials: readonly Credential[]): string {
  return credentials
    .map(({ kind, id, createdAt }) => `${kind}:${id}@${createdAt?.toISOString() ?? ''}`)
    .sort()
    .join();
}
