import { describe, expect, it } from 'vitest';
import { covers, isActive } from '../../../src/domain/exception.ts';
import { parseExceptionRow } from '../../../src/domain/exception-row.ts';
import { SCHEMA_VERSION } from '../../../src/domain/schema-version.ts';
import { givenCredential } from '../../support/builders.ts';
import { codeBlocks, readPage } from './pages.ts';

type Attribute = { S?: string; SS?: string[]; L?: Attribute[]; BOOL?: boolean };

/** DynamoDB's JSON to what its document client gives; a row has no other types. */
function plain({ S, SS, L, BOOL }: Attribute): unknown {
  if (SS !== undefined) return new Set(SS);
  if (L !== undefined) return L.map(plain);
  return S ?? BOOL;
}

function rowOf(item: Record<string, Attribute | unknown>): unknown {
  return Object.fromEntries(
    Object.entries(item).map(([name, value]) => [
      name,
      typeof value === 'object' && value !== null && !Array.isArray(value) ? plain(value) : value,
    ]),
  );
}

const page = readPage('exceptions.md');
const pasted = codeBlocks(page, 'json').map(({ code }) => JSON.parse(code));
const put = codeBlocks(page, 'bash').flatMap(({ code }) => {
  const item = /--item '(\{[\s\S]*?\})'/.exec(code)?.[1];
  return item === undefined ? [] : [JSON.parse(item)];
});
const rows = [...pasted, ...put].map((item) => ({ name: JSON.stringify(item), row: rowOf(item) }));

function exceptionFrom(row: unknown) {
  const parsed = parseExceptionRow(row);
  if (parsed.type !== 'exception') throw new Error(parsed.malformed.issues.join('; '));
  return parsed.exception;
}

describe('the examples of exceptions.md', () => {
  it('are four to paste and one to put', () => {
    expect([pasted.length, put.length]).toEqual([4, 1]);
  });

  it.each(rows)('$name is an exception, and holds in December 2026', ({ row }) => {
    expect(isActive(exceptionFrom(row), new Date('2026-12-01T12:00:00Z'))).toBe(true);
  });

  it('the one that names a key covers no other', () => {
    const exception = exceptionFrom(rows[1]?.row);
    expect(covers(exception, { ...givenCredential('access-key'), id: 'AKIAIOSFODNN7EXAMPLE' })).toBe(true);
    expect(covers(exception, { ...givenCredential('access-key'), id: 'AKIAI44QH8DHBEXAMPLE' })).toBe(false);
  });

  it('ids do not narrow the password, as the page says', () => {
    const row = { ...(rows[0]?.row as object), credentialIds: ['AKIAIOSFODNN7EXAMPLE'] };
    expect(covers(exceptionFrom(row), givenCredential('login-profile'))).toBe(true);
  });

  it('names every attribute that a row may have', () => {
    const table = page.text.slice(0, page.text.indexOf('## What is covered'));
    const attributes = Object.keys(exceptionFrom(rows[0]?.row)).concat('permanent', 'schemaVersion');
    expect(attributes.filter((name) => !table.includes(`\`${name}\``))).toEqual([]);
  });
});

describe('what exceptions.md calls malformed', () => {
  const sound = rows[0]?.row as Record<string, unknown>;
  it.each([
    ['a time without a zone', { expiresAt: '2026-12-31T17:00:00' }],
    ['a kind that does not exist', { credentials: ['password'] }],
    ['an empty reason', { reason: '' }],
    ['permanent and expiresAt', { permanent: true }],
    ['a day that does not exist', { expiresAt: '2026-02-30T17:00:00Z' }],
    ['a misspelt attribute', { permament: true }],
    ['a misspelt scope', { scope: 'acount#333333333333' }],
    ['an unknown attribute of a newer version', { schemaVersion: SCHEMA_VERSION + 1, onlyFrom: 'HQ' }],
  ])('%s', (_name, change) => {
    expect(parseExceptionRow({ ...sound, ...change }).type).toBe('malformed');
  });
});
