import { describe, expect, it } from 'vitest';
import type { Credential } from '../../../../src/domain/credentials.ts';
import { NO_ACCOUNTS } from '../../../../src/domain/posture-state.ts';
import { type Digest, MAX_NAMED_FINDINGS, notifyDigest } from '../../../../src/guardrail/notify/digest.ts';
import { unreadableFinding, violationFinding } from '../../../../src/guardrail/notify/findings.ts';
import { givenAccount, givenCredential, givenResult } from '../../../support/builders.ts';
import { failureWith } from '../../../support/memory/call-log.ts';
import { givenGuard } from '../guard-fixture.ts';

const KEY = givenCredential('access-key');
const INACTIVE_KEY = givenCredential('access-key', { status: 'Inactive' });
const PASSWORD = givenCredential('login-profile');
const DEVICE = givenCredential('mfa-device');
const CERTIFICATE = givenCredential('signing-certificate');
const created = (credential: Credential, at: string | undefined): Credential => ({
  ...credential,
  createdAt: at === undefined ? undefined : new Date(at),
});

const idAt = (at: number) => String(300_000_000_000 + at);

function findingOf(at: number, ...credentials: readonly Credential[]) {
  const account = givenAccount({ id: idAt(at) });
  if (credentials.length === 0) return unreadableFinding(account, failureWith('sts:AssumeRoot'));
  return violationFinding(
    account,
    credentials.map((credential) => givenResult({ credential, result: 'withheld' })),
  );
}

async function digestOf(fields: Partial<Digest>) {
  const { deps, notifier } = givenGuard();
  await notifyDigest(
    deps,
    { isFirst: false, findings: [], counts: NO_ACCOUNTS, open: 0, ...fields },
    'digest#1',
  );
  const [published] = notifier.published;
  if (published === undefined) throw new Error('nothing was published');
  return published;
}

/** The accounts that a digest of these findings names, in its order. */
async function namedIn(findings: Digest['findings']): Promise<readonly (string | undefined)[]> {
  const { lines } = await digestOf({ findings });
  return lines.map((line) => /^(\d{12}) \(/.exec(line)?.[1]).filter((id) => id !== undefined);
}

describe('a digest', () => {
  it('is about the organization, once for each set of findings', async () => {
    expect(await digestOf({ isFirst: true })).toMatchObject({
      key: 'first-sweep',
      account: 'organization',
      fingerprint: 'digest#1',
    });
    expect(await digestOf({})).toMatchObject({ key: 'sweep-findings', account: 'organization' });
  });

  it.each<[string, readonly Credential[], readonly Credential[]]>([
    ['an active key before any number of others', [KEY], [PASSWORD, DEVICE, INACTIVE_KEY]],
    ['an active key before an inactive one', [KEY], [INACTIVE_KEY]],
    ['a password before other credentials', [PASSWORD], [CERTIFICATE, DEVICE]],
    ['a password before an inactive key', [PASSWORD], [INACTIVE_KEY]],
    ['the same with a password first', [KEY, PASSWORD], [KEY, DEVICE, CERTIFICATE]],
    ['more credentials before fewer', [DEVICE, CERTIFICATE], [DEVICE]],
    [
      'older ones before newer ones',
      [created(KEY, '2020-01-01T00:00:00Z')],
      [created(KEY, '2024-01-01T00:00:00Z')],
    ],
    [
      'the one with the oldest of several first',
      [created(KEY, '2024-06-01T00:00:00Z'), created(DEVICE, '2019-01-01T00:00:00Z')],
      [created(KEY, '2020-01-01T00:00:00Z'), created(DEVICE, '2020-01-01T00:00:00Z')],
    ],
    [
      'a known age before one that is not known',
      [created(DEVICE, '2024-01-01T00:00:00Z')],
      [created(DEVICE, undefined)],
    ],
    ['what cannot be read last', [DEVICE], []],
  ])('names %s, whatever their accounts are', async (_what, urgent, other) => {
    for (const [first, second] of [
      [1, 2],
      [2, 1],
    ] as const) {
      const [one, another] = [findingOf(first, ...urgent), findingOf(second, ...other)];
      expect(await namedIn([one, another])).toEqual([idAt(first), idAt(second)]);
      expect(await namedIn([another, one])).toEqual([idAt(first), idAt(second)]);
    }
  });

  it('names those that are as urgent in the order of their accounts', async () => {
    const findings = [3, 1, 4, 2].map((at) => findingOf(at, KEY));
    expect(await namedIn(findings)).toEqual([1, 2, 3, 4].map(idAt));
  });

  it.each([
    [MAX_NAMED_FINDINGS, `${MAX_NAMED_FINDINGS} accounts that nobody was notified of before:`, []],
    [
      MAX_NAMED_FINDINGS + 1,
      `${MAX_NAMED_FINDINGS + 1} accounts that nobody was notified of before, the 10 most urgent first:`,
      ['1 more.'],
    ],
  ])('names ten of %i accounts at the most', async (count, heading, more) => {
    const { lines } = await digestOf({
      findings: Array.from({ length: count }, (_, at) => findingOf(at, KEY)),
    });
    expect(lines[1]).toBe(heading);
    expect(lines.slice(12, -1)).toEqual(more);
  });

  it.each([
    ['no account has any', {}, 'No account has an unapproved root credential.'],
    ['people know each violation', { violating: 1 }, 'Each of these accounts was notified by itself.'],
    ['people know what cannot be read', { unknown: 1 }, 'Each of these accounts was notified by itself.'],
    ['people know both', { violating: 1, unknown: 1 }, 'Each of these accounts was notified by itself.'],
  ])('without findings says whether there are any: %s', async (_what, counts, line) => {
    const { lines } = await digestOf({ counts: { ...NO_ACCOUNTS, ...counts } });
    expect(lines[1]).toBe(line);
  });

  it.each([
    [undefined, /^The sweep has not queued every account yet\. What their audits find/],
    [1, /^1 account of the sweep has not been audited yet\. What their audits find/],
    [2, /^2 accounts of the sweep have not been audited yet\. What their audits find/],
  ])('says what is still open: %s', async (open, line) => {
    expect((await digestOf({ open })).lines[1]).toMatch(line);
  });

  it('says what to do next only where something is not approved', async () => {
    const report =
      'Every account, with each credential: rootguard report, or rootguard report --html report.html.';
    expect((await digestOf({ counts: { ...NO_ACCOUNTS, unknown: 1 } })).lines.at(-1)).toBe(report);
    const violating = { ...NO_ACCOUNTS, violating: 1 };
    expect((await digestOf({ counts: violating })).lines.at(-1)).toMatch(/^Next: .*rootguard enforce/);
    expect((await digestOf({ counts: violating, isFirst: true })).lines.at(-1)).toMatch(
      /^Next: .*turn on enforce mode for one organizational unit at a time\.$/,
    );
  });
});
