import { describe, expect, it } from 'vitest';
import { parseLedgerItem } from '../../../../src/aws/dynamodb/parse-ledger-item.ts';
import { ACCOUNT } from '../../../support/builders.ts';

const AT = '2026-11-24T11:00:00.000Z';
const KEY = { kind: 'access-key', id: 'AKIAIOSFODNN7EXAMPLE' };
const OUTCOME = {
  type: 'outcome',
  account: ACCOUNT,
  at: `${AT}#1`,
  id: '1',
  enforcementId: 'e',
  triggers: [],
  results: [{ credential: KEY, result: 'removed', reason: 'change-freeze' }],
  after: { type: 'readable', credentials: [] },
};
const INTENT = { ...OUTCOME, type: 'intent', before: [], decisions: [] };

describe('a row of the ledger with an unknown value and a broken one', () => {
  it.each([
    ['results that are no list', { ...OUTCOME, results: 'none' }, 'results'],
    ['a result that is no map', { ...OUTCOME, results: [7] }, 'results.0'],
    ['a result of no credential', { ...OUTCOME, results: [{ ...OUTCOME.results[0], credential: 'key' }] }],
    ['an inventory that is no map', { ...OUTCOME, after: 'empty' }, 'after'],
    ['an inventory of no list', { ...OUTCOME, after: { type: 'readable' } }, 'after.credentials'],
    [
      'a failure that is no map',
      { ...OUTCOME, after: { type: 'unreadable', failure: 'x' } },
      'after.failure',
    ],
    ['triggers that are no list', { ...OUTCOME, triggers: {} }, 'triggers'],
    ['a trigger that is no map', { ...OUTCOME, triggers: ['sweep'] }, 'triggers.0'],
    ['a decision that is no map', { ...INTENT, decisions: ['remove'] }, 'decisions.0'],
  ])('is malformed as a whole, and names the attribute: %s', (_what, row, attribute = 'results.0') => {
    const entry = parseLedgerItem(row);
    if (entry.type !== 'malformed') throw new Error(entry.type);
    expect(entry.known).toBeUndefined();
    expect(entry.issues).toContainEqual(expect.stringMatching(`^${attribute}`));
  });

  it('is known in part where only the value is unknown', () => {
    expect(parseLedgerItem(OUTCOME)).toMatchObject({ type: 'malformed', known: { type: 'outcome' } });
  });
});
