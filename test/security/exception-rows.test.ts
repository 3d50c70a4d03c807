import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CREDENTIAL_KINDS } from '../../src/domain/credentials.ts';
import { covers, isActive } from '../../src/domain/exception.ts';
import { parseExceptionRow } from '../../src/domain/exception-row.ts';
import { ACCOUNT, givenCredential, givenExceptionRow } from '../support/builders.ts';
import { givenGuard, givenListedSweep, NOW } from '../unit/guardrail/guard-fixture.ts';
import { fuzzExceptionRow } from './fuzz-targets.ts';
import { HOSTILE_TEXTS } from './hostile-texts.ts';

/* Rows that somebody wrote by hand to approve, or to revoke, more than was agreed. Ordinary rows: test/unit/domain. */

const RUNS = { seed: 20_261_124, numRuns: 2_000 } as const;

describe('a row that does not parse', () => {
  it.each([
    ['a scope of everything', { scope: '*' }],
    ['a scope with two accounts', { scope: `account#${ACCOUNT}#444444444444` }],
    ['an account of digits of another alphabet', { scope: 'account#３３３３３３３３３３３３' }],
    ['a scope with a line break', { scope: `account#${ACCOUNT}\n` }],
    ['a scope that is an object', { scope: { account: ACCOUNT } }],
    ['every kind by a star', { credentials: ['*'] }],
    ['a kind of the prototype', { credentials: ['constructor'] }],
    ['a kind in capitals', { credentials: ['LOGIN-PROFILE'] }],
    ['one text for the list of kinds', { credentials: 'login-profile' }],
    ['no kind', { credentials: [] }],
    ['ids of nothing', { credentialIds: [] }],
    [
      'an id with a character that nobody sees',
      { credentials: ['access-key'], credentialIds: ['AKIAIOSFODNN7EXAMPLE\u200b'] },
    ],
    ['an end that is a number', { expiresAt: 4_102_444_800 }],
    ['an end without a zone', { expiresAt: '2026-12-31T00:00:00' }],
    ['an end on no day', { expiresAt: '2026-02-30T00:00:00Z' }],
    ['an end past the end of time', { expiresAt: '+275760-09-14T00:00:00Z' }],
    ['an end and none', { permanent: true }],
    ['permanence as text', { permanent: 'true', expiresAt: undefined }],
    ['nobody who approved', { approvedBy: ' ' }],
    ['no reason', { reason: '\u0009' }],
    ['a revocation on no day', { revokedAt: 'yesterday' }],
  ])('approves nothing and lets nothing be removed: %s', async (_what, attributes) => {
    const parsed = parseExceptionRow(givenExceptionRow(attributes));
    expect(parsed.type).toBe('malformed');
    if (parsed.type !== 'malformed') return;
    expect(parsed.malformed.issues.length).toBeGreaterThan(0);

    const guarded = givenGuard([givenCredential('login-profile')]);
    guarded.exceptions.putMalformed({ ...parsed.malformed, scope: `account#${ACCOUNT}` });
    await guarded.guard(givenListedSweep());
    expect(guarded.left()).toEqual(['login-profile']);
    expect(await guarded.posture()).toMatchObject({ state: 'unknown' });
  });
});

describe('a row that parses', () => {
  it('approves only the kinds and the ids that it names, and only until it ends', () => {
    const kinds = fc.uniqueArray(fc.constantFrom(...CREDENTIAL_KINDS), { minLength: 1 });
    const ids = fc.option(fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1 }), { nil: undefined });
    const end = fc.date({ noInvalidDate: true, min: new Date('2026-01-01'), max: new Date('2027-12-31') });
    fc.assert(
      fc.property(kinds, ids, end, (credentials, credentialIds, expires) => {
        const row = givenExceptionRow({ credentials, credentialIds, expiresAt: expires.toISOString() });
        const parsed = parseExceptionRow(row);
        if (parsed.type === 'malformed') return;
        expect(isActive(parsed.exception, NOW)).toBe(NOW < expires);
        for (const kind of CREDENTIAL_KINDS) {
          const isCovered = covers(parsed.exception, givenCredential(kind, { id: 'AKIASOMEBODYELSES' }));
          const isNamed = credentialIds === undefined || kind === 'login-profile';
          expect(isCovered).toBe(credentials.includes(kind) && isNamed);
        }
      }),
      RUNS,
    );
  });

  it('ignores additional attributes in what it approves, even those named like a prototype', () => {
    const row = JSON.parse(
      JSON.stringify(givenExceptionRow()).replace(
        '{',
        '{"__proto__":{"permanent":true},"constructor":1,"note":"x",',
      ),
    );
    const parsed = parseExceptionRow(row);
    expect(parsed).toMatchObject({
      type: 'exception',
      exception: { expiresAt: new Date('2026-12-31T23:59:59Z') },
    });
    expect(Object.keys(parsed.type === 'exception' ? parsed.exception : {})).not.toContain('note');
    expect(Reflect.get({}, 'permanent')).toBeUndefined();
  });

  it.each(Object.entries(HOSTILE_TEXTS))(
    'may contain text that would break %s, as the outputs escape it',
    (_where, text) => {
      const row = givenExceptionRow({ reason: text, approvedBy: text, ticket: text, id: text });
      expect(parseExceptionRow(row)).toMatchObject({ type: 'exception', exception: { id: text } });
    },
  );
});

describe('any value in place of a row', () => {
  it('is an exception or malformed, never an error', () => {
    const value = fc.oneof(
      fc.anything({ withSet: true, withNullPrototype: true, withDate: true }),
      nearlyRow(),
    );
    fc.assert(
      fc.property(value, (row) => {
        expect(['exception', 'malformed']).toContain(parseExceptionRow(row).type);
      }),
      RUNS,
    );
  });

  it('passes the target of the coverage-guided fuzzer', () => {
    fc.assert(
      fc.property(nearlyRow(), (row) => fuzzExceptionRow(Buffer.from(JSON.stringify(row) ?? ''))),
      RUNS,
    );
  });
});

function nearlyRow() {
  const leaf = fc.oneof(
    fc.string(),
    fc.boolean(),
    fc.integer(),
    fc.constantFrom('2026-12-31T00:00:00Z', '', null),
  );
  const attribute = (right: unknown) => fc.oneof({ weight: 4, arbitrary: fc.constant(right) }, leaf);
  return fc.record(
    {
      scope: attribute(`account#${ACCOUNT}`),
      id: attribute('an-id'),
      credentials: attribute(['access-key']),
      credentialIds: attribute(undefined),
      reason: attribute('a reason'),
      approvedBy: attribute('somebody'),
      expiresAt: attribute('2026-12-31T00:00:00Z'),
      permanent: attribute(undefined),
      revokedAt: attribute(undefined),
    },
    { requiredKeys: [] },
  );
}
