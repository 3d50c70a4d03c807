import { isJsonObject, type JsonObject } from '../../domain/json-object.ts';

/** Converts a typed value as DynamoDB's document client does; undefined if the value does not have the type. */
const READERS: Readonly<Record<string, (value: unknown) => unknown>> = {
  S: (value) => (typeof value === 'string' ? value : undefined),
  N: (value) => (typeof value === 'string' && value.trim() !== '' ? numberOf(value) : undefined),
  BOOL: (value) => (typeof value === 'boolean' ? value : undefined),
  NULL: (value) => (value === true ? null : undefined),
  SS: (value) =>
    Array.isArray(value) && value.every((item) => typeof item === 'string') ? new Set(value) : undefined,
  L: (value) => (Array.isArray(value) ? ifAllRead(value.map(readTyped)) : undefined),
  M: (value) => {
    if (!isJsonObject(value)) return undefined;
    const read = Object.entries(value).map(([name, item]) => [name, readTyped(item)] as const);
    return ifAllRead(read.map(([, item]) => item)) && Object.fromEntries(read);
  },
  // An exception has none of these, but a note may.
  NS: (value) => (Array.isArray(value) ? new Set(value) : undefined),
  B: (value) => value,
  BS: (value) => value,
};

/**
 * Whether a row is in DynamoDB's own JSON, such as `{"reason": {"S": "drill"}}`: the console shows it, and the AWS CLI
 * prints it. One typed attribute is enough, as a plain row has none.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html
 */
export function isTypedRow(row: unknown): row is JsonObject {
  return isJsonObject(row) && Object.values(row).some((value) => typeOf(value) !== undefined);
}

export type TypedRow =
  | { readonly type: 'row'; readonly row: JsonObject }
  | { readonly type: 'unusable'; readonly attribute: string; readonly message: string };

/** A row that is typed only in part is refused: its meaning is ambiguous. */
export function readTypedRow(row: JsonObject): TypedRow {
  const read: [string, unknown][] = [];
  for (const [attribute, value] of Object.entries(row)) {
    const plain = readTyped(value);
    if (plain === undefined) {
      const message = 'expected a typed value such as {"S": "text"}, as others of the row are';
      return { type: 'unusable', attribute, message };
    }
    read.push([attribute, plain]);
  }
  return { type: 'row', row: Object.fromEntries(read) };
}

function readTyped(value: unknown): unknown {
  const type = typeOf(value);
  return type === undefined || !isJsonObject(value) ? undefined : READERS[type]?.(value[type]);
}

function typeOf(value: unknown): string | undefined {
  if (!isJsonObject(value)) return undefined;
  const [type, ...others] = Object.keys(value);
  return type !== undefined && others.length === 0 && Object.hasOwn(READERS, type) ? type : undefined;
}

function numberOf(text: string): number | undefined {
  const number = Number(text);
  return Number.isNaN(number) ? undefined : number;
}

function ifAllRead(items: readonly unknown[]): readonly unknown[] | undefined {
  return items.includes(undefined) ? undefined : items;
}
