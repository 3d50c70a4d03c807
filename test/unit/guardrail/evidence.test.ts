import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BundleSources, writeBundle } from '../../../src/guardrail/evidence/bundle.ts';
import { chainLine, NO_PREVIOUS, readLine } from '../../../src/guardrail/evidence/chain.ts';
import { verifyBundle } from '../../../src/guardrail/evidence/verify.ts';
import { ACCOUNT, givenAccount } from '../../support/builders.ts';

const AT = new Date('2026-11-24T12:00:00.000Z');
const DIGEST = /^[0-9a-f]{64}$/;

async function* each<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

async function givenBundle(entries = 5): Promise<string[]> {
  const sources: BundleSources = {
    accounts: each([givenAccount()]),
    ledger: each(
      Array.from({ length: entries }, (_, index) => ({
        type: 'announcement' as const,
        account: ACCOUNT,
        at: AT,
        id: String(index),
        key: 'violation-found' as const,
        fingerprint: `äö"\\${index}`,
      })),
    ),
    posture: each([]),
    exceptions: each([
      { type: 'malformed' as const, malformed: { scope: 'nobody', id: 'x', faults: ['scope'] } },
    ]),
  };
  const header = {
    organizationId: 'o-sandbox0001',
    since: AT,
    createdAt: AT,
    createdBy: 'arn:aws:iam::2:role/a',
  };
  const lines: string[] = [];
  for await (const { text } of writeBundle(header, sources)) lines.push(text);
  return lines;
}

const verify = (lines: readonly string[]) => verifyBundle(each(lines));

describe('an evidence bundle', () => {
  it('verifies as it was written, and its digest stands for all of it', async () => {
    const lines = await givenBundle();
    expect(await verify(lines)).toEqual({
      type: 'intact',
      lines: 9,
      digest: expect.stringMatching(DIGEST),
    });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      line: 1,
      previous: NO_PREVIOUS,
      type: 'header',
      format: 'rootguard-evidence/1',
      since: '2026-11-24T12:00:00.000Z',
    });
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
      type: 'footer',
      counts: { account: 1, ledger: 5, 'malformed-exception': 1 },
    });
  });

  it('can be checked with nothing but SHA-256: a line without its hash has that hash', async () => {
    const { createHash } = await import('node:crypto');
    const [first = '', second = ''] = await givenBundle();
    const [unsigned = '', hash = ''] = first.split(/,"hash":"|"\}$/);
    expect(createHash('sha256').update(`${unsigned}}`).digest('hex')).toBe(hash);
    expect(JSON.parse(second)).toMatchObject({ previous: hash });
  });

  const anyLine = fc.nat({ max: 8 });

  it('names the line that was changed', async () => {
    const lines = await givenBundle();
    await fc.assert(
      fc.asyncProperty(anyLine, fc.nat(), async (index, at) => {
        const line = lines[index] ?? '';
        const place = at % line.length;
        const other = line[place] === '0' ? '1' : '0';
        const changed = `${line.slice(0, place)}${other}${line.slice(place + 1)}`;
        const verdict = await verify(lines.with(index, changed));
        if (verdict.type === 'not-a-bundle') expect(index).toBe(0);
        else expect(verdict).toMatchObject({ type: 'tampered', line: index + 1, tampering: 'changed' });
      }),
    );
  });

  it('names the line that was changed and given a fitting hash', async () => {
    const lines = await givenBundle();
    for (const index of [1, 3, 7]) {
      const line = readLine(lines[index] ?? '');
      if (line.type !== 'line') throw new Error('unusable');
      const forged = chainLine({ ...line.record, extra: true }, line.line, line.previous).text;
      expect(await verify(lines.with(index, forged))).toMatchObject({
        line: index + 1,
        tampering: 'changed',
      });
    }
  });

  it('names the line that was removed', async () => {
    const lines = await givenBundle();
    await fc.assert(
      fc.asyncProperty(anyLine, async (index) => {
        expect(await verify(lines.toSpliced(index, 1))).toMatchObject({
          line: index + 1,
          tampering: 'removed',
        });
      }),
    );
  });

  it('names the line that was inserted: a copy, a forgery, or anything else', async () => {
    const lines = await givenBundle();
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 8 }), anyLine, async (place, copied) => {
        const verdict = await verify(lines.toSpliced(place, 0, lines[copied] ?? ''));
        expect(verdict).toMatchObject({
          line: copied === place ? place + 2 : place + 1,
          tampering: 'inserted',
        });
      }),
    );
    const before = readLine(lines[2] ?? '');
    const forged = chainLine({ type: 'ledger' }, 4, before.type === 'line' ? before.hash : '').text;
    expect(await verify(lines.toSpliced(3, 0, forged))).toMatchObject({ line: 4, tampering: 'inserted' });
    expect(await verify(lines.toSpliced(3, 0, ''))).toMatchObject({ line: 4, tampering: 'inserted' });
    expect(await verify([...lines, lines[3] ?? ''])).toMatchObject({ line: 10, tampering: 'inserted' });
  });

  it('names the first line that was reordered', async () => {
    const lines = await givenBundle();
    await fc.assert(
      fc.asyncProperty(anyLine, anyLine, async (one, other) => {
        fc.pre(one !== other);
        const swapped = lines.with(one, lines[other] ?? '').with(other, lines[one] ?? '');
        expect(await verify(swapped)).toMatchObject({
          line: Math.min(one, other) + 1,
          tampering: 'reordered',
        });
      }),
    );
  });

  it('has a footer that says how many lines there have to be', async () => {
    const lines = await givenBundle();
    const last = readLine(lines.at(-2) ?? '');
    const footer = chainLine(
      { type: 'footer', counts: { ledger: 5 } },
      9,
      last.type === 'line' ? last.hash : '',
    );
    expect(await verify([...lines.slice(0, -1), footer.text])).toMatchObject({
      line: 9,
      tampering: 'changed',
    });
  });

  it.each([
    ['an empty file', []],
    ['another file', ['{"hello":"world"}']],
    ['another version', [chainLine({ type: 'header', format: 'rootguard-evidence/9' }, 1, NO_PREVIOUS).text]],
  ])('%s is no bundle', async (_, lines) => {
    expect(await verify(lines)).toMatchObject({ type: 'not-a-bundle' });
  });
});
