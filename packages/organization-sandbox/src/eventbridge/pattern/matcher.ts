import { isJsonObject } from '../../contract/json.ts';
import { parseBlock, sameAddress } from './address.ts';
import { isScalar, type Scalar } from './leaf.ts';
import { parseNumeric } from './numeric.ts';
import { PatternError } from './pattern-error.ts';
import { wildcardTest } from './wildcard.ts';
import type { Wildcards } from './wildcard-complexity.ts';

/** One of the alternatives a pattern lists for a field. */
export type Matcher =
  | { readonly type: 'value'; readonly test: Test; readonly wildcards?: Wildcards }
  /** `{"exists": false}`: there is no leaf at the path. */
  | { readonly type: 'absent' };

type Test = (value: Scalar) => boolean;

/** Parses an element of a pattern's list: a scalar to compare with, or an object with one comparison operator. */
export function parseMatcher(element: unknown): Matcher {
  if (typeof element === 'string')
    return { type: 'value', test: ofText(sameAddress(element) ?? equalTo(element)) };
  if (isScalar(element)) return { type: 'value', test: (value) => value === element };
  if (!isJsonObject(element)) {
    throw new PatternError('Match value must be String, number, true, false, or null');
  }
  const [operator, operand] = onlyEntry(element, 'Match expression name not found');
  if (operator === 'exists') return parseExists(operand);
  const test = parseOperator(operator, operand);
  const wildcards = wildcardsOf(operator, operand);
  return { type: 'value', test, ...(wildcards.length > 0 && { wildcards }) };
}

function onlyEntry(object: Readonly<Record<string, unknown>>, missing: string): readonly [string, unknown] {
  const [entry, ...others] = Object.entries(object);
  if (entry === undefined) throw new PatternError(missing);
  if (others.length > 0) throw new PatternError('Only one key allowed in match expression');
  return entry;
}

function parseExists(operand: unknown): Matcher {
  if (typeof operand !== 'boolean')
    throw new PatternError('exists match pattern must be either true or false.');
  return operand ? { type: 'value', test: () => true } : { type: 'absent' };
}

function parseOperator(operator: string, operand: unknown): Test {
  switch (operator) {
    case 'exactly':
      return ofText(equalTo(textOf(operand, 'exact')));
    case 'prefix':
    case 'suffix':
      return isJsonObject(operand) ? parseIgnoringCase(operator, operand) : textTest(operator, operand);
    case 'equals-ignore-case':
    case 'wildcard':
      return textTest(operator, operand);
    case 'anything-but':
      return parseAnythingBut(operand);
    case 'numeric': {
      const test = parseNumeric(operand);
      return (value) => typeof value === 'number' && test(value);
    }
    case 'cidr':
      return ofText(parseBlock(textOf(operand, 'cidr')));
    default:
      throw new PatternError(`Unrecognized match type ${operator}`);
  }
}

const equalTo = (text: string) => (value: string) => value === text;

/** A test for strings: other values never match. */
const ofText =
  (test: (text: string) => boolean): Test =>
  (value) =>
    typeof value === 'string' && test(value);

function textOf(operand: unknown, operator: string): string {
  if (typeof operand !== 'string') throw new PatternError(`${operator} match pattern must be a string`);
  return operand;
}

const textTest = (operator: string, operand: unknown): Test =>
  ofText(stringTest(operator, textOf(operand, operator)));

function stringTest(operator: string, operand: string): (text: string) => boolean {
  switch (operator) {
    // EventBridge compares strings with their quotes, which matters for an operand that contains one.
    case 'prefix':
      return (text) => `"${text}"`.startsWith(`"${operand}`);
    case 'suffix':
      return (text) => `"${text}"`.endsWith(`${operand}"`);
    case 'equals-ignore-case':
      return (text) => text.toLowerCase() === operand.toLowerCase();
    case 'wildcard':
      return wildcardTest(operand);
    default:
      throw new PatternError(`Unsupported anything-but pattern: ${operator}`);
  }
}

/** `{"prefix": {"equals-ignore-case": "text"}}`. */
function parseIgnoringCase(operator: 'prefix' | 'suffix', operand: Readonly<Record<string, unknown>>): Test {
  const name = operator === 'prefix' ? 'Prefix' : 'Suffix';
  const [inner, text] = onlyEntry(operand, `${name} expression name not found`);
  if (inner !== 'equals-ignore-case') throw new PatternError(`Unsupported ${operator} pattern: ${inner}`);
  const test = stringTest(operator, textOf(text, inner).toLowerCase());
  return ofText((value) => test(value.toLowerCase()));
}

/** A value, a list of strings or of numbers, or one string operator with a string or a list of strings. */
function parseAnythingBut(operand: unknown): Test {
  if (isJsonObject(operand)) {
    const [operator, texts] = onlyEntry(operand, 'Anything-But expression name not found');
    const tests = listOf(texts).map((text) => excluded(operator, text));
    return (value) => !tests.some((test) => test(value));
  }
  if (operand === null || typeof operand === 'boolean' || operand === undefined) {
    throw new PatternError('Value of anything-but must be an array or single string/number value.');
  }
  const values: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  const kinds = new Set(values.map((value) => typeof value));
  if ([...kinds].some((kind) => kind !== 'string' && kind !== 'number')) {
    throw new PatternError('Inside anything but list, start|null|boolean is not supported.');
  }
  if (kinds.size !== 1) {
    throw new PatternError(
      'Inside anything but list, either all values are number or string, mixed type is not supported',
    );
  }
  return (value) => !values.includes(value);
}

function excluded(operator: string, text: unknown): Test {
  if ((operator === 'prefix' || operator === 'suffix') && text === '') {
    throw new PatternError('Null prefix/suffix not allowed');
  }
  return textTest(operator, text);
}

function listOf(operand: unknown): readonly unknown[] {
  const list: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  if (list.length === 0) throw new PatternError('Empty arrays are not allowed');
  return list;
}

/** The wildcards of an operator that has been parsed. */
function wildcardsOf(operator: string, operand: unknown): Wildcards {
  if (operator === 'anything-but' && isJsonObject(operand) && 'wildcard' in operand) {
    return listOf(operand.wildcard).map(String);
  }
  return operator === 'wildcard' ? [String(operand)] : [];
}
