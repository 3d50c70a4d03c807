import { OWN_PART_CALLS, type OwnPartCall } from './calls.ts';
import { memberRolePrefix, type OwnNames } from './own-part-of.ts';

type TextMatcher = string | { readonly prefix: string } | { readonly wildcard: string };

/** One alternative of `$or`, such as `{"requestParameters": {"name": [{"wildcard": "*rootguard*"}]}}`. */
type Alternative = Readonly<Record<string, Readonly<Record<string, readonly TextMatcher[]>>>>;

/** What of an event pattern matches changes of rootguard's own parts. */
export interface OwnPartPattern {
  readonly source: readonly string[];
  readonly detail: {
    readonly eventName: readonly TextMatcher[];
    readonly $or?: readonly Alternative[];
  };
}

export type PatternNames = Pick<OwnNames, 'bus' | 'membersStackSet' | 'policies'>;

/*
 * The patterns are coarse: a name that contains that of the installation, anywhere in a name, an ARN or a URL. So few calls about
 * other resources pass, and which part it is, if any, is for the parser to say.
 */

const EVERYWHERE = ['aws.events', 'aws.iam', 'aws.cloudformation'];
const FUNCTIONS_AND_DATA = ['aws.lambda', 'aws.sqs', 'aws.dynamodb', 'aws.scheduler'];
const PEOPLE_ARE_TOLD_BY = ['aws.sns', 'aws.monitoring', 'aws.logs'];

/** Rules, roles, stacks and the StackSet. */
export function forwardingPartsPattern(names: PatternNames): OwnPartPattern {
  return patternOf(EVERYWHERE, names);
}

export function functionsPattern(names: PatternNames): OwnPartPattern {
  return patternOf(FUNCTIONS_AND_DATA, names);
}

/** Topic, alarms, and the logs that metrics are made of. */
export function alarmsPattern(names: PatternNames): OwnPartPattern {
  return patternOf(PEOPLE_ARE_TOLD_BY, names);
}

/** A key is named by its id alone, so this is about every key of the account. */
export function keysPattern(): OwnPartPattern {
  const calls = callsOf(['aws.kms']);
  return { source: ['aws.kms'], detail: { eventName: eventNames(calls) } };
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
  const [parent = '', field = ''] = path.split('.');
  return { [parent]: { [field]: matchersOf(field, names) } };
}

function matchersOf(field: string, { bus, membersStackSet, policies }: PatternNames): readonly TextMatcher[] {
  // Their names begin with a capital letter.
  if (field === 'policyArn') return Object.values(policies).map((name) => ({ wildcard: `*/${name}` }));
  const contained = { wildcard: `*${bus}*` };
  const role = memberRolePrefix({ membersStackSet });
  return field === 'roleName' && !role.includes(bus) ? [contained, { prefix: role }] : [contained];
}
