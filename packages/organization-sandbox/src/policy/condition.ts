import type { KeyValues } from './context.ts';
import type { Statement } from './document.ts';
import { type ParsedOperator, parseOperator } from './operators.ts';
import { type Template, template } from './variables.ts';

/** Whether a condition holds for a request. */
export type Condition = (values: KeyValues) => boolean;

/** The condition keys that a statement asks for, in lower case. */
export const conditionKeys = ({ Condition: operators }: Statement): readonly string[] =>
  Object.values(operators).flatMap((keys) => Object.keys(keys).map((key) => key.toLowerCase()));

/** All operators of a Condition element must hold, each for all of its keys. */
export function compileConditions(
  operators: Statement['Condition'],
  hasVariables: boolean,
): readonly Condition[] {
  return Object.entries(operators).flatMap(([written, keys]) => {
    const operator = parseOperator(written);
    if (operator === undefined)
      throw new Error(`the sandbox does not know the condition operator ${written}`);
    return Object.entries(keys).map(([key, expected]) => {
      const templates = expected.map((text) => template(text, hasVariables));
      return compileCondition(operator, key.toLowerCase(), templates);
    });
  });
}

function compileCondition(operator: ParsedOperator, key: string, expected: readonly Template[]): Condition {
  if (operator.type === 'null') return isAbsent(key, expected);
  const { compare, negated, quantifier, ifExists } = operator;
  return (values) => {
    const actual = valuesOf(key, values);
    if (actual.length === 0) return ifExists || isTrueOfNothing(operator);
    const texts = expected.flatMap((text) => text(values) ?? []);
    const isAmong = (value: string) => texts.some((text) => compare(text, value));
    switch (quantifier) {
      case 'ForAllValues':
        return actual.every((value) => isAmong(value) !== negated);
      case 'ForAnyValue':
        return actual.some((value) => isAmong(value) !== negated);
      default:
        return actual.some(isAmong) !== negated;
    }
  };
}

/** A key without values is as one that is absent. */
const valuesOf = (key: string, values: KeyValues): readonly string[] => values(key) ?? [];

/**
 * An absent key equals nothing, so a negated operator holds, and of no values all satisfy a condition.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
const isTrueOfNothing = ({ quantifier, negated }: ParsedOperator & { type: 'comparison' }): boolean =>
  quantifier === 'ForAllValues' || (quantifier === undefined && negated);

const isAbsent =
  (key: string, expected: readonly Template[]): Condition =>
  (values) => {
    const absent = String(valuesOf(key, values).length === 0);
    return expected.some((text) => text(values)?.toLowerCase() === absent);
  };
