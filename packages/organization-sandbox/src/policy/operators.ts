import { BlockList, isIP } from 'node:net';
import { matchesPattern } from './glob.ts';

/** Whether a value of the request satisfies one value of the policy. */
export type Comparison = (expected: string, actual: string) => boolean;

/*
 * The operators of the Condition element. Those for dates and binary values are not among them.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */

const equalsIgnoringCase: Comparison = (expected, actual) => expected.toLowerCase() === actual.toLowerCase();

/** Each of the six parts of an ARN is matched separately, so that a wildcard does not reach over a colon. */
const matchesArn: Comparison = (expected, actual) => {
  const patterns = arnParts(expected);
  const parts = arnParts(actual);
  return (
    patterns.length === parts.length &&
    patterns.every((pattern, index) => matchesPattern(pattern, parts[index] ?? ''))
  );
};

const ARN_PARTS = 6;

/** The last part, which names the resource, may itself contain colons. */
function arnParts(arn: string): string[] {
  const parts = arn.split(':');
  const resource = parts.splice(ARN_PARTS - 1);
  return resource.length === 0 ? parts : [...parts, resource.join(':')];
}

const asNumbers =
  (compare: (expected: number, actual: number) => boolean): Comparison =>
  (expected, actual) =>
    actual.trim() !== '' && compare(Number(expected), Number(actual));

const isInRange: Comparison = (range, address) => {
  const [network = '', bits] = range.split('/');
  const family = familyOf(network);
  if (family === undefined || familyOf(address) !== family) return false;
  const list = new BlockList();
  const longest = family === 'ipv4' ? 32 : 128;
  const prefix = bits === undefined ? longest : Number(bits);
  if (!Number.isInteger(prefix) || prefix < 0 || prefix > longest) return false;
  list.addSubnet(network, prefix, family);
  return list.check(address, family);
};

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  return ({ 4: 'ipv4', 6: 'ipv6' } as const)[isIP(address)];
}

/** An operator compares, and negates the result if it is a negated one. */
interface Operator {
  readonly compare: Comparison;
  readonly negated: boolean;
}

const positive = (compare: Comparison): Operator => ({ compare, negated: false });
const negative = (compare: Comparison): Operator => ({ compare, negated: true });
const equals: Comparison = (expected, actual) => expected === actual;

const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ['StringEquals', positive(equals)],
  ['StringNotEquals', negative(equals)],
  ['StringEqualsIgnoreCase', positive(equalsIgnoringCase)],
  ['StringNotEqualsIgnoreCase', negative(equalsIgnoringCase)],
  ['StringLike', positive(matchesPattern)],
  ['StringNotLike', negative(matchesPattern)],
  ['ArnEquals', positive(matchesArn)],
  ['ArnLike', positive(matchesArn)],
  ['ArnNotEquals', negative(matchesArn)],
  ['ArnNotLike', negative(matchesArn)],
  ['Bool', positive(equalsIgnoringCase)],
  ['NumericEquals', positive(asNumbers((expected, actual) => actual === expected))],
  ['NumericNotEquals', negative(asNumbers((expected, actual) => actual === expected))],
  ['NumericLessThan', positive(asNumbers((expected, actual) => actual < expected))],
  ['NumericLessThanEquals', positive(asNumbers((expected, actual) => actual <= expected))],
  ['NumericGreaterThan', positive(asNumbers((expected, actual) => actual > expected))],
  ['NumericGreaterThanEquals', positive(asNumbers((expected, actual) => actual >= expected))],
  ['IpAddress', positive(isInRange)],
  ['NotIpAddress', negative(isInRange)],
]);

/** How the values of a key with several values are compared. */
export type Quantifier = 'ForAllValues' | 'ForAnyValue' | undefined;

/** An operator as a policy writes it: `ForAnyValue:StringLikeIfExists`. */
export type ParsedOperator =
  | { readonly type: 'null' }
  | (Operator & {
      readonly type: 'comparison';
      readonly quantifier: Quantifier;
      readonly ifExists: boolean;
    });

const WRITTEN = /^(?:(?<quantifier>ForAllValues|ForAnyValue):)?(?<name>[A-Za-z]+?)(?<ifExists>IfExists)?$/;

/** Undefined for an operator that the sandbox does not know. */
export function parseOperator(written: string): ParsedOperator | undefined {
  if (written === 'Null') return { type: 'null' };
  const { quantifier, name = '', ifExists } = WRITTEN.exec(written)?.groups ?? {};
  const operator = OPERATORS.get(name);
  if (operator === undefined) return undefined;
  return {
    type: 'comparison',
    ...operator,
    quantifier: quantifier === 'ForAllValues' || quantifier === 'ForAnyValue' ? quantifier : undefined,
    ifExists: ifExists !== undefined,
  };
}

export const isOperator = (written: string): boolean => parseOperator(written) !== undefined;
