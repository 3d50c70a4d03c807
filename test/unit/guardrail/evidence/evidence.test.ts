import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BundleSources, entriesBefore, writeBundle } from '../../../../src/guardrail/evidence/bundle.ts';
import {
  type ChainedLine,
  chainLine,
  type EvidenceRecord,
  NO_PREVIOUS,
  readLine,
} from '../../../../src/guardrail/evidence/chain.ts';
import { verifyBundle } from '../../../../src/guardrail/evidence/verify.ts';
import {
  ACCOUNT,
  givenAccount,
  givenCredential,
  givenException,
  givenPosture,
  givenStored,
} from '../../../support/builders.ts';

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
        type: 'notification' as const,
        account: ACCOUNT,
        at: AT,
        id: String(index),
        key: 'violation-found' as const,
        fingerprint: `äö"\\${index}`,
      })),
    ),
    posture: each([]),
    exceptions: each([
      { type: 'malformed' as const, malformed: { scope: 'nobody', id: 'x', issues: ['scope'] } },
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

/** Records as lines of one chain, as somebody would forge them. */
function chained(records: readonly EvidenceRecord[]): string[] {
  let previous = NO_PREVIOUS;
  return records.map((record, index) => {
    const { text, hash } = chainLine(record, index + 1, previous);
    previous = hash;
    return text;
  });
}

const verify = (lines: readonly string[]) => verifyBundle(each(lines));

describe('an evidence bundle', () => {
  it('verifies as it was written, and has a digest', async () => {
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
      format: 'rootguard-evidence/2',
      since: '2026-11-24T12:00:00.000Z',
    });
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
      type: 'footer',
      counts: { account: 1, ledger: 5, 'malformed-exception': 1 },
    });
  });

  it('names an entry of the ledger that cannot be read, in its place, with what is known of it, and counts it', async () => {
    const lines: string[] = [];
    const sources: BundleSources = {
      accounts: each([]),
      ledger: each([
        {
          type: 'malformed' as const,
          account: ACCOUNT,
          key: '2026-11-24T12:00:00.000Z#a',
          issues: ['id: x'],
        },
        {
          type: 'malformed' as const,
          account: ACCOUNT,
          key: '2026-11-24T12:00:00.000Z#b',
          issues: ['decisions.0.reason: x'],
          known: {
            type: 'intent' as const,
            account: ACCOUNT,
            at: AT,
            id: 'b',
            enforcementId: 'e',
            triggers: [],
            before: [],
            decisions: [
              { credential: givenCredential('access-key'), reason: 'unapproved', exceptionId: undefined },
            ],
            operator: undefined,
          },
        },
      ]),
      posture: each([]),
      exceptions: each([]),
    };
    const header = { organizationId: 'o-1', since: AT, createdAt: AT, createdBy: 'a' };
    for await (const { text } of writeBundle(header, sources)) lines.push(text);
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({
      type: 'malformed-ledger-entry',
      entry: { account: ACCOUNT, key: '2026-11-24T12:00:00.000Z#a', issues: ['id: x'] },
    });
    expect(JSON.parse(lines[2] ?? '')).toMatchObject({
      type: 'malformed-ledger-entry',
      entry: {
        issues: ['decisions.0.reason: x'],
        known: { type: 'intent', decisions: [{ action: 'remove' }] },
      },
    });
    expect(JSON.parse(lines[3] ?? '')).toMatchObject({ counts: { 'malformed-ledger-entry': 2 } });
    expect(await verify(lines)).toMatchObject({ type: 'intact', lines: 4 });
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
        const position = at % line.length;
        const other = line[position] === '0' ? '1' : '0';
        const changed = `${line.slice(0, position)}${other}${line.slice(position + 1)}`;
        const decision = await verify(lines.with(index, changed));
        if (decision.type === 'not-a-bundle') expect(index).toBe(0);
        else expect(decision).toMatchObject({ type: 'tampered', line: index + 1, tampering: 'changed' });
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
      fc.asyncProperty(fc.integer({ min: 1, max: 8 }), anyLine, async (index, copied) => {
        const decision = await verify(lines.toSpliced(index, 0, lines[copied] ?? ''));
        expect(decision).toMatchObject({
          line: copied === index ? index + 2 : index + 1,
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

  it('is changed when its footer counts other lines than there are', async () => {
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
    ['a lone footer', [{ type: 'footer', format: 'rootguard-evidence/2', counts: {} }]],
    [
      'a footer that says it is a header elsewhere',
      [{ type: 'footer', header: { format: 'rootguard-evidence/2' }, counts: {} }],
    ],
    [
      'two headers',
      [
        { type: 'header', format: 'rootguard-evidence/2' },
        { type: 'header', format: 'rootguard-evidence/2' },
        { type: 'footer', counts: {} },
      ],
    ],
    [
      'a line that is not counted, named like a property of every object',
      [
        { type: 'header', format: 'rootguard-evidence/2' },
        { type: '__proto__', entry: 'smuggled' },
        { type: 'footer', counts: {} },
      ],
    ],
    [
      'a line named constructor that is not counted',
      [
        { type: 'header', format: 'rootguard-evidence/2' },
        { type: 'constructor' },
        { type: 'footer', counts: {} },
      ],
    ],
  ])('is not intact as %s, even when it is chained anew', async (_, records) => {
    expect((await verify(chained(records))).type).not.toBe('intact');
  });

  it('verifies in the format of an earlier version', async () => {
    const records = [
      { type: 'header', format: 'rootguard-evidence/1' },
      { type: 'ledger', entry: { status: 'clean' } },
      { type: 'footer', counts: { ledger: 1 } },
    ];
    expect(await verify(chained(records))).toMatchObject({ type: 'intact', lines: 3 });
  });

  it('counts a type that has the name of a property of every object', async () => {
    const counts = JSON.parse('{"__proto__":1}');
    const records = [
      { type: 'header', format: 'rootguard-evidence/2' },
      { type: '__proto__' },
      { type: 'footer', counts },
    ];
    expect(await verify(chained(records))).toMatchObject({ type: 'intact', lines: 3 });
  });

  it('has the entries before a time, also those that do not parse, by their keys', async () => {
    const at = (iso: string) => ({
      type: 'notification' as const,
      account: ACCOUNT,
      at: new Date(iso),
      id: iso,
      key: 'violation-found' as const,
      fingerprint: iso,
    });
    const malformed = (iso: string) => ({
      type: 'malformed' as const,
      account: ACCOUNT,
      key: `${iso}#x`,
      issues: [],
    });
    const [before, at12] = ['2026-11-24T11:59:59.999Z', '2026-11-24T12:00:00.000Z'];
    const all = [at(before), at(at12), malformed(before), malformed(at12)];
    const kept = [];
    for await (const entry of entriesBefore(AT, each(all))) kept.push(entry);
    expect(kept).toEqual([all[0], all[2]]);
    const everything = [];
    for await (const entry of entriesBefore(undefined, each(all))) everything.push(entry);
    expect(everything).toEqual(all);
  });

  it.each([
    ['an empty file', []],
    ['another file', ['{"hello":"world"}']],
    ['another version', [chainLine({ type: 'header', format: 'rootguard-evidence/9' }, 1, NO_PREVIOUS).text]],
  ])('%s is no bundle', async (_, lines) => {
    expect(await verify(lines)).toMatchObject({ type: 'not-a-bundle' });
  });
});

describe('verifying', () => {
  const written = (record: Record<string, unknown> & { type: string }, line: number, previous: string) =>
    chainLine(record, line, previous).text;
  const hashOf = (text: string) => {
    const line = readLine(text);
    return line.type === 'line' ? line.hash : '';
  };
  const recordOf = (text: string) => {
    const line = readLine(text);
    if (line.type !== 'line') throw new Error('unusable');
    return line.record;
  };
  const said = async (lines: readonly string[]) => {
    const decision = await verify(lines);
    if (decision.type === 'intact') return 'intact';
    if (decision.type === 'not-a-bundle') return decision.detail;
    return `line ${decision.line} ${decision.tampering}: ${decision.detail}`;
  };

  it('names the line that was tampered with, how, and what shows it', async () => {
    const lines = await givenBundle();
    const at = (index: number) => lines[index] ?? '';
    // The second line with another previous hash: neither the line before nor the one after is chained to it.
    const strange = written(recordOf(at(1)), 2, 'f'.repeat(64));
    // The same, with everything after it chained to it.
    const third = written(recordOf(at(2)), 3, hashOf(strange));
    const forgedHeader = written({ ...recordOf(at(0)), createdBy: 'somebody else' }, 1, NO_PREVIOUS);
    const rewritten = written({ type: 'ledger', entry: {} }, 4, hashOf(at(2)));
    const footer = written({ type: 'footer', counts: { ledger: 5 } }, 9, hashOf(at(7)));
    const secondHeader = written(recordOf(at(0)), 4, hashOf(at(2)));
    expect(
      await Promise.all(
        [
          lines,
          [],
          ['{"hello":"world"}'],
          lines.with(3, at(3).replace('äö', 'oe')),
          lines.with(3, 'not JSON'),
          lines.toSpliced(3, 0, 'not JSON'),
          lines.toSpliced(3, 0, 'not JSON', 'nor this'),
          lines.with(3, rewritten),
          lines.toSpliced(3, 0, rewritten),
          lines.toSpliced(4, 0, rewritten),
          [...lines.slice(0, 4), rewritten],
          lines.with(3, secondHeader),
          lines.toSpliced(3, 1),
          lines.toSpliced(3, 2),
          lines.slice(0, -1),
          lines.with(8, footer),
          [...lines, at(3)],
          lines.toSpliced(3, 0, at(1)),
          lines.toSpliced(3, 0, at(1), at(2)),
          lines.toSpliced(1, 0, at(4)),
          lines.with(3, at(5)).with(5, at(3)),
          [at(0), strange, ...lines.slice(2)],
          [at(0), strange],
          [at(0), strange, third],
          lines.with(0, forgedHeader),
          [forgedHeader.replace('somebody else', 'nobody'), ...lines.slice(1)],
        ].map(said),
      ),
    ).toMatchInlineSnapshot(`
      [
        "intact",
        "it is empty",
        "line 1 is not a header of rootguard-evidence/1 or rootguard-evidence/2",
        "line 4 changed: its content does not match its hash",
        "line 4 changed: its content does not match its hash",
        "line 4 inserted: it is not a line of the chain",
        "line 4 inserted: it is not a line of the chain",
        "line 4 changed: line 5 is chained to a different line",
        "line 4 inserted: no line is chained to it",
        "line 5 inserted: line 4 is already further up",
        "line 5 inserted: line 4 is already further up",
        "line 4 inserted: it is a second header",
        "line 4 removed: line 5 is in its place",
        "line 4 removed: line 6 is in its place",
        "line 9 removed: there is no footer",
        "line 9 changed: its counts do not match the lines",
        "line 10 inserted: it is after the footer",
        "line 4 inserted: line 2 is already further up",
        "line 4 inserted: line 2 is already further up",
        "line 2 inserted: it is a copy of line 5",
        "line 4 reordered: it is line 6, and line 4 is further down",
        "line 2 changed: it is not chained to line 1",
        "line 1 changed: line 2 is chained to a different line",
        "line 1 changed: line 2 is chained to a different line",
        "line 1 changed: line 2 is chained to a different line",
        "line 1 changed: its content does not match its hash",
      ]
    `);
  });

  it('never names a line before the first one, whatever its number and the hash in it', async () => {
    const [first = '', ...others] = await givenBundle();
    const numberedZero = written(recordOf(first), 0, NO_PREVIOUS);
    const next = written({ type: 'ledger', entry: {} }, 1, hashOf(numberedZero));
    const continued = written(recordOf(first), 1, 'f'.repeat(64));
    const afterContinued = written({ type: 'ledger', entry: {} }, 2, hashOf(continued));
    const noHeader = 'line 1 is not a header of rootguard-evidence/1 or rootguard-evidence/2';
    const noLineBefore = 'line 1 changed: it refers to a line before it, and there is none';
    expect(await said([numberedZero, next])).toBe(noHeader);
    expect(await said([numberedZero, ...others])).toBe(noHeader);
    expect(await said([continued])).toBe(noLineBefore);
    expect(await said([continued, afterContinued])).toBe(noLineBefore);
    expect(await said([continued, ...others])).toBe(noLineBefore);
  });

  it('does not accept a line with anything before or after it, or a truncated one', () => {
    const line = written({ type: 'ledger' }, 4, NO_PREVIOUS);
    expect(readLine(line).type).toBe('line');
    for (const changed of [` ${line}`, `x${line}`, `${line} `, `${line}x`, line.slice(0, -1), '', '{}']) {
      expect(readLine(changed)).toEqual({ type: 'unusable' });
    }
  });

  it('does not accept a line without a number, the hash of the line before, or a type', () => {
    // JSON.stringify leaves out what is undefined, and the last of two keys counts.
    for (const record of [{ line: '4' }, { previous: 4 }, { type: 4 }, { type: undefined }]) {
      const { text } = chainLine({ type: 'ledger', ...record } as { type: string }, 4, NO_PREVIOUS);
      expect(readLine(text)).toEqual({ type: 'unusable' });
    }
  });
});

it('a bundle has the posture of each account, and exceptions with their scope as in the table', async () => {
  const posture = givenPosture(AT);
  const issues = ['state: is missing'];
  const enforcements = [{ id: 'e', startedAt: AT, credentials: [], hasEnded: true }];
  const lines: unknown[] = [];
  const sources: BundleSources = {
    accounts: each([]),
    ledger: each([]),
    posture: each([
      givenStored(posture),
      givenStored(posture, { enforcements }),
      givenStored(posture, { posture: undefined, issues }),
    ]),
    exceptions: each([{ type: 'exception' as const, exception: givenException({ id: 'break-glass' }) }]),
  };
  const header = { organizationId: 'o-sandbox0001', since: AT, createdAt: AT, createdBy: 'somebody' };
  for await (const { text } of writeBundle(header, sources)) lines.push(JSON.parse(text));
  expect(lines.slice(1)).toMatchObject([
    { type: 'posture', posture: { account: ACCOUNT, state: 'compliant' } },
    { type: 'posture', enforcements: [{ id: 'e' }] },
    { type: 'malformed-posture', account: ACCOUNT, issues },
    { type: 'exception', exception: { scope: `account#${ACCOUNT}`, id: 'break-glass' } },
    { type: 'footer', counts: { posture: 2, 'malformed-posture': 1, exception: 1 } },
  ]);
});

it('a bundle has what is known of each posture, and no field for what is not', async () => {
  const posture = givenPosture(AT);
  const issues = ['state: is missing'];
  const enforcements = [{ id: 'e', startedAt: AT, credentials: [], hasEnded: true }];
  const record = JSON.parse(JSON.stringify({ posture, enforcements }));
  const withoutAudit = { posture: undefined };
  const header = { organizationId: 'o-sandbox0001', since: AT, createdAt: AT, createdBy: 'somebody' };
  const recordOf = async (fields: Parameters<typeof givenStored>[1]) => {
    const sources: BundleSources = {
      accounts: each([]),
      ledger: each([]),
      posture: each([givenStored(posture, fields)]),
      exceptions: each([]),
    };
    const lines: ChainedLine[] = [];
    for await (const line of writeBundle(header, sources)) lines.push(line);
    const read = readLine(lines[1]?.text ?? '');
    return read.type === 'line' && read.record;
  };
  expect(await recordOf({})).toEqual({ type: 'posture', posture: record.posture });
  expect(await recordOf({ enforcements })).toEqual({ type: 'posture', ...record });
  expect(await recordOf({ ...withoutAudit, enforcements })).toEqual({
    type: 'posture',
    posture: { account: ACCOUNT },
    enforcements: record.enforcements,
  });
  const malformed = { type: 'malformed-posture', account: ACCOUNT, issues };
  expect(await recordOf({ issues })).toEqual({ ...malformed, posture: record.posture });
  expect(await recordOf({ issues, enforcements })).toEqual({ ...malformed, ...record });
  expect(await recordOf({ ...withoutAudit, issues })).toEqual(malformed);
});
