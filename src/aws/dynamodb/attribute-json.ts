import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { isJsonObject, type JsonObject } from '../../domain/json-object.ts';

/*
 * An item in the JSON of DynamoDB's own protocol, so that a file has every type and every digit as it is stored.
 * See https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html
 */

export type Attributes = Record<string, AttributeValue>;

export function encodeItem(item: Attributes): JsonObject {
  return mapFields(item, encode);
}

function encode(value: AttributeValue): unknown {
  if (value.B !== undefined) return { B: toBase64(value.B) };
  if (value.BS !== undefined) return { BS: value.BS.map(toBase64) };
  if (value.L !== undefined) return { L: value.L.map(encode) };
  if (value.M !== undefined) return { M: encodeItem(value.M) };
  return value;
}

/** Undefined where it is not DynamoDB's JSON. */
export function decodeItem(item: unknown): Attributes | undefined {
  if (!isJsonObject(item)) return undefined;
  const decoded = Object.entries(item).map(([name, value]) => [name, decode(value)] as const);
  return decoded.every(isDecoded) ? Object.fromEntries(decoded) : undefined;
}

function isDecoded(
  field: readonly [string, AttributeValue | undefined],
): field is readonly [string, AttributeValue] {
  return field[1] !== undefined;
}

function decode(value: unknown): AttributeValue | undefined {
  const [field, ...others] = isJsonObject(value) ? Object.entries(value) : [];
  if (field === undefined || others.length > 0) return undefined;
  const [type, content] = field;
  switch (type) {
    case 'S':
      return typeof content === 'string' ? { S: content } : undefined;
    case 'N':
      return isNumber(content) ? { N: content } : undefined;
    case 'B':
      return isBase64(content) ? { B: fromBase64(content) } : undefined;
    case 'BOOL':
      return typeof content === 'boolean' ? { BOOL: content } : undefined;
    case 'NULL':
      return content === true ? { NULL: true } : undefined;
    case 'SS':
      return isSetOf(content, isText) ? { SS: content } : undefined;
    case 'NS':
      return isSetOf(content, isNumber) ? { NS: content } : undefined;
    case 'BS':
      return isSetOf(content, isBase64) ? { BS: content.map(fromBase64) } : undefined;
    case 'L':
      return decodeList(content);
    case 'M':
      return decodeMap(content);
    default:
      return undefined;
  }
}

function decodeList(content: unknown): AttributeValue | undefined {
  if (!Array.isArray(content)) return undefined;
  const decoded = content.map(decode).filter((value) => value !== undefined);
  return decoded.length === content.length ? { L: decoded } : undefined;
}

function decodeMap(content: unknown): AttributeValue | undefined {
  const map = decodeItem(content);
  return map && { M: map };
}

/** The same text for items that are equal: neither maps nor sets of DynamoDB have an order. */
export function canonicalText(item: JsonObject): string {
  return JSON.stringify(sortFields(mapFields(item, canonical)));
}

function canonical(value: unknown): unknown {
  if (!isJsonObject(value)) return value;
  if (Array.isArray(value.L)) return { L: value.L.map(canonical) };
  if (isJsonObject(value.M)) return { M: sortFields(mapFields(value.M, canonical)) };
  return mapFields(value, (content) => (Array.isArray(content) ? content.toSorted() : content));
}

/** As pairs, because an object has its whole numbers first, whatever the order of its names. */
function sortFields(fields: JsonObject): unknown {
  return Object.entries(fields).toSorted(([one], [other]) => (one < other ? -1 : 1));
}

function mapFields<Value>(
  fields: Readonly<Record<string, Value>>,
  map: (value: Value) => unknown,
): JsonObject {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, map(value)]));
}

const isText = (value: unknown): value is string => typeof value === 'string';

const NUMBER = /^-?\d+(?:\.\d+)?(?:E[+-]?\d+)?$/i;

const isNumber = (value: unknown): value is string => isText(value) && NUMBER.test(value);

const isBase64 = (value: unknown): value is string => isText(value) && toBase64(fromBase64(value)) === value;

function isSetOf(value: unknown, isMember: (value: unknown) => value is string): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every(isMember);
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

function fromBase64(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'));
}
