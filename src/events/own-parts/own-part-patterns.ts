import type { Alternative, EventPattern, TextMatcher } from '../rules.ts';
import { OWN_PART_CALLS, type OwnPartCall } from './calls.ts';
import { memberRolePrefix, type OwnNames } from './own-part-of.ts';

/** What of an event pattern matches changes of rootguard's own parts. */
export type OwnPartPattern = Pick<EventPattern, 'source' | 'detail'>;

export interface PatternNames extends Pick<OwnNames, 'bus' | 'membersStackSet' | 'policies'> {
  /** Path and name of the permissions boundary; undefined where there is none of the organization's own. */
  readonly boundary?: string | undefined;
}

/*
 * The patterns are coarse: a name that contains that of the installation, anywhere in a name, an ARN or a URL. So few calls about
 * other resources pass, and which part it is, if any, is for the parser to say.
 */

const EVERYWHERE = ['aws.events', 'aws.iam', 'aws.cloudformation'];
const FUNCTIONS_AND_DATA = ['aws.lambda', 'aws.sqs', 'aws.dynamodb', 'aws.scheduler', 'aws.cloudcontrolapi'];
const PEOPLE_ARE_TOLD_BY = ['aws.sns', 'aws.monitoring', 'aws.logs'];

export interface NamedPattern {
  /** Kebab-case, for the name of a rule. */
  readonly name: string;
  readonly description: string;
  readonly pattern: OwnPartPattern;
}

/** Rules, roles, stacks and the StackSet: what is in every account. */
export function forwardingPartsPattern(names: PatternNames): NamedPattern {
  return {
    name: 'own-forwarding',
    description: 'A rule, a role, a stack or the StackSet of rootguard is changed',
    pattern: patternOf(EVERYWHERE, names),
  };
}

/** Topic, alarms, and the logs that metrics are made of. */
export function alarmsPattern(names: PatternNames): NamedPattern {
  return {
    name: 'own-alarms',
    description: 'The topic, an alarm or a log of rootguard is changed',
    pattern: patternOf(PEOPLE_ARE_TOLD_BY, names),
  };
}

/** Those of the home account, each short enough for a rule. */
export function ownPartPatterns(
  names: PatternNames,
  { watchesKeys }: { readonly watchesKeys: boolean },
): readonly NamedPattern[] {
  return [
    forwardingPartsPattern(names),
    {
      name: 'own-service',
      description:
        'A function, a queue, a table or a schedule of rootguard is changed, or anything by Cloud Control',
      pattern: patternOf(FUNCTIONS_AND_DATA, names),
    },
    alarmsPattern(names),
    ...(watchesKeys ? [keysPattern()] : []),
  ];
}

/** A key is named by its id alone, so this is about every key of the account. */
function keysPattern(): NamedPattern {
  return {
    name: 'own-keys',
    description: 'A key is disabled or changed',
    pattern: { source: ['aws.kms'], detail: { eventName: eventNames(callsOf(['aws.kms'])) } },
  };
}

function patternOf(sources: readonly string[], names: PatternNames): OwnPartPattern {
  const calls = callsOf(sources);
  const paths = [...new Set(calls.flatMap(({ namedAt }) => namedAt))];
  return {
    source: sources,
    detail: { eventName: eventNames(calls), $or: paths.map((path) => alternative(path, names)) },
  };
}

function callsOf(sources: readonly string[]): readonly OwnPartCall[] {
  return OWN_PART_CALLS.filter(({ source }) => sources.includes(source));
}

function eventNames(calls: readonly OwnPartCall[]): readonly TextMatcher[] {
  const names = calls.flatMap((call) =>
    call.eventNames.map((name) => (call.hasVersionSuffix ? { prefix: name } : name)),
  );
  // Several services have an `AddPermission`.
  return [...new Map(names.map((name) => [JSON.stringify(name), name])).values()];
}

function alternative(path: string, names: PatternNames): Alternative {
  const [parent = '', ...fields] = path.split('.');
  return { [parent]: fieldAt(fields, names) };
}

function fieldAt([field = '', ...below]: readonly string[], names: PatternNames): Alternative {
  return { [field]: below.length === 0 ? matchersOf(field, names) : fieldAt(below, names) };
}

function matchersOf(
  field: string,
  { boundary, bus, membersStackSet, policies }: PatternNames,
): readonly TextMatcher[] {
  const contained = { wildcard: `*${bus}*` };
  // The names of those for people begin with a capital letter.
  if (field === 'policyArn') {
    return [
      contained,
      ...Object.values(policies).map((name) => ({ wildcard: `*/${name}` })),
      ...(boundary === undefined ? [] : [{ wildcard: `*:policy/${boundary}` }]),
    ];
  }
  if (field !== 'roleName') return [contained];
  const role = memberRolePrefix({ membersStackSet });
  return [contained, ...(role.includes(bus) ? [] : [{ prefix: role }]), ...Object.values(policies)];
}
