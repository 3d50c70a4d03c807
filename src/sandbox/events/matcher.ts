import { BlockList, isIP } from 'node:net';
import { isScalar, type Scalar } from './leaf.ts';
import { isRecord, PatternError } from './pattern-error.ts';
import { wildcardTest } from './wildcard.ts';

/** One of the alternatives a pattern lists for a field. */
export type Matcher =
  | { readonly type: 'value'; readonly test: (value: Scalar) => boolean }
  /** `{"exists": false}`: there is no leaf at the path. */
  | { readonly type: 'absent' };

type Test = (value: Scalar) => boolean;

/** Parses an element of a pattern's list: a scalar to be equal to, or an object with one comparison operator. */
export function parseMatcher(element: unknown): Matcher {
  if (isScalar(element)) return { type: 'value', test: (value) => value === element };
  if (!isRecord(element)) {
    throw new PatternError('Match value must be String, number, true, false, or null');
  }
  const [entry, ...others] = Object.entries(element);
  if (entry === undefined) throw new PatternError('Match expression name not found');
  if (others.length > 0) throw new PatternError('Only one key allowed in match expression');
  const [operator, operand] = entry;
  if (operator === 'exists') return parseExists(operand);
  return { type: 'value', test: parseOperator(operator, operand) };
}

function parseExists(operand: unknown): Matcher {
  if (typeof operand !== 'boolean')
    throw new PatternError('exists match pattern must be either true or false.');
  return operand ? { type: 'value', test: () => true } : { type: 'absent' };
}

function parseOperator(operator: string, operand: unknown): Test {
  switch (operator) {
    case 'prefix':
    case 'suffix':
      return isRecord(operand) ? parseIgnoringCase(operator, operand) : textTest(operator, operand);
    case 'equals-ignore-case':
    case 'wildcard':
      return textTest(operator, operand);
    case 'anything-but':
      return parseAnythingBut(operand);
    case 'numeric':
      return parseNumeric(operand);
    case 'cidr':
      return parseCidr(operand);
    default:
      throw new PatternError(`Unrecognized match type ${operator}`);
  }
}

/** The operators that look at text only: other values never match them. */
function textTest(operator: string, operand: unknown): Test {
  if (typeof operand !== 'string') throw new PatternError(`${operator} match pattern must be a string`);
  const test = stringTest(operator, operand);
  return (value) => typeof value === 'string' && test(value);
}

function stringTest(operator: string, operand: string): (text: string) => boolean {
  switch (operator) {
    case 'prefix':
      return (text) => text.startsWith(operand);
    case 'suffix':
      return (text) => text.endsWith(operand);
    case 'equals-ignore-case':
      return (text) => text.toLowerCase() === operand.toLowerCase();
    case 'wildcard':
      return wildcardTest(operand);
    default:
      throw new PatternError(`Unrecognized match type ${operator}`);
  }
}

/** `{"prefix": {"equals-ignore-case": "text"}}`. */
function parseIgnoringCase(operator: string, operand: Readonly<Record<string, unknown>>): Test {
  const text = operand['equals-ignore-case'];
  if (typeof text !== 'string' || Object.keys(operand).length !== 1) {
    throw new PatternError(`${operator} match pattern must be a string or an equals-ignore-case object`);
  }
  const test = stringTest(operator, text.toLowerCase());
  return (value) => typeof value === 'string' && test(value.toLowerCase());
}

/** A value, a list of texts or of numbers, or one text operator over a text or a list of texts. */
function parseAnythingBut(operand: unknown): Test {
  if (isRecord(operand)) {
    const [entry, ...others] = Object.entries(operand);
    if (entry === undefined || others.length > 0) {
      throw new PatternError('Only one key allowed in match expression');
    }
    const [operator, texts] = entry;
    const tests = listOf(texts).map((text) => textTest(operator, text));
    return (value) => !tests.some((test) => test(value));
  }
  const values = listOf(operand);
  const kinds = new Set(values.map((value) => typeof value));
  if (kinds.size !== 1 || !(kinds.has('string') || kinds.has('number'))) {
    throw new PatternError(
      'Inside anything but list, either all values are number or string, mixed type is not supported',
    );
  }
  return (value) => !values.includes(value);
}

function listOf(operand: unknown): readonly unknown[] {
  const list: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  if (list.length === 0) throw new PatternError('Empty arrays are not allowed');
  return list;
}

const COMPARISONS: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  '=': (left, right) => left === right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
};

/** EventBridge compares numbers up to this size. */
const LARGEST_NUMBER = 5e9;

/** `[">", 0, "<=", 5]`: one or two comparisons, all of which must hold. */
function parseNumeric(operand: unknown): Test {
  if (!Array.isArray(operand) || (operand.length !== 2 && operand.length !== 4)) {
    throw new PatternError('Value of numeric must be an array of one or two comparisons');
  }
  const parts: readonly unknown[] = operand;
  const tests = [0, 2].filter((at) => at < parts.length).map((at) => comparison(parts[at], parts[at + 1]));
  return (value) => typeof value === 'number' && tests.every((test) => test(value));
}

function comparison(operator: unknown, right: unknown): (left: number) => boolean {
  const compare = typeof operator === 'string' ? COMPARISONS[operator] : undefined;
  if (compare === undefined)
    throw new PatternError(`Unrecognized numeric range operator: ${String(operator)}`);
  if (typeof right !== 'number') throw new PatternError('Value of numeric operator must be numeric');
  if (Math.abs(right) > LARGEST_NUMBER) {
    throw new PatternError(`Value must be between -${LARGEST_NUMBER} and ${LARGEST_NUMBER}, inclusive`);
  }
  return (left) => compare(left, right);
}

/** `10.0.0.0/24`, or an IPv6 block. */
function parseCidr(operand: unknown): Test {
  const { address = '', bits = '' } = /^(?<address>[^/]+)\/(?<bits>\d+)$/.exec(String(operand))?.groups ?? {};
  const family = familyOf(address);
  if (family === undefined || Number(bits) > (family === 'ipv4' ? 32 : 128)) {
    throw new PatternError(`Malformed CIDR, one '/' required: ${String(operand)}`);
  }
  const block = new BlockList();
  block.addSubnet(address, Number(bits), family);
  return (value) => typeof value === 'string' && familyOf(value) === family && block.check(value, family);
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const version = isIP(address);
  if (version === 0) return undefined;
  return version === 4 ? 'ipv4' : 'ipv6';
}
