import * as v from 'valibot';
import type { Call, Operation } from './operation.ts';

/*
 * The constraints of AWS's API models on the members of a request, and the messages for values that violate them:
 * https://smithy.io/2.0/spec/constraint-traits.html
 */

/** `pattern` as the model has it; the whole text must match. Lengths are in characters. */
export interface TextLimits {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  /** A value that AWS accepts although it violates the model. */
  readonly alsoAllowed?: string;
}

export interface NumberLimits {
  readonly min: number;
  readonly max: number;
}

export function limitedText({
  min = 0,
  max = Number.MAX_SAFE_INTEGER,
  pattern = '[\\s\\S]*',
  alsoAllowed: besides,
}: TextLimits) {
  const whole = new RegExp(`^(?:${pattern})$`, 'u');
  return v.pipe(
    v.string(),
    v.minLength(min, `Member must have length greater than or equal to ${min}`),
    v.maxLength(max, `Member must have length less than or equal to ${max}`),
    v.check(
      (text) => text === besides || whole.test(text),
      `Member must satisfy regular expression pattern: ${pattern}`,
    ),
  );
}

export const oneOf = <const Values extends readonly string[]>(...values: Values) =>
  v.pipe(v.string(), v.picklist(values, `Member must satisfy enum value set: [${values.join(', ')}]`));

/** A number in a JSON request. */
export const limitedNumber = ({ min, max }: NumberLimits) =>
  v.pipe(
    v.number(),
    v.safeInteger(NOT_A_NUMBER),
    v.minValue(min, `Member must have value greater than or equal to ${min}`),
    v.maxValue(max, `Member must have value less than or equal to ${max}`),
  );

/** A number in a Query request, where every field is a string. */
export const limitedNumberText = (limits: NumberLimits) =>
  v.pipe(v.string(), v.regex(/^-?\d{1,15}$/, NOT_A_NUMBER), v.transform(Number), limitedNumber(limits));

/** The protocol refuses it before the constraints are checked. */
const NOT_A_NUMBER = 'Member must be a whole number';

/** A list in a JSON request. */
export const limitedList = <Item extends v.GenericSchema>(item: Item, { min, max }: NumberLimits) =>
  v.pipe(
    v.array(item),
    v.minLength(min, `Member must have length greater than or equal to ${min}`),
    v.maxLength(max, `Member must have length less than or equal to ${max}`),
  );

/** A value that violates a constraint. */
export interface Violation {
  readonly member: string;
  readonly value: unknown;
  readonly constraint: string;
  /** The type of the constraint, as valibot names it; `missing` for a required member. */
  readonly type: string;
}

type Issues = readonly v.BaseIssue<unknown>[];

export const violationsOf = (issues: Issues): Violation[] =>
  issues.map((issue) => {
    const last = issue.path?.at(-1);
    const value = last === undefined ? issue.input : last.value;
    const isMissing = value === undefined;
    return {
      member: memberOf(issue),
      value,
      constraint: isMissing ? 'Member must not be null' : issue.message,
      type: isMissing ? 'missing' : issue.type,
    };
  });

/** Such as `targets.1.member.id`: AWS counts from one, and writes names with a lower-case first letter here. */
function memberOf({ path }: v.BaseIssue<unknown>): string {
  return [...(path ?? [])]
    .map(({ key }) =>
      typeof key === 'number' ? `${key + 1}.member` : `${key}`.charAt(0).toLowerCase() + `${key}`.slice(1),
    )
    .join('.');
}

/** `1 validation error detected: Value 'x' at 'userName' failed to satisfy constraint: ...` */
export function validationMessage(violations: readonly Violation[]): string {
  const texts = violations.map(
    ({ member, value, constraint }) =>
      `Value ${isSecret(member) ? '' : `${shown(value)} `}at '${member}' failed to satisfy constraint: ${constraint}`,
  );
  return `${texts.length} validation error${texts.length === 1 ? '' : 's'} detected: ${texts.join('; ')}`;
}

const isSecret = (member: string): boolean => /password$/i.test(member);

const shown = (value: unknown): string =>
  value === undefined ? 'null' : `'${typeof value === 'string' ? value : JSON.stringify(value)}'`;

/** Creates the error for a request that violates the model. */
export type Refuse = (violations: readonly Violation[]) => Error;

/** Wraps operations so that they get only requests that satisfy the model. */
export function withRequestChecks<Name extends string>(
  requests: Readonly<Record<Name, v.GenericSchema>>,
  operations: Readonly<Record<Name, Operation>>,
  refuse: Refuse,
): Record<string, Operation> {
  const schemas = new Map(Object.entries<v.GenericSchema>(requests));
  const checked = Object.entries<Operation>(operations).map(([name, operation]): [string, Operation] => {
    const schema = schemas.get(name);
    return [name, schema === undefined ? operation : (call) => operation(checkedCall(schema, call, refuse))];
  });
  return Object.fromEntries(checked);
}

/** A JSON null is the same as an absent member. */
function checkedCall(schema: v.GenericSchema, call: Call, refuse: Refuse): Call {
  const input = Object.fromEntries(Object.entries(call.input).filter(([, value]) => value !== null));
  const parsed = v.safeParse(schema, input);
  if (!parsed.success) throw refuse(violationsOf(parsed.issues));
  return { ...call, input };
}
