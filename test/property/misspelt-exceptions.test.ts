import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CREDENTIAL_KINDS } from '../../src/domain/credentials.ts';
import { covers, isActive } from '../../src/domain/exception.ts';
import { parseExceptionRow } from '../../src/domain/exception-row.ts';
import { givenCredential, givenExceptionRow } from '../support/builders.ts';
import { GuardedWorld, VICTIM } from '../support/guarded-world.ts';
import { RUNS } from './runs.ts';

const OWN_KEY = 'AKIAAPPROVED00000000';
const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];

/** Rows that set every attribute that limits an exception. */
const rows = fc.record({
  credentials: fc.uniqueArray(fc.constantFrom(...CREDENTIAL_KINDS), { minLength: 1 }),
  credentialIds: fc.constant([OWN_KEY]),
  ticket: fc.constant('SEC-1'),
  end: fc.constantFrom(
    { expiresAt: '2026-03-03T00:00:00Z' },
    { permanent: true, expiresAt: undefined },
    { expiresAt: '2026-12-31T00:00:00Z', revokedAt: '2026-03-01T00:00:00Z', revokedBy: 'on-call' },
  ),
});

/** Misspelt forms of an attribute's name. A row with any of them must not parse. */
function misspelt(name: string): fc.Arbitrary<string> {
  const at = fc.nat(name.length - 1);
  const edited = (edit: (at: number, letter: string) => string) =>
    fc.tuple(at, fc.constantFrom(...LETTERS)).map(([index, letter]) => edit(index, letter));
  return fc
    .oneof(
      edited((index) => name.slice(0, index) + name.slice(index + 1)),
      edited((index, letter) => name.slice(0, index) + letter + name.slice(index)),
      edited((index, letter) => name.slice(0, index) + letter + name.slice(index + 1)),
      edited((index) => name.slice(0, index) + (name[index + 1] ?? '') + name[index] + name.slice(index + 2)),
      edited((index) => name.slice(0, index) + name.charAt(index).toUpperCase() + name.slice(index + 1)),
      fc.constantFrom(name.toLowerCase(), name.toUpperCase(), `${name} `, ` ${name}`, `${name}\u00a0`),
    )
    .filter((text) => text !== name);
}

const slips = rows.chain(({ end, ...attributes }) => {
  const intended = JSON.parse(
    JSON.stringify(givenExceptionRow({ ...attributes, ...end, scope: 'organization' })),
  );
  const names = Object.keys(intended).filter((name) => name.length > 'id'.length);
  return fc.constantFrom(...names).chain((name) => misspelt(name).map((slip) => ({ intended, name, slip })));
});

describe('a row with a misspelt attribute', () => {
  test('never approves more than the row that was intended', () => {
    fc.assert(
      fc.property(slips, fc.boolean(), ({ intended, name, slip }, keepsRight) => {
        const { [name]: value, ...others } = intended;
        const typed = parseExceptionRow({ ...others, ...(keepsRight && { [name]: value }), [slip]: value });
        expect(typed.type).toBe('malformed');
        const right = parseExceptionRow(intended);
        for (const now of ['2026-03-02', '2026-06-01', '2028-01-01'].map((day) => new Date(day))) {
          for (const kind of CREDENTIAL_KINDS) {
            for (const id of [OWN_KEY, 'AKIASOMEBODYELSES000']) {
              const approves = (row: typeof typed) =>
                row.type === 'exception' &&
                isActive(row.exception, now) &&
                covers(row.exception, givenCredential(kind, { id }));
              expect(approves(typed) && !approves(right)).toBe(false);
            }
          }
        }
      }),
      { ...RUNS, numRuns: 1_000 },
    );
  });

  test('withholds every removal in its scope, and is notified', async () => {
    await fc.assert(
      fc.asyncProperty(slips, async ({ intended, name, slip }) => {
        fc.pre(name !== 'scope');
        const { [name]: value, ...others } = intended;
        const typed = parseExceptionRow({ ...others, [slip]: value });
        const world = new GuardedWorld();
        if (typed.type === 'malformed') world.memory.exceptions.putMalformed(typed.malformed);
        else world.memory.exceptions.put(typed.exception);
        for (const kind of CREDENTIAL_KINDS) world.createCredential(VICTIM, kind);
        await world.work(world.eventAbout(VICTIM, 'access-key'));
        expect(world.removals).toEqual([]);
        expect(await world.memory.posture.read(VICTIM)).toMatchObject({ posture: { state: 'unknown' } });
        expect(world.memory.notifier.published.map(({ key }) => key)).toContain('exception-malformed');
      }),
      RUNS,
    );
  });
});
