import * as v from 'valibot';
import type { Call, Operation } from './operation.ts';

/*
 * The constraints that AWS's API models put on the members of a request, and the words in which a service says that a
 * value breaks one: https://smithy.io/2.0/spec/constraint-traits.html
 */

/** `pattern` as the model has it; the whole text must match. Lengths are in characters. */
export interface TextLimits {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  /** A text that AWS takes although the model has no room for it. */
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

/** A number of a JSON request. */
export const limitedNumber = ({ min, max }: NumberLimits) =>
  v.pipe(
    v.number(),
    v.safeInteger(NOT_A_NUMBER),
    v.minValue(min, `Member must have value greater than or equal to ${min}`),
    v.maxValue(max, `Member must have value less than or equal to ${max}`),
  );

/** A number of a Query request, where every field is a text. */
export const limitedNumberText = (limits: NumberLimits) =>
  v.pipe(v.string(), v.regex(/^-?\d{1,15}$/, NOT_A_NUMBER), v.transform(Number), limitedNumber(limits));

/** What the protocol refuses before the model is asked. */
const NOT_A_NUMBER = 'Member must be a whole number';

/** A list of JSON requests. */
export const limitedList = <Item extends v.GenericSchema>(item: Item, { min, max }: NumberLimits) =>
  v.pipe(
    v.array(item),
    v.minLength(min, `Member must have length greater than or equal to ${min}`),
    v.maxLength(max, `Member must have length less than or equal to ${max}`),
  );

/** A value that breaks a constraint. */
export interface Violation {
  readonly member: string;
  readonly value: unknown;
  readonly constraint: string;
  /** The type of the constraint, as valibot names it; `missing` for a member that must be there. */
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

/** Such as `targets.1.member.id`: AWS counts from one, and begins names with a small letter here. */
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

/** How a service answers a request that its model does not allow. */
export type Refuse = (violations: readonly Violation[]) => Error;

/** Operations that see a request only once it is what the model allows. Each has its row, and each row an operation. */
export function checkingRequests<Name extends string>(
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

/** A JSON null says what leaving the member out says. */
function checkedCall(schema: v.GenericSchema, call: Call, refuse: Refuse): Call {
  const input = Object.fromEntries(Object.entries(call.input).filter(([, value]) => value !== null));
  const parsed = v.safeParse(schema, input);
  if (!parsed.success) throw refuse(violationsOf(parsed.issues));
  return { ...call, input };
}
