import { describe, expect, it } from 'vitest';
import { fittingWidths, wrap, wrapLine } from '../../../../src/cli/output/columns.ts';
import { formatCsv } from '../../../../src/cli/output/csv.ts';
import { formatBlocks, formatResult } from '../../../../src/cli/output/print.ts';
import { type Block, lines, type Result, records, table } from '../../../../src/cli/output/result.ts';
import { formatTable } from '../../../../src/cli/output/table.ts';
import { exceptionTable } from '../../../../src/cli/views/exceptions.ts';
import { plainText } from '../../../../src/domain/plain-text.ts';
import { givenException } from '../../../support/builders.ts';
import { givenTerminal } from '../terminal-double.ts';

const ESCAPE = '\u001b';

describe('text from outside of rootguard', () => {
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

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', ' =1', '\t=1', '＝1'])(
    'does not let %j become a formula',
    (text) => {
      expect(csvOf(text)).toMatch(/^'/);
    },
  );

  it('quotes cells with separators, quotes or line breaks', () => {
    expect(csvOf('a,b', 'say "hi"', 'plain')).toBe('"a,b","say ""hi""",plain');
  });

  it('writes numbers and times unchanged, and undefined as an empty cell', () => {
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

  it('colours each line separately, so that no colour runs into the next column', () => {
    const { terminal } = givenTerminal({ columns: 24 });
    const rows = [[{ value: 'one two three four five six', tone: 'bad' as const }, 'x']];
    const coloured = formatTable({ columns: ['a', 'b'], rows }, terminal)
      .split('\n')
      .filter((line) => line.includes('[31m'));
    expect(coloured.length).toBeGreaterThan(1);
    for (const line of coloured) expect(line).toContain(`${ESCAPE}[39m`);
  });

  it('without rows is empty', () => {
    expect(formatTable({ columns: ['a'], rows: [] }, givenTerminal().terminal)).toBe('');
  });
});

describe('columns', () => {
  it('shrink from the widest, and never break a word', () => {
    expect(fittingWidths([['aaaa'], ['bb bb bb bb bb']], 12)).toEqual([4, 8]);
    expect(fittingWidths([['aaaaaaaa'], ['bbbbbbbb']], 12)).toBeUndefined();
  });

  it('wrap between words, and leave a word that is too long whole', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('a abcdefgh b', 3)).toEqual(['a', 'abcdefgh', 'b']);
    expect(wrap('', 5)).toEqual(['']);
  });

  it('indent a continued line under its label', () => {
    expect(wrapLine('  next step:    Use credentials of the home account.', 40)).toEqual([
      '  next step:    Use credentials of the',
      '                home account.',
    ]);
    expect(wrapLine('short', 40)).toEqual(['short']);
  });
});

describe('on a terminal, a table', () => {
  const { terminal } = givenTerminal({ columns: 80, colours: false });
  const columns = ['account', 'status', 'credential'];

  it('shows constant columns above it and leaves out empty columns', () => {
    const rows = [
      ['111122223333', 'violating', 'access-key', undefined],
      ['444455556666', 'violating', 'login-profile', undefined],
    ];
    const text = formatTable({ columns: [...columns, 'note'], rows }, terminal);
    expect(text.split('\n')[0]).toBe('status: violating');
    expect(text.match(/violating/g)).toHaveLength(1);
    expect(text).not.toContain('note');
  });

  it('names the account of several rows once', () => {
    const rows = [
      ['111122223333', 'violating', 'access-key'],
      ['111122223333', 'violating', 'login-profile'],
      ['444455556666', 'excepted', 'access-key'],
    ];
    const text = formatTable({ columns, rows }, terminal);
    expect(text.match(/111122223333/g)).toHaveLength(1);
    expect(text.match(/access-key/g)).toHaveLength(2);
    const elsewhere = formatTable({ columns, rows }, givenTerminal({ isTTY: false }).terminal);
    expect(elsewhere.match(/111122223333 │ violating/g)).toHaveLength(2);
  });

  it('keeps all columns where there is one row or all rows are equal', () => {
    const rows = [['111122223333', 'violating', 'access-key']];
    expect(formatTable({ columns, rows }, terminal)).toContain('│ 111122223333 │ violating │ access-key │');
    expect(formatTable({ columns, rows: [...rows, ...rows] }, terminal)).toContain('│ 111122223333 │');
  });

  it('becomes one record per row where a word has no room or a cell would be too high', () => {
    const arn = 'arn:aws:sts::222222222222:assumed-role/rootguard-operator/ann@example.com';
    expect(formatTable({ columns: ['id', 'by'], rows: [['x', arn]] }, terminal)).toBe(`id  x\nby  ${arn}\n`);
    const sentence = Array(60).fill('word').join(' ');
    const high = formatTable(
      { columns: ['id', 'why'], rows: [['x', sentence]] },
      givenTerminal({ columns: 40, colours: false }).terminal,
    );
    expect(high).not.toContain('│');
  });
});

const KEY = 'AKIAIOSFODNN7EXAMPLE';
const ACCOUNT_ID = '111122223333';
const ULID = '01JDSW6D3QX2V4W9YB5K8M7N1P';
const CALLER = 'arn:aws:sts::222222222222:assumed-role/rootguard-operator/ann';
const MFA = 'arn:aws:iam::111122223333:mfa/root-account-mfa-device';
const EVENT = '7b1c2a52-0f0e-4a0b-9d52-8f1a4d0b5c11';
const WHY = 'No active exception approves it, and the breaker is closed, so it is removed at once.';
const NOW = new Date('2026-11-24T12:00:00Z');

/** What the commands show, with ids as long as they are in an organization. */
const VIEWS: readonly (readonly [string, readonly Block[], readonly string[]])[] = [
  [
    'audit',
    [
      table(
        ['account', 'status', 'credential', 'created', 'action', 'why'],
        [
          [
            `${ACCOUNT_ID} payments-production`,
            'violating',
            `access-key ${KEY} (inactive)`,
            '2024-03-01, used 2026-11-20',
            'remove',
            WHY,
          ],
          [
            `${ACCOUNT_ID} payments-production`,
            'violating',
            `mfa-device ${MFA}`,
            '2024-03-01',
            'keep',
            `${WHY} (${ULID})`,
          ],
        ],
      ),
    ],
    [ACCOUNT_ID, KEY, MFA, ULID],
  ],
  [
    'exceptions list',
    [
      exceptionTable(
        [
          givenException({ id: ULID, approvedBy: CALLER, credentialIds: [KEY], credentials: ['access-key'] }),
          givenException({ id: `${ULID.slice(0, -1)}Q`, approvedBy: CALLER, credentialIds: [MFA] }),
        ],
        NOW,
      ),
    ],
    [ULID, KEY, CALLER, MFA],
  ],
  [
    'history',
    [
      table(
        ['time', 'type', 'what', 'cause'],
        [
          [NOW, 'intent', `about to remove access-key ${KEY} (no-exception)`, `CreateAccessKey by ${CALLER}`],
          [NOW, 'outcome', `removed access-key ${KEY}, request id ${EVENT}`, undefined],
        ],
      ),
    ],
    [KEY, CALLER, EVENT],
  ],
  [
    'queue peek',
    [
      records([
        ['id', EVENT],
        ['account', ACCOUNT_ID],
        ['what', `CreateAccessKey by ${CALLER}`],
      ]),
    ],
    [EVENT, ACCOUNT_ID, CALLER],
  ],
  [
    'a list of accounts in a line',
    [
      lines(
        `not seen for two days: ${Array.from({ length: 9 }, (_, at) => `${ACCOUNT_ID.slice(0, -1)}${at} name`).join(', ')}`,
      ),
    ],
    Array.from({ length: 9 }, (_, at) => `${ACCOUNT_ID.slice(0, -1)}${at}`),
  ],
];

describe.each([60, 80, 120])('at %i columns', (columns) => {
  it.each(VIEWS)('%s splits no id, and only a word that is longer is wider', (_name, blocks, ids) => {
    const { terminal } = givenTerminal({ columns, colours: false });
    const shown = formatBlocks(blocks, terminal).split('\n');
    for (const id of ids)
      expect(
        shown.some((line) => line.includes(id)),
        id,
      ).toBe(true);
    for (const line of shown.filter(({ length }) => length > columns)) {
      expect(
        line
          .trim()
          .split(/\s{2,}| /)
          .at(-1)?.length ?? 0,
        line,
      ).toBeGreaterThan(columns - 20);
    }
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

  it('is a JSON document', () => {
    expect(JSON.parse(formatResult(result, 'json', terminal))).toEqual({
      at: '2026-11-24T12:00:00.000Z',
      name: `a${ESCAPE}b`,
    });
  });

  it('is CSV rows', () => {
    expect(formatResult(result, 'csv', terminal)).toBe('name\r\nab\r\n');
  });

  it('is tables and lines without control characters for the terminal', () => {
    const text = formatResult(result, 'table', terminal);
    expect(text).toMatch(/│ ab {3}│[\s\S]*\n\none\ntwo\n$/);
    expect(text).not.toContain(ESCAPE);
  });
});
