import * as v from 'valibot';
import { isJsonObject } from './json-object.ts';

/*
 * What comes from outside is read with valibot, because a cold start loads and builds every schema: docs/decisions/0021.
 * This adds what valibot leaves open: what counts as an object, which text is a time, and how an issue is worded.
 */

/** What is wrong, and where: `credentials.1`, or an empty path for the whole value. Never quotes the value itself. */
export interface InputIssue {
  readonly path: string;
  readonly message: string;
}

export type Parsed<Output> =
  | { readonly type: 'parsed'; readonly value: Output }
  | { readonly type: 'invalid'; readonly issues: readonly [InputIssue, ...InputIssue[]] };

/** A list may have a hundred thousand wrong items, and a mail with all of them would be too large. */
export const MAX_ISSUES = 20;

/** Reports the first issue of each path. */
export function parse<Schema extends v.GenericSchema>(
  schema: Schema,
  input: unknown,
): Parsed<v.InferOutput<Schema>> {
  const { success, output, issues } = v.safeParse(schema, input, {
    abortPipeEarly: true,
    message: messageOf,
  });
  if (success) return { type: 'parsed', value: output };
  const [first, ...others] = issues;
  const next = others.slice(0, MAX_ISSUES - 1);
  return { type: 'invalid', issues: [issueFrom(first), ...next.map(issueFrom)] };
}

/** For errors and tables: `credentials.1: expected …`. */
export function describeIssue({ path, message }: InputIssue, whole: string): string {
  return `${path || whole}: ${message}`;
}

/** The key of a map may be as long as its row, and the path is mailed. */
const MAX_PATH_CHARACTERS = 200;

function issueFrom(issue: v.BaseIssue<unknown>): InputIssue {
  const path = v.getDotPath(issue) ?? '';
  return { path: path.slice(0, MAX_PATH_CHARACTERS), message: issue.message };
}

/** valibot's own messages quote the value, which may be hostile, a secret, or 256 kB long; issues are logged and mailed. */
function messageOf({ expected, input, path }: v.BaseIssue<unknown>): string {
  if (path?.[0].origin === 'key') {
    return expected === 'never' ? 'is not a key that rootguard knows' : 'is missing';
  }
  const isWrongText = typeof input === 'string' && expected?.includes('"');
  return `expected ${expected}, got ${isWrongText ? 'another string' : kindOf(input)}`;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'Array' : typeof value;
}

/** valibot alone would accept an array as an object where all keys are optional. */
export const anyObject = (message: string) => v.custom<object>(isJsonObject, message);

const plainObject = anyObject('expected an object');

/** Keys that it does not name are dropped. A `v.variant` needs its options to be a bare `v.object`. */
export const object = <Entries extends v.ObjectEntries>(entries: Entries) =>
  v.pipe(plainObject, v.object(entries));

/** The output type of a schema, deeply readonly. */
export type Output<Schema extends v.GenericSchema> = Immutable<v.InferOutput<Schema>>;

type Immutable<Value> = Value extends string | number | boolean | Date | undefined
  ? Value
  : { readonly [Key in keyof Value]: Immutable<Value[Key]> };

/** JSON and DynamoDB leave an undefined field out; the parsed value always has the key. */
export const maybe = <Schema extends v.GenericSchema>(schema: Schema) => v.optional(schema, () => undefined);

/** The output type of an object with these entries and no others, deeply readonly. */
export type EntriesOutput<Entries extends v.ObjectEntries> = Output<v.ObjectSchema<Entries, undefined>>;

export function isWholeNumber(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

/** Keys that it does not name are kept, so that they are written back. */
export const objectWithOthers = <Entries extends v.ObjectEntries>(entries: Entries) =>
  v.pipe(plainObject, v.looseObject(entries));

/** Text that a type guard brands, such as an account id. */
export const branded = <Brand extends string>(isBrand: (text: string) => text is Brand, message: string) =>
  v.custom<Brand>((value) => typeof value === 'string' && isBrand(value), message);

const ISO_8601 =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** Whether it is an ISO 8601 time with a zone. JavaScript reads February 30 as March 2. */
export function isTimestamp(text: string): boolean {
  if (!ISO_8601.test(text)) return false;
  const day = text.slice(0, 10);
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}

/** A time as `toISOString` writes it. */
export const utcTimestamp = v.pipe(
  v.string(),
  v.check((text) => text.endsWith('Z') && isTimestamp(text), 'must be an ISO 8601 time in UTC'),
  v.transform((text) => new Date(text)),
);

export const finiteNumber = v.pipe(v.number(), v.finite('must be finite'));

/** Never reached by counting from 0, and the next number is still exact. */
const MAX_COUNT = 2 ** 52;

/** Whether it can be counted on from there: a whole number that is not negative. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= MAX_COUNT;
}

export const count = v.pipe(
  v.number(),
  v.check((number) => isCount(number), 'must be a whole number between 0 and 2^52'),
);

/** A key of one of the registries of the domain. */
export const keyOf = <Key extends string>(registry: Readonly<Record<Key, unknown>>) =>
  branded((text): text is Key => Object.hasOwn(registry, text), 'is not a key that rootguard knows');
