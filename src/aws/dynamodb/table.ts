import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { hasCode } from '../failures.ts';

export interface Table {
  readonly client: DynamoDBDocumentClient;
  readonly name: string;
}

export type Item = Readonly<Record<string, unknown>>;

/** Strongly consistent. */
export async function getItem(table: Table, key: Item): Promise<Item | undefined> {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: { ...key }, ConsistentRead: true }),
  );
  return Item;
}

/** False when the condition of a conditional write did not hold; every other failure is thrown. */
export async function conditionalWrite(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (hasCode(error, 'ConditionalCheckFailedException')) return false;
    throw error;
  }
}

/** Dates as ISO 8601 in UTC, which sorts as text; what is undefined is left out. */
export function toItem(value: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .map(([name, field]) => [name, toStored(field)]),
  );
}

function toStored(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(toStored);
  if (typeof value === 'object' && value !== null && !(value instanceof Set)) return toItem(value);
  return value;
}
