/**
 * How many bytes an item takes in DynamoDB, as its document client gives it.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemBytes(item: object): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + bytesOf(value),
    0,
  );
}

/** Of a list or a map, and of each of its elements. */
const COLLECTION_BYTES = 3;
const ELEMENT_BYTES = 1;

function bytesOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number' || typeof value === 'bigint') return numberBytes(String(value));
  if (typeof value !== 'object' || value === null) return 1;
  if (value instanceof Uint8Array) return value.byteLength;
  if (value instanceof Set) return sumOf([...value]);
  if (Array.isArray(value)) return COLLECTION_BYTES + value.length * ELEMENT_BYTES + sumOf(value);
  return COLLECTION_BYTES + Object.keys(value).length * ELEMENT_BYTES + itemBytes(value);
}

function sumOf(values: readonly unknown[]): number {
  return values.reduce<number>((sum, value) => sum + bytesOf(value), 0);
}

/** One byte, and one for two digits each, zeros at either end left out; one more for a minus. */
function numberBytes(text: string): number {
  const digits = text
    .replace(/e.*$/, '')
    .replace(/\D/g, '')
    .replace(/^0+|0+$/g, '');
  return 1 + Math.ceil(digits.length / 2) + (text.startsWith('-') ? 1 : 0);
}
