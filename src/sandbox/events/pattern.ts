import { type Leaf, leavesOf } from './leaf.ts';
import { type Matcher, parseMatcher } from './matcher.ts';
import { isRecord, PatternError } from './pattern-error.ts';

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

export function parsePattern(json: unknown): EventPattern | InvalidPattern {
  try {
    if (!isRecord(json)) throw new PatternError('Filter is not an object');
    return { type: 'pattern', branches: parseObject(json, '', [new Map()], false) };
  } catch (error) {
    if (error instanceof PatternError) return { type: 'invalid', message: error.message };
    throw error;
  }
}

export function matches(pattern: EventPattern, event: unknown): boolean {
  const leaves = leavesOf(event);
  return pattern.branches.some((branch) => fieldsMatch([...branch], leaves, new Map()));
}

/** Operators that may not be field names inside `$or`: there they would be a mistake in the nesting. */
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
    if (isRecord(value)) return parseObject(value, fieldPath, current, isInOr);
    if (!Array.isArray(value)) throw new PatternError(`"${key}" must be an object or an array`);
    if (value.length === 0) throw new PatternError('Empty arrays are not allowed');
    const matchers = value.map(parseMatcher);
    return current.map((branch) => new Map([...branch, [fieldPath, matchers]]));
  }, branches);
}

function parseOr(value: unknown, path: string, branches: readonly Branch[]): readonly Branch[] {
  if (!Array.isArray(value)) throw new PatternError('It must be an Array followed with $or.');
  if (value.length < 2) throw new PatternError('There must have at least 2 Objects in $or relationship.');
  return value.flatMap((alternative) => {
    if (!isRecord(alternative))
      throw new PatternError('Only JSON object is allowed in array of $or relationship.');
    return parseObject(alternative, path, branches, true);
  });
}

/**
 * Whether every field finds a leaf, all of them in the same elements of the arrays they share: of
 * `[{"a": 1, "b": 2}, {"a": 3}]`, `a` 3 and `b` 2 do not match together.
 */
function fieldsMatch(
  fields: readonly (readonly [string, readonly Matcher[]])[],
  leaves: ReadonlyMap<string, readonly Leaf[]>,
  elements: ReadonlyMap<string, number>,
): boolean {
  const [field, ...others] = fields;
  if (field === undefined) return true;
  const [path, matchers] = field;
  const candidates = leaves.get(path);
  if (candidates === undefined) {
    return matchers.some(({ type }) => type === 'absent') && fieldsMatch(others, leaves, elements);
  }
  return candidates.some(
    (leaf) =>
      matchers.some((matcher) => matcher.type === 'value' && matcher.test(leaf.value)) &&
      isSameElement(leaf, elements) &&
      fieldsMatch(others, leaves, new Map([...elements, ...leaf.elements])),
  );
}

const isSameElement = (leaf: Leaf, elements: ReadonlyMap<string, number>): boolean =>
  [...leaf.elements].every(([array, index]) => (elements.get(array) ?? index) === index);
