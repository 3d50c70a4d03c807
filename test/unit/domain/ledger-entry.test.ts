import { describe, expect, it } from 'vitest';
import {
  describedEntry,
  LEDGER_ENTRY_TYPES,
  type LedgerEntry,
  ledgerEntrySchema,
} from '../../../src/domain/ledger-entry.ts';
import { describeIssue, parse } from '../../../src/domain/schema.ts';
import { ACCOUNT, givenCredential } from '../../support/builders.ts';
import { jsonOf } from '../../support/json-of.ts';
import { LEDGER_ENTRIES } from '../../support/ledger-entries.ts';

const base = { account: ACCOUNT, at: new Date('2026-11-24T12:00:00Z'), id: '1', triggers: [] } as const;
const decision = {
  credential: givenCredential('access-key'),
  reason: 'unapproved',
  exceptionId: undefined,
} as const;

it('shows each decision of an entry with its action, and other entries as they are', () => {
  const inventory = { type: 'readable', credentials: [decision.credential] } as const;
  const audit: LedgerEntry = { ...base, type: 'audit', inventory, decisions: [decision] };
  expect(describedEntry(audit)).toEqual({ ...audit, decisions: [{ ...decision, action: 'remove' }] });
  const weakened: LedgerEntry = { ...base, type: 'guardrail-weakened', triggers: [] };
  expect(describedEntry(weakened)).toBe(weakened);
});

describe('the schema of ledger entries', () => {
  it.each(LEDGER_ENTRIES.map((entry) => [`${entry.type} ${entry.id}`, entry] as const))(
    'reads an entry as it was written: %s',
    (_entry, entry) => {
      expect(parse(ledgerEntrySchema, jsonOf(entry))).toStrictEqual({ type: 'parsed', value: entry });
    },
  );

  it('has the types of the entries', () => {
    expect(new Set(LEDGER_ENTRY_TYPES)).toEqual(new Set(LEDGER_ENTRIES.map(({ type }) => type)));
  });

  it.each([
    ['account', 'nobody', 'account: must be 12 digits or organization'],
    ['at', '2026-11-24T12:00:00+01:00', 'at: must be an ISO 8601 time in UTC'],
    ['bodyLength', Number.POSITIVE_INFINITY, 'bodyLength: must be finite'],
  ])('says what is wrong with the field %s', (field, value, issue) => {
    const entry = LEDGER_ENTRIES.find(({ type }) => type === 'dead-letter-deleted');
    const parsed = parse(ledgerEntrySchema, { ...jsonOf(entry), [field]: value });
    expect(parsed.type === 'invalid' && parsed.issues.map((one) => describeIssue(one, 'entry'))).toEqual([
      issue,
    ]);
  });

  it.each([
    ['notification', 'key'],
    ['intent', 'decisions.0.reason'],
    ['recovery', 'failure.reason'],
  ])('accepts in %s as %s only what the domain knows', (type, path) => {
    const entry = LEDGER_ENTRIES.findLast((one) => one.type === type && one.id !== '2a');
    const parsed = parse(ledgerEntrySchema, withValue(jsonOf(entry), path.split('.'), 'toString'));
    expect(parsed).toEqual({
      type: 'invalid',
      issues: [{ path, message: 'is not a key that rootguard knows' }],
    });
  });
});

/** A copy in which the value at the path is another. */
function withValue(whole: object, [key = '', ...rest]: readonly string[], value: unknown): object {
  const copy = Array.isArray(whole) ? [...whole] : { ...whole };
  const inner: unknown = Reflect.get(copy, key);
  const isLast = rest.length === 0 || typeof inner !== 'object' || inner === null;
  Reflect.set(copy, key, isLast ? value : withValue(inner, rest, value));
  return copy;
}
