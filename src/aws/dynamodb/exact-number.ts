import { NumberValue } from '@aws-sdk/lib-dynamodb';

/**
 * Reads a number of DynamoDB, which has up to 38 digits. One that JavaScript does not hold exactly stays as it is, in an object that
 * is no number for any schema and is written back unchanged. By default, the SDK rounds it, or throws and returns no row at all.
 */
export function exactNumber(text: string): number | NumberValue {
  const number = Number(text);
  const isExact = String(number) === text && Math.abs(number) <= Number.MAX_SAFE_INTEGER;
  return isExact ? number : NumberValue.from(text);
}
