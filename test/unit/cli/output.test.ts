import { describe, expect, it } from 'vitest';
import { fittingWidths, wrap } from '../../../src/cli/output/columns.ts';
import { formatCsv } from '../../../src/cli/output/csv.ts';
import { formatResult } from '../../../src/cli/output/print.ts';
import { lines, type Result, table } from '../../../src/cli/output/result.ts';
import { formatTable } from '../../../src/cli/output/table.ts';
import { plainText } from '../../../src/domain/plain-text.ts';
import { givenTerminal } from './terminal-double.ts';

const ESCAPE = '\u001b';

describe('text from elsewhere', () => {
  it.each([
    ['colours', `${ESCAPE}[31mred${ESCAPE}[0m`, '[31mred[0m'],
    ['a bell and a backspace', 'a\u0007b\u0008c', 'abc'],
    ['the C1 form of an escape', 'a\u009b31mb', 'a31mb'],
    ['a change of the direction of writing', 'a\u202eb\u2066c', 'abc'],
    ['what cannot be seen', 'a\u200bb\ufeffc', 'abc'],
    ['line breaks', 'a\r\nb\u2028c\td', 'a b c d'],
  ])('is shown without %s', (_what, text, shown) => {
    expect(plainText(text)).toBe(shown);
  });
});

describe('csv', () => {
  const csvOf = (...cells: Parameters<typeof formatCsv>[0]['rows'][number]) =>
    formatCsv({ columns: ['column'], rows: [cells] }).split('\r\n')[1];

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', ' =1', '\t=1', '＝1'])('makes no formula of %j', (text) => {
    expect(csvOf(text)).toMatch(/^'/);
  });

  it('quotes what needs it', () => {
    expect(csvOf('a,b', 'say "hi"', 'plain')).toBe('"a,b","say ""hi""",plain');
  });

  it('leaves numbers and times as they are, and what is not there empty', () => {
    expect(csvOf(-1, true, new Date('2026-11-24T12:00:00Z'), undefined)).toBe(
      '-1,true,2026-11-24T12:00:00.000Z,',
    );
  });
});

describe('a table', () => {
  const ROWS = {
    columns: ['account', 'why'],
    rows: [['111122223333', 'No active exception approves it, and the breaker is closed, and so on and on.']],
  };

  it.each([40, 60, 80, 120])('is no wider than a terminal of %i columns', (columns) => {
    const { terminal } = givenTerminal({ columns, colours: false });
    for (const line of formatTable(ROWS, terminal).trimEnd().split('\n')) {
      expect(line.length).toBeLessThanOrEqual(columns);
    }
  });

  it('keeps all of the text, on as many lines as it takes', () => {
    const { terminal } = givenTerminal({ columns: 40, colours: false });
    const text = formatTable(ROWS, terminal).replaceAll(/[│┌┐└┘├┤┬┴┼─\n]/g, ' ');
    for (const word of 'No active exception approves it, and the breaker'.split(' '))
      expect(text).toContain(word);
  });

  it('wraps nothing where there is no terminal', () => {
    const { terminal } = givenTerminal({ isTTY: false });
    expect(formatTable(ROWS, terminal)).toContain('the breaker is closed, and so on and on.');
  });

  it.each([
    ['on a terminal', { isTTY: true, colours: true }, true],
    ['not elsewhere', { isTTY: false, colours: true }, false],
    ['not where nobody wants them', { isTTY: true, colours: false }, false],
  ])('has colours %s', (_where, options, coloured) => {
    const { terminal } = givenTerminal(options);
    const rows = [[{ value: 'violating', tone: 'bad' as const }]];
    expect(formatTable({ columns: ['status'], rows }, terminal).includes(ESCAPE)).toBe(coloured);
  });

  it('colours each line by itself, so that none runs into the next column', () => {
    const { terminal } = givenTerminal({ columns: 24 });
    const rows = [[{ value: 'one two three four five six', tone: 'bad' as const }, 'x']];
    const coloured = formatTable({ columns: ['a', 'b'], rows }, terminal)
      .split('\n')
      .filter((line) => line.includes('[31m'));
    expect(coloured.length).toBeGreaterThan(1);
    for (const line of coloured) expect(line).toContain(`${ESCAPE}[39m`);
  });

  it('of nothing is nothing', () => {
    expect(formatTable({ columns: ['a'], rows: [] }, givenTerminal().terminal)).toBe('');
  });
});

describe('columns', () => {
  it('take from the widest, and break words last', () => {
    expect(fittingWidths([['aaaa'], ['bb bb bb bb bb']], 12)).toEqual([4, 8]);
    expect(fittingWidths([['aaaaaaaa'], ['bbbbbbbb']], 12)).toEqual([6, 6]);
  });

  it('wrap between words, and break what is too long by itself', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('abcdefgh', 3)).toEqual(['abc', 'def', 'gh']);
    expect(wrap('東京都', 4)).toEqual(['東京', '都']);
    expect(wrap('', 5)).toEqual(['']);
  });
});

describe('one result', () => {
  const result: Result = {
    exit: 'ok',
    json: { at: new Date('2026-11-24T12:00:00Z'), name: `a${ESCAPE}b` },
    blocks: [table(['name'], [[`a${ESCAPE}b`]]), lines(`one${ESCAPE}`, 'two')],
    csv: { columns: ['name'], rows: [[`a${ESCAPE}b`]] },
  };
  const { terminal } = givenTerminal({ isTTY: false });

  it('is a document for programs', () => {
    expect(JSON.parse(formatResult(result, 'json', terminal))).toEqual({
      at: '2026-11-24T12:00:00.000Z',
      name: `a${ESCAPE}b`,
    });
  });

  it('is rows for a spreadsheet', () => {
    expect(formatResult(result, 'csv', terminal)).toBe('name\r\nab\r\n');
  });

  it('is tables and lines for people, with nothing that steers the terminal', () => {
    const text = formatResult(result, 'table', terminal);
    expect(text).toMatch(/│ ab {3}│[\s\S]*\n\none\ntwo\n$/);
    expect(text).not.toContain(ESCAPE);
  });
});
