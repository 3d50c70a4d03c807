import type { AccountId, MemberAccount } from '../../domain/account.ts';
import type { CredentialResult } from '../../domain/credential-result.ts';
import { describeLateness } from '../../domain/event-lateness.ts';
import type { OpenEnforcement } from '../../domain/posture.ts';
import { REASONS } from '../../domain/reasons.ts';
import type { Actor, EventFacts, Trigger } from '../../domain/trigger.ts';
import type { Unreported } from './unreported.ts';

/** The lines of notifications. */

const UNKNOWN_CREDENTIALS = 'credentials of a kind that this version of rootguard does not know';

/** Who caused the events, according to the events. */
export function attribution(triggers: readonly Trigger[]): readonly string[] {
  return triggers.flatMap((trigger) =>
    'event' in trigger && trigger.event ? [eventLine(trigger.event)] : [],
  );
}

/** @param loggedIn the account in which the event happened, where the notification does not name it otherwise */
export function eventLine(event: EventFacts, loggedIn?: AccountId): string {
  const where = loggedIn === undefined ? '' : ` in account ${loggedIn}`;
  const lateness = describeLateness(event);
  return `Event ${event.name} (${event.id})${where} by ${describeActor(event.actor)}${lateness ? `; ${lateness}` : ''}`;
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

export function accountLine(account: Pick<MemberAccount, 'id' | 'name'>): string {
  return `Account ${account.id} (${account.name})`;
}

export function resultLine(one: CredentialResult): string {
  const { credential, result, reason } = one;
  const because = one.result === 'failed' ? `, ${one.failedBecause}` : '';
  return `${credential.kind} ${credential.id}: ${result}${because}. ${REASONS[reason].text}`;
}

export function unreportedLines({ gone, unreadable }: Unreported): readonly string[] {
  const lines = [
    ...gone.map(({ kind, id }) => `${kind} ${id}: gone since an earlier enforcement that was interrupted.`),
    ...unreadable.map(unreadableLine),
  ];
  return [...new Set(lines)];
}

function unreadableLine({ id, hasUnknownCredentials }: OpenEnforcement): string {
  return hasUnknownCredentials
    ? `Enforcement ${id} was interrupted; it concerned ${UNKNOWN_CREDENTIALS}, and the ledger names them.`
    : `Enforcement ${id} was interrupted; what it was about is in the ledger.`;
}

/** The credentials before an enforcement that was interrupted. */
export function linesBefore({ id, credentials, hasUnknownCredentials }: OpenEnforcement): readonly string[] {
  const known = credentials.map((credential) => `Before: ${credential.kind} ${credential.id}`);
  if (!hasUnknownCredentials) return known;
  return [...known, `Before: ${UNKNOWN_CREDENTIALS}; enforcement ${id} in the ledger names them`];
}
