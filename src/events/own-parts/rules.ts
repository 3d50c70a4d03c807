import {
  type EventRule,
  type HomeBusOptions,
  type HomeBusRule,
  NO_REPLAYS,
  ofMembers,
  ofServiceAccounts,
  operatorsReplays,
  type ReplayMatcher,
} from '../rules.ts';
import type { OwnPartLocation } from './calls.ts';
import {
  alarmsPattern,
  forwardingPartsPattern,
  type NamedPattern,
  ownPartPatterns,
  type PatternNames,
} from './own-part-patterns.ts';

export interface OwnPartRuleOptions {
  /** Whether a key of the home account encrypts the data. */
  readonly watchesKeys: boolean;
}

/** For the default bus of such an account: changes of the parts of rootguard in it. */
export function ownPartRules(
  names: PatternNames,
  location: OwnPartLocation,
  options: OwnPartRuleOptions = { watchesKeys: false },
): readonly EventRule[] {
  return patternsAt(names, location, options).map((named) => ruleOf(named, NO_REPLAYS));
}

/**
 * For a Region in which only a stack that forwards is: its rules, its dead-letter queue, its topic and alarm. CloudTrail logs the changes of
 * its role in rootguard's own Region.
 */
export function ownPartRulesOfOtherRegion(names: PatternNames): readonly EventRule[] {
  return ownPartPatterns(names, { watchesKeys: false }).map((named) => ruleOf(named, NO_REPLAYS));
}

/** For the home bus. They are not archived: an administrator of an account can make any number of such events. */
export function ownPartHomeBusRules(
  names: PatternNames,
  { replayNamePrefix, serviceAccounts }: HomeBusOptions,
  options: OwnPartRuleOptions = { watchesKeys: false },
): readonly HomeBusRule[] {
  const replays = operatorsReplays(replayNamePrefix);
  return [
    ...ownPartPatterns(names, options).map((named) =>
      ofServiceAccounts(ruleOf(named, replays), serviceAccounts),
    ),
    ...patternsAt(names, 'member', options).map((named) =>
      ofMembers(ruleOf(named, replays), serviceAccounts),
    ),
  ];
}

function patternsAt(
  names: PatternNames,
  location: OwnPartLocation,
  options: OwnPartRuleOptions,
): readonly NamedPattern[] {
  switch (location) {
    case 'home':
      return ownPartPatterns(names, options);
    // Its topic and its alarm are what home cannot mute.
    case 'management':
      return [forwardingPartsPattern(names), alarmsPattern(names)];
    case 'member':
      return [forwardingPartsPattern(names)];
  }
}

function ruleOf({ name, description, pattern }: NamedPattern, replays: readonly ReplayMatcher[]): EventRule {
  return { name, description, pattern: { 'replay-name': replays, ...pattern }, state: 'ENABLED' };
}
