import type { JsonObject } from '../../domain/json-object.ts';

/** The tables whose contents another home account needs. All else is found out again by audits. */
export const STATE_TABLES = ['exceptions', 'ledger', 'settings'] as const;

export type StateTable = (typeof STATE_TABLES)[number];

/** An item in DynamoDB's JSON, such as `{"mode": {"S": "observe"}}`, with binary values in Base64: nothing of it is interpreted. */
export type StoredItem = JsonObject;

export interface StateReader {
  /**
   * Every item, also those that do not parse.
   * @param since only items of the ledger whose sort key is of then or later
   * @throws AwsCallError
   */
  readAll(table: StateTable, since?: Date): AsyncIterable<StoredItem>;
}

/** How an item compares with the one that is stored under its key. `same` also where only `settledAt` of an exception differs. */
export type ItemComparison = 'absent' | 'same' | 'different';

/** Adds items, and can neither change nor delete one. */
export interface StateWriter {
  /** What is wrong with an item of a file, as texts; none where it can be stored. Does not call AWS. */
  issuesOf(table: StateTable, item: unknown): readonly string[];
  /** The key of the item, for people. */
  describeKey(table: StateTable, item: StoredItem): string;
  /** @throws AwsCallError */
  compare(table: StateTable, item: StoredItem): Promise<ItemComparison>;
  /** `same` and `different`: there was one already, and it is as it was. @throws AwsCallError */
  add(table: StateTable, item: StoredItem): Promise<'added' | Exclude<ItemComparison, 'absent'>>;
}
