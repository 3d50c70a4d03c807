import { type MapInOrderOptions, mapInOrder } from '../../concurrency/map-in-order.ts';
import type { Operator } from '../../domain/ledger-entry.ts';
import type { StateHeader, StateItem } from '../evidence/state-file.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Clock, NewId } from '../ports/platform.ts';
import {
  type ItemComparison,
  STATE_TABLES,
  type StateTable,
  type StateWriter,
  type StoredItem,
} from '../ports/state-tables.ts';
import type { CurrentPolicy } from './current-policy.ts';
import { checkHomeObserves, homeEnforcement } from './home-enforcement.ts';

/** How many items of each table. */
export type TableCounts = Readonly<Record<StateTable, number>>;

/** What became of the items, or would. */
export interface ImportCounts {
  /** Not there yet; after an import, those that were added. */
  readonly added: TableCounts;
  /** There already, exactly like that. */
  readonly same: TableCounts;
  /** There is another item under the same key, which stays. */
  readonly different: TableCounts;
}

export interface DifferingItem {
  readonly table: StateTable;
  readonly key: string;
}

export interface ImportSummary {
  readonly counts: ImportCounts;
  /** The first of those that are different. */
  readonly differing: readonly DifferingItem[];
  readonly isComplete: boolean;
  /** The settings of the file that were added, or would be. */
  readonly settings: readonly StoredItem[];
}

export interface ImportDone extends ImportSummary {
  /**
   * Somebody had the home account enforce while exceptions were added: accounts may have been audited before all of their
   * exceptions were there.
   */
  readonly mayHaveEnforced: boolean;
}

/** A hundred lines are enough to see what has happened; all may differ. */
const MAX_DIFFERING_SHOWN = 100;

const MAX_AHEAD = 100;

type Pace = Pick<MapInOrderOptions, 'concurrency' | 'signal' | 'onDone'>;

/** The items of the file, from the start at each call. */
type ReadItems = () => AsyncIterable<StateItem>;

/** Compares every item with what is stored, and writes nothing. @throws AwsCallError */
export async function planImport(
  tables: StateWriter,
  readItems: ReadItems,
  pace: Pace,
): Promise<ImportSummary> {
  const tally = startTally(tables);
  const isComplete = await each(readItems(), pace, async ({ table, item }) => {
    tally.count(table, item, await tables.compare(table, item));
  });
  return { ...tally.summary(), isComplete };
}

export interface ImportDependencies {
  readonly stateWriter: StateWriter;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly newId: NewId;
  /** Of the home account that is written to. @throws AwsCallError */
  readonly readPolicy: () => Promise<CurrentPolicy>;
}

export interface ImportRequest {
  readonly readItems: ReadItems;
  readonly header: StateHeader;
  /** The hash of the last line of the file. */
  readonly digest: string;
  readonly operator: Operator;
  /** Whether `planImport` has found any to add. */
  readonly addsExceptions: boolean;
  readonly pace: Pace;
}

/**
 * Adds what is not there. Exceptions only where nothing is removed, and that is looked at again after the last of them: to stop
 * in between would leave the others missing. All exceptions are written before the settings, so that rootguard never enforces
 * without them. The settings are left out where an exception differs: it may keep less than the one that was approved. May be
 * repeated, also after a crash. The ledger has an entry before and after it.
 * @throws AwsCallError; nothing is written after an item that could not be
 * @throws RootguardError `home-may-enforce`; nothing was written
 */
export async function importState(
  { stateWriter, ledger, clock, newId, readPolicy }: ImportDependencies,
  { readItems, header, digest, operator, addsExceptions, pace }: ImportRequest,
): Promise<ImportDone> {
  if (addsExceptions) checkHomeObserves(await readPolicy());
  const { homeAccountId: account, createdBy: by, createdAt } = header;
  const exported = { account, by, at: createdAt, digest };
  const entry = { type: 'state-import', account: 'organization', operator, exported } as const;
  await ledger.append({ ...entry, at: clock.now(), id: newId(), result: 'started', counts: undefined });
  const tally = startTally(stateWriter);
  let mayHaveEnforced = false;
  for (const table of STATE_TABLES) {
    if (table === 'settings' && tally.summary().counts.different.exceptions > 0) break;
    const isComplete = await each(itemsOf(table, readItems()), pace, async ({ item }) => {
      const added = await stateWriter.add(table, item);
      tally.count(table, item, added === 'added' ? 'absent' : added);
    });
    if (addsExceptions && table === 'exceptions') {
      mayHaveEnforced = homeEnforcement(await readPolicy()) !== 'none';
    }
    if (!isComplete) return { ...tally.summary(), isComplete, mayHaveEnforced };
  }
  const { counts, ...rest } = tally.summary();
  await ledger.append({ ...entry, at: clock.now(), id: newId(), result: 'finished', counts });
  return { counts, ...rest, isComplete: true, mayHaveEnforced };
}

async function* itemsOf(table: StateTable, items: AsyncIterable<StateItem>): AsyncGenerator<StateItem> {
  for await (const item of items) if (item.table === table) yield item;
}

/** False where it was aborted. @throws what the first of the items failed with */
async function each(
  items: AsyncIterable<StateItem>,
  pace: Pace,
  work: (item: StateItem) => Promise<void>,
): Promise<boolean> {
  let isComplete = true;
  for await (const { mapped } of mapInOrder(items, work, { ...pace, maxAhead: MAX_AHEAD })) {
    if (mapped.type === 'failed') throw mapped.error;
    if (mapped.type === 'skipped') isComplete = false;
  }
  return isComplete;
}

const COUNTED_AS = { absent: 'added', same: 'same', different: 'different' } as const;

function startTally(tables: Pick<StateWriter, 'describeKey'>) {
  const none = () => ({ exceptions: 0, ledger: 0, settings: 0 });
  const counts = { added: none(), same: none(), different: none() };
  const differing: DifferingItem[] = [];
  const settings: StoredItem[] = [];
  return {
    count(table: StateTable, item: StoredItem, comparison: ItemComparison): void {
      counts[COUNTED_AS[comparison]][table] += 1;
      if (comparison === 'absent' && table === 'settings') settings.push(item);
      if (comparison !== 'different' || differing.length >= MAX_DIFFERING_SHOWN) return;
      differing.push({ table, key: tables.describeKey(table, item) });
    },
    summary: () => ({ counts, differing, settings }),
  };
}
