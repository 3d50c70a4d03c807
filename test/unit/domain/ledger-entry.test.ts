import { expect, it } from 'vitest';
import { describedEntry, type LedgerEntry } from '../../../src/domain/ledger-entry.ts';
import { ACCOUNT, givenCredential } from '../../support/builders.ts';

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
