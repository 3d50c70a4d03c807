import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  type PutCommandInput,
  paginateQuery,
  paginateScan,
  type QueryCommandInput,
  type ScanCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { callAws, readPages } from '../aws-call.ts';
import { type AwsCall, hasCode, present } from '../failures.ts';

export interface Table {
  readonly client: DynamoDBDocumentClient;
  readonly name: string;
}

export type Item = Readonly<Record<string, unknown>>;

/** What a call needs beside the table. Reads are strongly consistent. */
type In<Input> = Omit<Input, 'TableName' | 'ConsistentRead'>;

export function tableCall(call: string, name: string): AwsCall {
  return { call, resource: `table ${name}` };
}

/** Strongly consistent. @throws AwsCallError */
export async function getItem({ client, name }: Table, key: Item): Promise<Item | undefined> {
  const command = new GetCommand({ TableName: name, Key: { ...key }, ConsistentRead: true });
  const { Item } = await callAws(tableCall('dynamodb:GetItem', name), client.send(command));
  return Item;
}

/** @throws AwsCallError */
export async function putItem({ client, name }: Table, input: In<PutCommandInput>): Promise<void> {
  const command = new PutCommand({ TableName: name, ...input });
  await callAws(tableCall('dynamodb:PutItem', name), client.send(command));
}

/** @returns the attributes that `ReturnValues` selects @throws AwsCallError */
export async function updateItem({ client, name }: Table, input: In<UpdateCommandInput>): Promise<Item> {
  const command = new UpdateCommand({ TableName: name, ...input });
  const { Attributes = {} } = await callAws(tableCall('dynamodb:UpdateItem', name), client.send(command));
  return Attributes;
}

/** Strongly consistent. @throws AwsCallError */
export async function* queryItems(
  { client, name }: Table,
  input: In<QueryCommandInput>,
): AsyncGenerator<Item> {
  const pages = paginateQuery({ client }, { TableName: name, ConsistentRead: true, ...input });
  yield* itemsOf(tableCall('dynamodb:Query', name), pages);
}

/** Strongly consistent. @throws AwsCallError */
export async function* scanItems(
  { client, name }: Table,
  input: In<ScanCommandInput> = {},
): AsyncGenerator<Item> {
  const pages = paginateScan({ client }, { TableName: name, ConsistentRead: true, ...input });
  yield* itemsOf(tableCall('dynamodb:Scan', name), pages);
}

async function* itemsOf(
  call: AwsCall,
  pages: AsyncIterable<{ readonly Items?: readonly Item[] | undefined }>,
): AsyncGenerator<Item> {
  for await (const { Items } of readPages(call, pages)) {
    yield* present(call, 'Items', Items);
  }
}

/** For writes that are tried again: each conflict means that another write succeeded, so this many in a row are no coincidence. */
export const MAX_CONFLICTS = 100;

/** False when the condition of a conditional write was not met; every other failure is thrown. */
export async function conditionalWrite(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (hasCode(error, 'ConditionalCheckFailedException')) return false;
    throw error;
  }
}

/** Sets, binary values and numbers that JavaScript does not hold are objects of other classes. */
export function isMap(value: unknown): value is Item {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
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
  if (isMap(value)) return toItem(value);
  return value;
}
