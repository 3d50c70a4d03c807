import { isJsonObject } from '../../contract/json.ts';
import { fieldsMatch } from './field-match.ts';
import { leavesOf } from './leaf.ts';
import { type Matcher, parseMatcher } from './matcher.ts';
import { PatternError } from './pattern-error.ts';
import { isTooComplex, type Wildcards } from './wildcard-complexity.ts';

/**
 * Event patterns, by the rules of EventBridge and of the library it is built on.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 * https://github.com/aws/event-ruler
 */
export interface EventPattern {
  readonly type: 'pattern';
  /** Each `$or` multiplies the branches; an event matches if all fields of one branch do. */
  readonly branches: readonly Branch[];
}

export interface InvalidPattern {
  readonly type: 'invalid';
  readonly message: string;
}

type Branch = ReadonlyMap<string, readonly Matcher[]>;

/** The branches of one pattern at most. */
const MAX_BRANCHES = 1000;

export function parsePattern(json: unknown): EventPattern | InvalidPattern {
  try {
    if (!isJsonObject(json)) throw new PatternError('Filter is not an object');
    const branches = parseObject(json, '', [new Map()], false);
    checkComplexity(branches);
    return { type: 'pattern', branches };
  } catch (error) {
    if (error instanceof PatternError) return { type: 'invalid', message: error.message };
    throw error;
  }
}

export function matches(pattern: EventPattern, event: unknown): boolean {
  const leaves = leavesOf(event);
  return pattern.branches.some((branch) => fieldsMatch(branch, leaves));
}

/** Names that must not be fields inside `$or`: operators, which would be a mistake in the nesting, and reserved names. */
const OPERATORS = new Set([
  'exactly',
  'prefix',
  'suffix',
  'anything-but',
  'exists',
  'equals-ignore-case',
  'wildcard',
  'numeric',
  'cidr',
  '=',
  '<',
  '<=',
  '>',
  '>=',
  'regex',
  'not-wildcard',
  'not-equals-ignore-case',
  'date-after',
  'date-on-or-after',
  'date-before',
  'date-on-or-before',
  'in-date-range',
  'ip-address-in-range',
  'ip-address-not-in-range',
]);

function parseObject(
  object: Readonly<Record<string, unknown>>,
  path: string,
  branches: readonly Branch[],
  isInOr: boolean,
): readonly Branch[] {
  const fields = Object.entries(object);
  if (fields.length === 0) throw new PatternError('Empty objects are not allowed');
  return fields.reduce((current, [key, value]) => {
    if (key === '$or') return parseOr(value, path, current);
    if (isInOr && OPERATORS.has(key)) {
      throw new PatternError(`${key} is Ruler reserved fieldName which cannot be used inside $or.`);
    }
    const fieldPath = path === '' ? key : `${path}.${key}`;
    if (isJsonObject(value)) return parseObject(value, fieldPath, current, isInOr);
    if (!Array.isArray(value)) throw new PatternError(`"${key}" must be an object or an array`);
    if (value.length === 0) throw new PatternError('Empty arrays are not allowed');
    const matchers = value.map(parseMatcher);
    return current.map((branch) => new Map([...branch, [fieldPath, matchers]]));
  }, branches);
}

function parseOr(value: unknown, path: string, branches: readonly Branch[]): readonly Branch[] {
  if (!Array.isArray(value)) throw new PatternError('It must be an Array followed with $or.');
  if (value.length < 2) throw new PatternError('There must have at least 2 Objects in $or relationship.');
  const parsed: Branch[] = [];
  for (const alternative of value) {
    if (!isJsonObject(alternative))
      throw new PatternError('Only JSON object is allowed in array of $or relationship.');
    parsed.push(...parseObject(alternative, path, branches, true));
    if (parsed.length > MAX_BRANCHES) throw new PatternError(`over ${MAX_BRANCHES} rule combinations`);
  }
  return parsed;
}

/** Checks fields in the order of their paths. Fields of several branches count together if all fields before them are the same. */
function checkComplexity(branches: readonly Branch[]): void {
  const wildcards = new Map<string, Map<Matcher, Wildcards>>();
  const numbers = new Map<readonly Matcher[], number>();
  for (const branch of branches) {
    let position = '';
    for (const [path, matchers] of [...branch].sort(([left], [right]) => (left < right ? -1 : 1))) {
      position += `\n${path}`;
      const ofField = wildcards.get(position) ?? new Map<Matcher, Wildcards>();
      wildcards.set(position, ofField);
      for (const matcher of matchers) {
        if (matcher.type === 'value' && matcher.wildcards) ofField.set(matcher, matcher.wildcards);
      }
      // Every branch of an `$or` beside the field contains the same list.
      const number = numbers.get(matchers) ?? numbers.size;
      numbers.set(matchers, number);
      position += `\t${number}`;
    }
  }
  for (const ofField of wildcards.values()) {
    if (isTooComplex([...ofField.values()])) {
      throw new PatternError(
        'Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character',
      );
    }
  }
}
