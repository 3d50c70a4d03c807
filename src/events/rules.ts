import type { ListenerQueueName } from '../domain/listener-queue.ts';
import type { Announced, EventLocation, WatchedEvent } from './catalogue/watched-event.ts';
import { CATALOGUE } from './catalogue.ts';
import { HEARTBEAT } from './heartbeat.ts';
import { SESSION_OPENING } from './session-opening.ts';

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html */
export type TextMatcher = string | { readonly prefix: string } | { readonly wildcard: string };

/** Such as `{"requestParameters": {"name": [{"wildcard": "*rootguard*"}]}}`. */
export interface Alternative {
  readonly [field: string]: readonly TextMatcher[] | Alternative;
}

/**
 * An EventBridge event pattern, as plain data for CloudFormation and for PutRule.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
export interface EventPattern {
  readonly 'replay-name'?: readonly ReplayMatcher[];
  /** EventBridge sets the account; a rule that forwards the event keeps it. */
  readonly account?: readonly string[] | readonly [{ readonly 'anything-but': readonly string[] }];
  readonly source: readonly string[];
  readonly detail: {
    readonly eventName: readonly TextMatcher[];
    /** At least one of these matches. */
    readonly $or?: readonly Alternative[];
    readonly responseElements?: { readonly ConsoleLogin: readonly ['Failure'] };
    readonly userIdentity?: {
      readonly type: readonly ['Root'];
      readonly sessionContext?: { readonly assumedRoot: readonly ['true'] };
    };
  };
}

/**
 * Read-only calls reach only the rules of the second state, on each bus that they pass. A rule has to be created with it: enabling a
 * disabled rule again gives it the first one.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail-management.html
 */
export type RuleState = 'ENABLED' | 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';

/** `replay-name` is a top-level field that only events replayed from an archive have. */
export type ReplayMatcher = { readonly exists: false } | { readonly prefix: string };

export interface EventRule {
  /** Stable, kebab-case: a logical id or the last part of a rule's name. */
  readonly name: string;
  readonly description: string;
  readonly pattern: EventPattern;
  readonly state: RuleState;
}

/** A rule of the home bus. */
export interface HomeBusRule extends EventRule {
  /** Where the events go: to the consumer, which audits accounts, or to the listener, which does not. */
  readonly queue: 'triggers' | ListenerQueueName;
  /** Whether operators can replay the events. */
  readonly archived: boolean;
}

/*
 * The patterns are coarse on purpose: source, event names, Root. The parser, which can be tested, decides what an event means.
 * The patterns do not match on detail-type, as sign-in events have two spellings of it.
 *
 * No rule of a default bus matches a replayed event: an administrator of an account can archive its genuine events and
 * replay them at will, and rootguard needs no replays there.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-replay-archived-event.html
 */

/** What may lead to an audit, or to a notification after AWS was asked. */
const AUDITED = CATALOGUE.filter(({ meaning }) => meaning.type !== 'event-announced');

/** What the root user does that is announced. Failed sign-ins have the name of the others, so they are matched by their result. */
const ANNOUNCED_OF_ROOT = CATALOGUE.filter(
  ({ meaning, calls }) => isAnnouncedBy('root', meaning) && calls !== 'failed',
);

const FAILED_SIGN_INS = CATALOGUE.filter(
  ({ meaning, calls }) => meaning.type === 'event-announced' && calls === 'failed',
);

/** What anyone does that is announced. */
const ANNOUNCED_CHANGES = CATALOGUE.filter(({ meaning }) => isAnnouncedBy('anyone', meaning));

export const NO_REPLAYS: readonly ReplayMatcher[] = [{ exists: false }];

/**
 * The names of replays on the home bus start with it, in every installation: what tells them apart follows. The sandbox has no other
 * accounts that could guess it.
 */
export const REPLAY_NAME_PREFIX = 'rootguard-';

/**
 * The read that every audit makes in a root session. It proves the way of an event from the account to the listener: its trail, its
 * rule and role, the home bus and the queue. Replays of it prove nothing.
 */
const HEARTBEATS: EventRule = {
  name: 'heartbeats',
  description: 'An audit has read the account in a root session',
  pattern: {
    'replay-name': NO_REPLAYS,
    source: [HEARTBEAT.source],
    detail: {
      eventName: [HEARTBEAT.eventName],
      userIdentity: { type: ['Root'], sessionContext: { assumedRoot: ['true'] } },
    },
  },
  state: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS',
};

/**
 * Who opens root sessions. The call is recorded where the caller is, in the Region of the endpoint of STS. A replay would be recorded at
 * another time, and its session has long ended.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-track-privileged-tasks.html
 */
const OPENED_SESSIONS: EventRule = {
  name: 'root-sessions',
  description: 'Somebody opens a root session, or is denied to',
  pattern: {
    'replay-name': NO_REPLAYS,
    source: [SESSION_OPENING.source],
    detail: { eventName: [SESSION_OPENING.eventName] },
  },
  state: 'ENABLED',
};

/** For the default bus of every member account, in us-east-1: global services log there. */
export const MEMBER_RULES: readonly EventRule[] = [
  {
    name: 'root-credentials',
    description: 'The root user signs in or changes a credential',
    pattern: byRoot(patternOf(AUDITED.filter((event) => identityTypeOf(event) === 'required'))),
    state: 'ENABLED',
  },
  {
    name: 'root-passwords',
    description: 'A root password is recovered or set at sign-in',
    pattern: patternOf(AUDITED.filter((event) => identityTypeOf(event) === 'optional')),
    state: 'ENABLED',
  },
  {
    name: 'guardrail-weakened',
    description: 'A delegated administrator for IAM weakens the guardrail',
    pattern: patternOf(loggedIn('delegated-administrator', CATALOGUE)),
    state: 'ENABLED',
  },
  {
    name: 'root-activity',
    description: 'The root user makes itself credentials that no audit shows',
    pattern: byRoot(patternOf(loggedIn('member', ANNOUNCED_OF_ROOT))),
    state: 'ENABLED',
  },
  {
    name: 'account-changes',
    description: 'The mailbox, a contact or a trail of the account changes, or the account leaves',
    pattern: patternOf(loggedIn('member', ANNOUNCED_CHANGES)),
    state: 'ENABLED',
  },
  HEARTBEATS,
];

/** For the default bus of the home account where that is a member account. */
export const HOME_RULES: readonly EventRule[] = [...MEMBER_RULES, OPENED_SESSIONS];

/** For the default bus of the management account, in us-east-1. StackSets do not reach that account. */
export const MANAGEMENT_RULES: readonly EventRule[] = [
  {
    name: 'organization-changes',
    description: 'An account arrives in the organization, or the guardrail is weakened',
    pattern: patternOf(
      loggedIn('management', AUDITED).filter((event) => event.source !== 'aws.controltower'),
    ),
    state: 'ENABLED',
  },
  {
    name: 'organization-activity',
    description: 'Policies, delegated administrators, mailboxes or trails change, or an account leaves',
    pattern: patternOf(loggedIn('management', ANNOUNCED_CHANGES)),
    state: 'ENABLED',
  },
  {
    name: 'management-root',
    description: 'The root user of the management account signs in or changes a credential',
    pattern: byRoot(
      patternOf([
        ...AUDITED.filter((event) => identityTypeOf(event) === 'required'),
        ...loggedIn('management', ANNOUNCED_OF_ROOT),
      ]),
    ),
    state: 'ENABLED',
  },
  {
    name: 'management-root-passwords',
    description: 'The root password of the management account is recovered or set at sign-in',
    pattern: patternOf(AUDITED.filter((event) => identityTypeOf(event) === 'optional')),
    state: 'ENABLED',
  },
  OPENED_SESSIONS,
];

/** For the default bus of the management account, in Control Tower's home Region. */
export const CONTROL_TOWER_RULES: readonly EventRule[] = [
  {
    name: 'control-tower-accounts',
    description: 'Control Tower enrols or updates an account',
    pattern: patternOf(CATALOGUE.filter((event) => event.source === 'aws.controltower')),
    state: 'ENABLED',
  },
];

const REGIONAL = CATALOGUE.filter(({ regional }) => regional);

/**
 * For the default bus of every member account in another Region than rootguard's: what CloudTrail records in the Region of the call.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
 */
export const REGIONAL_MEMBER_RULES: readonly EventRule[] = [
  {
    name: 'root-activity',
    description: 'The root user makes itself credentials that no audit shows',
    pattern: byRoot(patternOf(REGIONAL.filter(({ meaning }) => isAnnouncedBy('root', meaning)))),
    state: 'ENABLED',
  },
  {
    name: 'trail-changes',
    description: 'A trail is stopped or narrowed',
    pattern: patternOf(REGIONAL.filter(({ meaning }) => isAnnouncedBy('anyone', meaning))),
    state: 'ENABLED',
  },
];

/** For the default bus of the accounts that can open root sessions, in another Region than rootguard's. */
export const REGIONAL_RULES: readonly EventRule[] = [...REGIONAL_MEMBER_RULES, OPENED_SESSIONS];

/**
 * What is announced. It is not archived, and so cannot be replayed: the records have addresses and whole policies in them, and an
 * event that is announced days later helps nobody.
 */
const ANNOUNCED_RULES: readonly EventRule[] = [
  {
    name: 'announced-root-activity',
    description: 'A root user makes itself credentials that no audit shows',
    pattern: byRoot(patternOf(ANNOUNCED_OF_ROOT)),
    state: 'ENABLED',
  },
  {
    name: 'announced-failed-sign-ins',
    description: 'A sign-in as the root user fails',
    pattern: whereSignInFailed(byRoot(patternOf(FAILED_SIGN_INS))),
    state: 'ENABLED',
  },
  {
    name: 'announced-changes',
    description: 'Something changes that decides who can use root users, or what rootguard hears',
    pattern: patternOf(ANNOUNCED_CHANGES),
    state: 'ENABLED',
  },
];

export interface HomeBusOptions {
  /** What the names of operators' replays begin with, which other accounts do not know. */
  readonly replayNamePrefix: string;
  /** The home account and the management account, or the one that is both. */
  readonly serviceAccounts: readonly string[];
}

/**
 * For rootguard's own bus in the home account, which receives all forwarded events. Operators may replay its archive. Every
 * account of the organization may put events on this bus, including replays under names of its choice. So operators' replays
 * have a name prefix that other accounts do not know.
 */
export function homeBusRules({ replayNamePrefix, serviceAccounts }: HomeBusOptions): readonly HomeBusRule[] {
  return [
    {
      name: 'watched-events',
      description: 'Everything that may lead to an audit',
      pattern: { ...patternOf(AUDITED), 'replay-name': operatorsReplays(replayNamePrefix) },
      state: 'ENABLED',
      queue: 'triggers',
      archived: true,
    },
    ...[...ANNOUNCED_RULES, { ...OPENED_SESSIONS, name: 'opened-root-sessions' }].flatMap((rule) => [
      ofServiceAccounts(rule, serviceAccounts),
      ofMembers(rule, serviceAccounts),
    ]),
    { ...HEARTBEATS, name: 'heard-accounts', queue: 'heartbeats', archived: false },
  ];
}

/** Matches also what operators replay. */
export function operatorsReplays(
  replayNamePrefix: HomeBusOptions['replayNamePrefix'],
): readonly ReplayMatcher[] {
  return [...NO_REPLAYS, { prefix: replayNamePrefix }];
}

/*
 * The administrator of a member account can make any number of events, so those have a queue of their own: no member delays what the
 * home account and the management account log.
 */

/** Matches what these accounts log. It is not archived. */
export function ofServiceAccounts(rule: EventRule, serviceAccounts: readonly string[]): HomeBusRule {
  const pattern = { account: serviceAccounts, ...rule.pattern };
  return { ...rule, pattern, queue: 'activity', archived: false };
}

/** Matches what all other accounts log. */
export function ofMembers(rule: EventRule, serviceAccounts: readonly string[]): HomeBusRule {
  const pattern = { account: [{ 'anything-but': serviceAccounts }] as const, ...rule.pattern };
  return { ...rule, name: `member-${rule.name}`, pattern, queue: 'memberActivity', archived: false };
}

/** EventBridge does not archive replayed events, so the pattern of an archive need not exclude them. */
export function archivePatternOf({ pattern }: EventRule): EventPattern {
  const { 'replay-name': _replays, ...archived } = pattern;
  return archived;
}

function isAnnouncedBy(who: Announced['by'], meaning: WatchedEvent['meaning']): boolean {
  return meaning.type === 'event-announced' && meaning.by === who;
}

function loggedIn(location: EventLocation, events: readonly WatchedEvent[]): readonly WatchedEvent[] {
  return events.filter((event) => event.loggedIn.includes(location));
}

function identityTypeOf({ meaning }: WatchedEvent): 'required' | 'optional' | undefined {
  return meaning.type === 'root-credential-changed' ? meaning.identityType : undefined;
}

function patternOf(events: readonly WatchedEvent[]): EventPattern {
  return {
    'replay-name': NO_REPLAYS,
    source: [...new Set(events.map((event) => event.source))],
    detail: { eventName: [...new Set(events.flatMap((event) => event.eventNames))] },
  };
}

function byRoot({ detail, ...pattern }: EventPattern): EventPattern {
  return { ...pattern, detail: { ...detail, userIdentity: { type: ['Root'] } } };
}

function whereSignInFailed({ detail, ...pattern }: EventPattern): EventPattern {
  return { ...pattern, detail: { ...detail, responseElements: { ConsoleLogin: ['Failure'] } } };
}
