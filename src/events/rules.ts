import type { ListenerQueueName } from '../domain/listener-queue.ts';
import type { EventLocation, WatchedEvent } from './catalogue/watched-event.ts';
import { CATALOGUE } from './catalogue.ts';
import { HEARTBEAT } from './heartbeat.ts';

/**
 * An EventBridge event pattern, as plain data for CloudFormation and for PutRule.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
export interface EventPattern {
  readonly 'replay-name'?: readonly ReplayMatcher[];
  readonly source: readonly string[];
  readonly detail: {
    readonly eventName: readonly string[];
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

const NO_REPLAYS = [{ exists: false }] as const;

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

/** For the default bus of every member account, in us-east-1: global services log there. */
export const MEMBER_RULES: readonly EventRule[] = [
  {
    name: 'root-credentials',
    description: 'The root user signs in or changes a credential',
    pattern: byRoot(patternOf(CATALOGUE.filter((event) => identityTypeOf(event) === 'required'))),
    state: 'ENABLED',
  },
  {
    name: 'root-passwords',
    description: 'A root password is recovered or set at sign-in',
    pattern: patternOf(CATALOGUE.filter((event) => identityTypeOf(event) === 'optional')),
    state: 'ENABLED',
  },
  {
    name: 'guardrail-weakened',
    description: 'A delegated administrator for IAM weakens the guardrail',
    pattern: patternOf(loggedInAny('delegated-administrator')),
    state: 'ENABLED',
  },
  HEARTBEATS,
];

/** For the default bus of the management account, in us-east-1. StackSets do not reach that account. */
export const MANAGEMENT_RULES: readonly EventRule[] = [
  {
    name: 'organization-changes',
    description: 'An account arrives in the organization, or the guardrail is weakened',
    pattern: patternOf(loggedInAny('management').filter((event) => event.source !== 'aws.controltower')),
    state: 'ENABLED',
  },
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

/**
 * For rootguard's own bus in the home account, which receives all forwarded events. Operators may replay its archive. Every
 * account of the organization may put events on this bus, including replays under names of its choice. So operators' replays
 * have a name prefix that other accounts do not know.
 */
export function homeBusRules(replayNamePrefix: string): readonly HomeBusRule[] {
  const replayName = [...NO_REPLAYS, { prefix: replayNamePrefix }];
  return [
    {
      name: 'watched-events',
      description: 'Everything that rootguard watches',
      pattern: { ...patternOf(CATALOGUE), 'replay-name': replayName },
      state: 'ENABLED',
      queue: 'triggers',
      archived: true,
    },
    { ...HEARTBEATS, name: 'heard-accounts', queue: 'heartbeats', archived: false },
  ];
}

export const HOME_BUS_RULES = homeBusRules(REPLAY_NAME_PREFIX);

/** EventBridge does not archive replayed events, so the pattern of an archive need not exclude them. */
export function archivePatternOf({ pattern }: EventRule): EventPattern {
  const { source, detail } = pattern;
  return { source, detail };
}

function loggedInAny(location: EventLocation): readonly WatchedEvent[] {
  return CATALOGUE.filter((event) => event.loggedIn.includes(location));
}

function identityTypeOf({ meaning }: WatchedEvent): 'required' | 'optional' | undefined {
  return meaning.type === 'root-credential-changed' ? meaning.identityType : undefined;
}

function patternOf(events: readonly WatchedEvent[]): EventPattern {
  return {
    'replay-name': NO_REPLAYS,
    source: [...new Set(events.map((event) => event.source))],
    detail: { eventName: events.flatMap((event) => event.eventNames) },
  };
}

function byRoot({ detail, ...pattern }: EventPattern): EventPattern {
  return { ...pattern, detail: { ...detail, userIdentity: { type: ['Root'] } } };
}
