import { GetItemCommand, PutItemCommand, ScanCommand, type ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { RootguardError } from '../../domain/errors.ts';
import { isJsonObject, type JsonObject } from '../../domain/json-object.ts';
import type {
  ItemComparison,
  StateReader,
  StateTable,
  StateWriter,
  StoredItem,
} from '../../guardrail/ports/state-tables.ts';
import { callAws, readPages } from '../aws-call.ts';
import { present } from '../failures.ts';
import { type Attributes, canonicalText, decodeItem, encodeItem } from './attribute-json.ts';
import { conditionalWrite, type Table, tableCall } from './table.ts';

export type StateTables = Readonly<Record<StateTable, Table>>;

const KEYS: Readonly<Record<StateTable, readonly [string, ...string[]]>> = {
  exceptions: ['scope', 'id'],
  ledger: ['account', 'at'],
  settings: ['name'],
};

export function createStateReader(tables: StateTables): StateReader {
  return {
    async *readAll(table, since) {
      const call = tableCall('dynamodb:Scan', tables[table].name);
      const isFiltered = table === 'ledger' && since !== undefined;
      const pages = pagesOf(tables[table], isFiltered ? writtenSince(since) : {});
      for await (const { Items } of readPages(call, pages)) {
        for (const item of present(call, 'Items', Items)) yield encodeItem(item);
      }
    },
  };
}

function writtenSince(since: Date): Partial<ScanCommandInput> {
  return {
    FilterExpression: '#at >= :since',
    ExpressionAttributeNames: { '#at': 'at' },
    ExpressionAttributeValues: { ':since': { S: since.toISOString() } },
  };
}

/** The paginators of the SDK do not accept the document client, and its items are not exactly what is stored. */
async function* pagesOf({ client, name }: Table, input: Partial<ScanCommandInput>) {
  let last: Attributes | undefined;
  do {
    const page = await client.send(
      new ScanCommand({ ...input, TableName: name, ConsistentRead: true, ExclusiveStartKey: last }),
    );
    yield page;
    last = page.LastEvaluatedKey;
  } while (last !== undefined);
}

export function createStateWriter(tables: StateTables): StateWriter {
  const compare = async (table: StateTable, item: StoredItem): Promise<ItemComparison> => {
    const stored = await readItem(tables[table], keyOf(table, attributesOf(item)));
    if (stored === undefined) return 'absent';
    return comparable(table, encodeItem(stored)) === comparable(table, item) ? 'same' : 'different';
  };
  return {
    issuesOf(table, item) {
      const attributes = decodeItem(item);
      if (attributes === undefined) return ["item: is not an item in DynamoDB's JSON"];
      return KEYS[table].flatMap((name) => (attributes[name]?.S ? [] : [`item.${name}: must be a text`]));
    },
    describeKey: (table, item) =>
      KEYS[table].map((name) => (isJsonObject(item[name]) ? String(item[name].S) : '')).join(' '),
    compare,
    async add(table, item) {
      if (await putNew(tables[table], KEYS[table][0], attributesOf(item))) return 'added';
      // A retry after a lost answer finds what the first attempt wrote.
      return (await compare(table, item)) === 'same' ? 'same' : 'different';
    },
  };
}

function attributesOf(item: StoredItem): Attributes {
  const attributes = decodeItem(item);
  if (attributes === undefined) throw new RootguardError('unhandled-variant', 'the item was not checked');
  return attributes;
}

function keyOf(table: StateTable, attributes: Attributes): Attributes {
  return Object.fromEntries(
    KEYS[table].flatMap((name) => {
      const value = attributes[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** Each home account notes on its own that the end of an exception was processed. */
function comparable(table: StateTable, item: JsonObject): string {
  if (table !== 'exceptions') return canonicalText(item);
  const { settledAt: _notedHere, ...rest } = item;
  return canonicalText(rest);
}

async function readItem({ client, name }: Table, key: Attributes): Promise<Attributes | undefined> {
  const command = new GetItemCommand({ TableName: name, Key: key, ConsistentRead: true });
  const { Item } = await callAws(tableCall('dynamodb:GetItem', name), client.send(command));
  return Item;
}

function putNew({ client, name }: Table, partitionKey: string, item: Attributes): Promise<boolean> {
  const command = new PutItemCommand({
    TableName: name,
    Item: item,
    ConditionExpression: 'attribute_not_exists(#key)',
    ExpressionAttributeNames: { '#key': partitionKey },
  });
  return conditionalWrite(callAws(tableCall('dynamodb:PutItem', name), client.send(command)));
}
