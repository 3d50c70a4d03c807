import { allSettledInOrder, throwRejected } from '../../concurrency/all-settled.ts';
import type { AccountId } from '../../domain/account.ts';
import type { AnnouncedEvent, AnnouncedTopic } from '../../domain/announced-event.ts';
import { knownPartOf } from '../../domain/ledger-entry.ts';
import type { Notification } from '../../domain/notification.ts';
import type { LedgerReader } from '../ports/ledger.ts';
import type { NotifyDependencies } from './dependencies.ts';
import { actorFingerprint, hourOf } from './fingerprints.ts';
import { eventLine } from './notification-lines.ts';
import { notify, notifyAtMost } from './notify.ts';

export interface AnnounceDependencies extends NotifyDependencies {
  readonly homeAccountId: AccountId;
  /** Counts failed sign-ins. */
  readonly ledgerReader: Pick<LedgerReader, 'read'>;
}

/** Records an event that needs no audit, and notifies it. One that is delivered twice is recorded once. */
export async function announceEvent(deps: AnnounceDependencies, event: AnnouncedEvent): Promise<void> {
  const announced = withTopicAtHome(event, deps.homeAccountId);
  const { topic, account } = announced;
  deps.telemetry.log('event-announced', { account, topic, trigger: announced.event.name });
  // Notified even if the entry cannot be written. What fails is tried again when the message is delivered again.
  throwRejected(
    await allSettledInOrder([() => record(deps, announced), () => notifyAnnounced(deps, announced)]),
  );
}

/** The registration of the home account itself gives back what rootguard depends on. */
function withTopicAtHome(announced: AnnouncedEvent, homeAccountId: AccountId): AnnouncedEvent {
  const { topic, account, details } = announced;
  const isOfHome =
    topic === 'delegated-administrator-registered' &&
    account === homeAccountId &&
    details.service === 'iam.amazonaws.com';
  return isOfHome ? { ...announced, topic: 'root-access-restored' } : announced;
}

/** About the organization rather than one account. */
const OF_ORGANIZATION: readonly AnnouncedTopic[] = [
  'delegated-administrator-registered',
  'guardrail-administrator-registered',
  'root-access-restored',
  'organization-policy-changed',
  'policy-delegation-changed',
];

function partitionOf({ topic, account }: AnnouncedEvent): AccountId | 'organization' {
  return OF_ORGANIZATION.includes(topic) ? 'organization' : account;
}

function record({ ledger }: NotifyDependencies, announced: AnnouncedEvent): Promise<void> {
  const { at, event } = announced;
  const id = `${event.id}#announced`;
  return ledger.append({ type: 'event-announced', account: partitionOf(announced), at, id, announced });
}

/** One principal that does each thing that a topic is about needs fewer. */
const MAX_PER_HOUR = 10;

async function notifyAnnounced(deps: AnnounceDependencies, announced: AnnouncedEvent): Promise<void> {
  const { topic, at } = announced;
  const account = partitionOf(announced);
  const notification = notificationOf(announced);
  if (topic === 'root-sign-ins-failed') {
    if (await areSignInsFailing(deps, announced)) await notify(deps, notification, 'daily');
    return;
  }
  if (account === 'organization') return notify(deps, notification, 'hourly');
  // With other names for trails or other roles, an administrator could make any number of them.
  await notifyAtMost(deps, notification, {
    group: `announced#${topic}#${account}#${hourOf(at)}`,
    max: MAX_PER_HOUR,
    line: `More than ${MAX_PER_HOUR} such events of account ${account} within an hour: rootguard history --account ${account} --since 2h`,
    repeat: 'hourly',
  });
}

function notificationOf(announced: AnnouncedEvent): Omit<Notification, 'at'> {
  const { topic } = announced;
  return {
    key: topic,
    account: partitionOf(announced),
    fingerprint: fingerprintOf(announced),
    lines: [
      WHAT_HAPPENED[topic],
      `Account ${announced.account}, ${announced.event.region}: ${eventLine(announced.event)}`,
      ...Object.entries(announced.details).map(([name, value]) => `${name}: ${value}`),
      ...(announced.errorCode === undefined ? [] : [`AWS refused it: ${announced.errorCode}`]),
      ...(announced.details.managementEvents === 'none' ? [MAY_BE_FOR_DATA] : []),
      WHAT_TO_DO[topic],
    ],
  };
}

/** The trails of other accounts cannot be read, but an account that is heard has one. */
const MAY_BE_FOR_DATA =
  'A trail that logs data events alone is set like this as well: the event does not show what it logged before. If the account is heard after its next audit (rootguard report), another trail logs it.';

/** Who may act in an account may repeat a call without end, so the same call of the same principal is notified once an hour. */
function fingerprintOf({ topic, account, event, details, errorCode }: AnnouncedEvent): string {
  if (topic === 'root-sign-ins-failed') return `announced#${topic}#${account}`;
  const named = Object.entries(details).map(([name, value]) => `${name}=${value}`);
  const parts = [event.name, account, ...named, actorFingerprint(event.actor), errorCode];
  return `announced#${parts.filter((part) => part !== undefined).join('#')}`;
}

/** A person who mistypes a password does so less often. */
const FAILED_SIGN_INS = 5;

const COUNTED_MS = 60 * 60 * 1000;

/** Whether there were as many within the hour before this one, which is in the ledger by now. */
async function areSignInsFailing(
  { ledgerReader }: AnnounceDependencies,
  { account, at }: AnnouncedEvent,
): Promise<boolean> {
  let failed = 0;
  for await (const stored of ledgerReader.read(account, new Date(at.getTime() - COUNTED_MS))) {
    const entry = knownPartOf(stored);
    if (entry?.type === 'event-announced' && entry.announced.topic === 'root-sign-ins-failed') failed += 1;
    if (failed >= FAILED_SIGN_INS) return true;
  }
  return false;
}

const WHAT_HAPPENED: Record<AnnouncedTopic, string> = {
  'root-user-acted':
    'The root user made itself credentials that no root session can list or delete; they may work for hours.',
  'root-sign-ins-failed': `At least ${FAILED_SIGN_INS} sign-ins as the root user failed within an hour.`,
  'root-mailbox-changed': 'Whoever owns the mailbox of a root user can reset its password.',
  'account-contacts-changed': 'AWS writes about the security of an account to its contacts.',
  'account-leaving': 'In an account outside the organization rootguard can neither see nor remove anything.',
  'delegated-administrator-registered':
    'A delegated administrator for IAM can open root sessions in all member accounts; one for account management can change the email addresses of their root users.',
  'guardrail-administrator-registered':
    'A delegated administrator for CloudTrail can stop the trail of the organization; one for StackSets can change the forwarding rules of every member account.',
  'root-access-restored':
    'A root access feature, trusted access for IAM or the delegation to the home account was switched on.',
  'organization-policy-changed':
    'A service or resource control policy can deny root sessions, or protects rootguard.',
  'policy-delegation-changed':
    'Whoever may manage policies can detach or empty those that protect rootguard, or deny it root sessions.',
  'trail-weakened':
    'Without a trail that logs all management events, EventBridge gets no event of that account.',
};

const WHAT_TO_DO: Record<AnnouncedTopic, string> = {
  'root-user-acted':
    'Find out who it was. While it lasts, only a service control policy stops such a session: deny everything to the root user.',
  'root-sign-ins-failed': 'Find out who tries; without a password no sign-in can succeed.',
  'root-mailbox-changed':
    'If nobody planned it, take the address back from the management account: aws account start-primary-email-update.',
  'account-contacts-changed': 'If nobody planned it, set them again and find out who it was.',
  'account-leaving': 'If nobody planned it, stop it: see root credentials of the account before it is gone.',
  'delegated-administrator-registered':
    'If nobody planned it: aws organizations deregister-delegated-administrator.',
  'guardrail-administrator-registered':
    'If nobody planned it: aws organizations deregister-delegated-administrator.',
  'root-access-restored': 'Nothing; if it had been switched off, start a sweep: rootguard sweep.',
  'organization-policy-changed': 'rootguard preflight shows whether the policies deny what rootguard does.',
  'policy-delegation-changed':
    'If nobody planned it, look at it and take it back: aws organizations describe-resource-policy, delete-resource-policy.',
  'trail-weakened':
    'If no other trail logs the account, start it again. rootguard doctor checks the trail of the home account.',
};
