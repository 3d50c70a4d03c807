import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../../../src/domain/account.ts';
import type { StateHeader, StateItem } from '../../../../src/guardrail/evidence/state-file.ts';
import { importState, planImport } from '../../../../src/guardrail/operate/import-state.ts';
import { STATE_TABLES, type StateWriter } from '../../../../src/guardrail/ports/state-tables.ts';
import { givenPolicy } from '../../../support/builders.ts';
import { givenGuard, NOW, OPERATOR } from '../guard-fixture.ts';

const HEADER: StateHeader = {
  organizationId: 'o-sandbox0001',
  homeAccountId: parseAccountId('222222222222'),
  createdAt: new Date('2026-11-23T12:00:00Z'),
  createdBy: 'arn:aws:iam::222222222222:role/a',
};

const itemOf = (table: StateItem['table'], id: string, value = 'theirs'): StateItem => ({
  table,
  item: { id: { S: id }, value: { S: value } },
});

const keyOf = (table: string, item: StateItem['item']) => `${table} ${JSON.stringify(item.id)}`;

/** A home account with these items, of which none is ever changed. */
function givenTables(items: readonly StateItem[] = []) {
  const guarded = givenGuard();
  const stored = new Map(items.map(({ table, item }) => [keyOf(table, item), JSON.stringify(item)]));
  const added: string[] = [];
  const compared = (table: string, item: StateItem['item']) => {
    const other = stored.get(keyOf(table, item));
    if (other === undefined) return 'absent';
    return other === JSON.stringify(item) ? 'same' : 'different';
  };
  const stateWriter: StateWriter = {
    issuesOf: () => [],
    describeKey: (table, item) => keyOf(table, item),
    compare: async (table, item) => compared(table, item),
    add: async (table, item) => {
      await guarded.log.enter('state.add');
      const found = compared(table, item);
      if (found !== 'absent') return found;
      stored.set(keyOf(table, item), JSON.stringify(item));
      added.push(keyOf(table, item));
      return 'added';
    },
  };
  let modes: readonly ('observe' | 'enforce')[] = ['observe'];
  const readPolicy = async () => {
    const [mode = 'observe', ...next] = modes;
    if (next.length > 0) modes = next;
    const policy = givenPolicy({ mode });
    return {
      reading: { type: 'initial' },
      initialPolicy: policy,
      canEnforce: true,
      recordedAt: NOW,
      policy,
      appliedPolicy: policy,
    } as const;
  };
  const readItems = (file: readonly StateItem[]) =>
    async function* () {
      yield* file;
    };
  return {
    ...guarded,
    added,
    /** The mode at each reading; the last one stays. */
    setModes: (...latest: readonly ('observe' | 'enforce')[]) => {
      modes = latest;
    },
    plan: (file: readonly StateItem[], signal?: AbortSignal) =>
      planImport(stateWriter, readItems(file), { concurrency: 2, signal }),
    run: (
      file: readonly StateItem[],
      { addsExceptions = true, signal = new AbortController().signal } = {},
    ) =>
      importState(
        { ...guarded.deps, stateWriter, readPolicy },
        {
          readItems: readItems(file),
          header: HEADER,
          digest: 'digest',
          operator: OPERATOR,
          addsExceptions,
          pace: { concurrency: 2, signal },
        },
      ),
    results: () => guarded.entries('state-import').map(({ result, counts }) => [result, counts]),
  };
}

const NONE = { exceptions: 0, ledger: 0, settings: 0 };

/** In an order in which a file never is, but may have been forged. */
const FILE = [
  itemOf('settings', 'policy'),
  itemOf('ledger', '1'),
  itemOf('exceptions', 'a'),
  itemOf('exceptions', 'b'),
];

describe('planning an import', () => {
  it('counts what is there, exactly like that or not, and names what differs', async () => {
    const { plan, added, written } = givenTables([itemOf('exceptions', 'a'), itemOf('ledger', '1', 'ours')]);
    expect(await plan(FILE)).toEqual({
      counts: {
        added: { ...NONE, exceptions: 1, settings: 1 },
        same: { ...NONE, exceptions: 1 },
        different: { ...NONE, ledger: 1 },
      },
      differing: [{ table: 'ledger', key: keyOf('ledger', itemOf('ledger', '1').item) }],
      isComplete: true,
      settings: [itemOf('settings', 'policy').item],
    });
    expect([added, written()]).toEqual([[], []]);
  });

  it('names no settings that are there already', async () => {
    const { plan } = givenTables([itemOf('settings', 'policy')]);
    expect(await plan(FILE)).toMatchObject({ counts: { same: { settings: 1 } }, settings: [] });
  });

  it('names the first hundred that differ, and counts all of them', async () => {
    const ids = Array.from({ length: 101 }, (_, at) => String(at));
    const { plan } = givenTables(ids.map((id) => itemOf('ledger', id, 'ours')));
    const { counts, differing } = await plan(ids.map((id) => itemOf('ledger', id)));
    expect([counts.different.ledger, differing.length]).toEqual([101, 100]);
  });

  it('is not complete where it was interrupted', async () => {
    expect(await givenTables().plan(FILE, AbortSignal.abort())).toMatchObject({ isComplete: false });
  });
});

describe('an import', () => {
  it('adds table by table, whatever the order of the file, and is on record before and after it', async () => {
    const { run, added, results, entries, calls } = givenTables();
    const counts = { added: { exceptions: 2, ledger: 1, settings: 1 }, same: NONE, different: NONE };
    expect(await run(FILE)).toMatchObject({ counts, isComplete: true, mayHaveEnforced: false });
    expect(added.map((key) => key.split(' ')[0])).toEqual(['exceptions', 'exceptions', 'ledger', 'settings']);
    expect(results()).toEqual([
      ['started', undefined],
      ['finished', counts],
    ]);
    expect(entries('state-import')[0]).toMatchObject({
      account: 'organization',
      operator: OPERATOR,
      exported: {
        account: HEADER.homeAccountId,
        by: HEADER.createdBy,
        at: HEADER.createdAt,
        digest: 'digest',
      },
    });
    expect(calls().indexOf('ledger.append')).toBeLessThan(calls().indexOf('state.add'));
  });

  it.each(STATE_TABLES)('leaves the settings out only where an exception differs: %s', async (table) => {
    const { run, added } = givenTables([itemOf(table, 'x', 'ours')]);
    const { counts } = await run([...FILE, itemOf(table, 'x')]);
    expect(counts.different[table]).toBe(1);
    expect(added.some((key) => key.startsWith('settings'))).toBe(table !== 'exceptions');
    expect(added.some((key) => key.startsWith('ledger'))).toBe(true);
  });

  it('adds nothing after an item that could not be added, and is not on record as finished', async () => {
    const world = givenTables();
    world.log.onCall = ({ name }) => {
      if (name === 'state.add' && world.added.length === 1) throw new Error('refused');
    };
    await expect(world.run(FILE)).rejects.toThrow('refused');
    expect(world.added.every((key) => key.startsWith('exceptions'))).toBe(true);
    expect(world.results()).toEqual([['started', undefined]]);
  });

  it('is not on record as finished where it was interrupted', async () => {
    const { run, added, results } = givenTables();
    expect(await run(FILE, { signal: AbortSignal.abort() })).toMatchObject({ isComplete: false });
    expect([added, results()]).toEqual([[], [['started', undefined]]]);
  });

  it('adds no exceptions to a home account that may enforce, and writes nothing', async () => {
    const { run, added, setModes, written } = givenTables();
    setModes('enforce');
    await expect(run(FILE)).rejects.toMatchObject({ code: 'home-may-enforce' });
    expect([added, written()]).toEqual([[], []]);
  });

  it('says where somebody had the home account enforce while exceptions were added', async () => {
    const { run, setModes } = givenTables();
    setModes('observe', 'enforce');
    expect(await run(FILE)).toMatchObject({ isComplete: true, mayHaveEnforced: true });
  });

  it('does not mind what is enforced once all exceptions are there', async () => {
    const { run, setModes } = givenTables();
    setModes('observe', 'observe', 'enforce');
    expect(await run(FILE)).toMatchObject({ isComplete: true, mayHaveEnforced: false });
  });

  it('without exceptions does not ask for the mode', async () => {
    const { run, setModes } = givenTables();
    setModes('enforce');
    const file = FILE.filter(({ table }) => table !== 'exceptions');
    expect(await run(file, { addsExceptions: false })).toMatchObject({
      isComplete: true,
      mayHaveEnforced: false,
    });
  });
});
