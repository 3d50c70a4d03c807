import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../../../src/domain/account.ts';
import {
  chainLine,
  type EvidenceRecord,
  NO_PREVIOUS,
  readLine,
} from '../../../../src/guardrail/evidence/chain.ts';
import {
  checkState,
  stateItems,
  verifyState,
  writeState,
} from '../../../../src/guardrail/evidence/state-file.ts';
import type { StateReader } from '../../../../src/guardrail/ports/state-tables.ts';

const HEADER = {
  type: 'header',
  format: 'rootguard-state/1',
  organizationId: 'o-sandbox0001',
  homeAccountId: '222222222222',
  createdAt: '2026-11-24T12:00:00.000Z',
  createdBy: 'arn:aws:iam::222222222222:role/a',
};

const ITEM = { type: 'settings', item: { name: { S: 'policy' } } };

async function* chained(...records: readonly EvidenceRecord[]): AsyncGenerator<string> {
  let previous = NO_PREVIOUS;
  for (const [index, record] of records.entries()) {
    const { text, hash } = chainLine(record, index + 1, previous);
    previous = hash;
    yield text;
  }
}

async function* each(texts: readonly string[]): AsyncGenerator<string> {
  yield* texts;
}

const noIssues = () => [];

describe('a state file', () => {
  it('has no settings that were written after its exceptions were read', async () => {
    const reads: string[] = [];
    const tables: StateReader = {
      async *readAll(table) {
        reads.push(table);
        yield { name: { S: table } };
      },
    };
    const { type: _type, format: _format, ...header } = HEADER;
    const types: string[] = [];
    const of = { ...header, homeAccountId: parseAccountId(header.homeAccountId), createdAt: new Date(0) };
    for await (const { type } of writeState(of, tables, undefined)) types.push(type);
    expect(reads).toEqual(['settings', 'exceptions', 'ledger']);
    expect(types).toEqual(['header', 'exceptions', 'ledger', 'settings', 'footer']);
  });

  it('is checked line by line, and its header is read', async () => {
    expect(await checkState(chained(HEADER, ITEM, { type: 'footer' }), noIssues)).toMatchObject({
      type: 'readable',
      header: { organizationId: 'o-sandbox0001', createdAt: new Date('2026-11-24T12:00:00.000Z') },
    });
  });

  it('names every line that cannot be imported', async () => {
    const wrong = { ...HEADER, homeAccountId: '22', createdAt: 'today' };
    const issuesOf = (_table: string, item: unknown) => (item === undefined ? ['item: is missing'] : []);
    expect(await checkState(chained(wrong, { type: 'posture' }, { type: 'ledger' }), issuesOf)).toEqual({
      type: 'unusable',
      issues: [
        expect.stringMatching(/^line 1: homeAccountId: /),
        expect.stringMatching(/^line 1: createdAt: /),
        'line 2: type: is of no table that rootguard imports',
        'line 3: item: is missing',
      ],
    });
  });

  it('names the first twenty issues, of however many', async () => {
    const records = Array.from({ length: 50 }, () => ({ type: 'posture' }));
    const { issues } = Object(await checkState(chained(HEADER, ...records), noIssues));
    expect(issues).toHaveLength(20);
  });

  it('is no state file without a header, or with a line that is none', async () => {
    expect(await checkState(chained(ITEM), noIssues)).toEqual({
      type: 'unusable',
      issues: ['line 1: is not a header'],
    });
    async function* text() {
      yield 'hello';
    }
    expect(await checkState(text(), noIssues)).toEqual({
      type: 'unusable',
      issues: ['line 1: is not a line of a state file'],
    });
  });

  it('is not mistaken for an evidence bundle', async () => {
    expect(await verifyState(chained({ ...HEADER, format: 'rootguard-evidence/2' }))).toMatchObject({
      type: 'not-a-bundle',
      detail: 'line 1 is not a header of rootguard-state/1',
    });
  });

  it.each([
    [
      'a line was changed',
      (lines: readonly string[]) => lines.with(1, (lines[1] ?? '').replace('policy', 'other')),
    ],
    [
      'a line was replaced by one with a fitting hash',
      (lines: readonly string[]) => lines.with(1, chainLine({ ...ITEM, table: 'x' }, 2, NO_PREVIOUS).text),
    ],
    ['a line was removed', (lines: readonly string[]) => lines.toSpliced(1, 1)],
    ['a line is no line of a chain', (lines: readonly string[]) => lines.with(1, 'hello')],
    ['its end was removed', (lines: readonly string[]) => lines.slice(0, -1)],
    ['lines were added', (lines: readonly string[]) => [...lines, lines[1] ?? '']],
  ])('gives its items no further where %s since it was checked', async (_what, change) => {
    const lines: string[] = [];
    for await (const line of chained(HEADER, ITEM, { type: 'footer' })) lines.push(line);
    const last = readLine(lines[2] ?? '');
    const digest = last.type === 'line' ? last.hash : '';
    const read = async (texts: readonly string[]) => {
      const items: unknown[] = [];
      for await (const item of stateItems(each(texts), digest)) items.push(item);
      return items;
    };
    expect(await read(lines)).toEqual([{ table: 'settings', item: ITEM.item }]);
    await expect(read(change(lines))).rejects.toMatchObject({
      code: 'invalid-file',
      issues: ['the file was changed while it was read'],
    });
  });

  it('has no item in a line without one', async () => {
    const lines = chained(HEADER, { type: 'ledger' });
    const digest = chainLine({ type: 'ledger' }, 2, chainLine(HEADER, 1, NO_PREVIOUS).hash).hash;
    const items: unknown[] = [];
    for await (const item of stateItems(lines, digest)) items.push(item);
    expect(items).toEqual([]);
  });
});
