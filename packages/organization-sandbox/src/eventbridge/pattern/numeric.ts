import { PatternError } from './pattern-error.ts';

type NumberTest = (value: number) => boolean;

const COMPARISONS: ReadonlyMap<string, (left: number, right: number) => boolean> = new Map([
  ['=', (left, right) => left === right],
  ['<', (left, right) => left < right],
  ['<=', (left, right) => left <= right],
  ['>', (left, right) => left > right],
  ['>=', (left, right) => left >= right],
]);

/** EventBridge compares numbers up to this absolute value. */
const MAX_NUMBER = 5e9;

/** `["<", 10]`, or a range, lower limit first: `[">", 0, "<=", 5]`. */
export function parseNumeric(operand: unknown): NumberTest {
  if (!Array.isArray(operand)) throw new PatternError('Value of numeric must be an array.');
  const [operator, value, upperOperator, top, ...others]: readonly unknown[] = operand;
  const test = comparison(operator, value);
  if (operand.length <= 2) return test;
  if (operator !== '>' && operator !== '>=') {
    throw new PatternError('Too many elements in numeric expression');
  }
  if (upperOperator !== '<' && upperOperator !== '<=') {
    throw new PatternError(`Bad numeric range operator: ${String(upperOperator)}`);
  }
  const isBelow = comparison(upperOperator, top);
  if (others.length > 0) throw new PatternError('Too many terms in numeric range expression');
  if (Number(value) >= Number(top)) throw new PatternError('Bottom must be less than top');
  return (number) => test(number) && isBelow(number);
}

function comparison(operator: unknown, right: unknown): NumberTest {
  if (typeof operator !== 'string') {
    throw new PatternError(`Invalid member in numeric match: ${String(operator)}`);
  }
  const compare = COMPARISONS.get(operator);
  if (compare === undefined) throw new PatternError(`Unrecognized numeric range operator: ${operator}`);
  if (typeof right !== 'number') {
    throw new PatternError(`Value of ${operator === '=' ? 'equals' : operator} must be numeric`);
  }
  if (Math.abs(right) > MAX_NUMBER) {
    throw new PatternError(`Value must be between -${MAX_NUMBER} and ${MAX_NUMBER}, inclusive`);
  }
  return (left) => compare(left, right);
}
