import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { formatCsv } from '../../../../../src/cli/output/csv.ts';
import type { OutputFormat } from '../../../../../src/cli/output/result.ts';
import { accountsJson } from '../../../../../src/cli/views/accounts/account-json.ts';
import { accountCsv } from '../../../../../src/cli/views/accounts/account-rows.ts';
import {
  type AccountView,
  viewOfAudit,
  viewOfMember,
  viewOfUnfinished,
} from '../../../../../src/cli/views/accounts/account-view.ts';
import { streamedAccounts } from '../../../../../src/cli/views/accounts/streamed-accounts.ts';
import { createWrite } from '../../../../../src/runtime/stdout.ts';
import { givenAccount, givenCredential } from '../../../../support/builders.ts';
import { givenContext } from '../../terminal-double.ts';

const HEADING = { organizationId: 'o-sandbox0001', auditedAt: new Date('2026-11-24T12:00:00Z') };

const CLEAN: AccountView = { ...viewOfMember(givenAccount({ id: '300000000001' })), state: 'compliant' };
const VIOLATING = viewOfAudit({
  type: 'audited',
  account: givenAccount({ id: '300000000002', name: 'a "quoted"\nname' }),
  state: 'violating',
  decisions: [
    {
      credential: givenCredential('access-key'),
      reason: 'unapproved',
      exceptionId: undefined,
    },
  ],
  lastUsedAt: new Map(),
  exceptions: { type: 'readable', exceptions: [], malformed: [] },
});
const LEFT = viewOfUnfinished(givenAccount({ id: '300000000003' }), 'interrupted');
const ALL = [CLEAN, VIOLATING, LEFT];

async function* each(accounts: readonly AccountView[], failure?: Error): AsyncGenerator<AccountView> {
  yield* accounts;
  if (failure) throw failure;
}

/** Collects the output, even of a stream that fails. */
function givenWriting(accounts: AsyncIterable<AccountView>) {
  const { context, said } = givenContext({ isTTY: false });
  const pieces: string[] = [];
  const write = async (text: string) => {
    pieces.push(text);
  };
  const result = streamedAccounts(context, { ...HEADING, accounts });
  return {
    said,
    pieces,
    text: () => pieces.join(''),
    writeAs: (format: OutputFormat) => result.writeAs(format, write),
  };
}

describe('accounts that are written as they are audited', () => {
  it.each([
    ['none', []],
    ['one', [CLEAN]],
    ['several', ALL],
  ])('are the same JSON document as one made at once: %s', async (_what, accounts) => {
    const { writeAs, text } = givenWriting(each(accounts));
    await writeAs('json');
    expect(text()).toBe(`${JSON.stringify(accountsJson({ ...HEADING, accounts }), undefined, 2)}\n`);
    expect(Object.keys(JSON.parse(text()))).toEqual(['organizationId', 'auditedAt', 'accounts', 'summary']);
  });

  it.each([
    ['none', []],
    ['several', ALL],
  ])('are the same CSV: %s', async (_what, accounts) => {
    const { writeAs, text } = givenWriting(each(accounts));
    await writeAs('csv');
    expect(text()).toBe(formatCsv(accountCsv(accounts)));
  });

  it.each(['json', 'csv'] as const)(
    'as %s are there one by one, before the next is asked for',
    async (format) => {
      const seen: string[] = [];
      async function* watched() {
        for (const account of ALL) {
          yield account;
          seen.push(text());
        }
      }
      const { writeAs, text } = givenWriting(watched());
      await writeAs(format);
      expect(seen.map((part) => ALL.filter(({ accountId }) => part.includes(accountId)).length)).toEqual([
        1, 2, 3,
      ]);
    },
  );

  it('are listed in the table where they have something to show, and all are counted', async () => {
    const { writeAs, text } = givenWriting(each(ALL));
    await writeAs('table');
    expect(text()).toContain('3 accounts: 1 compliant, 0 excepted, 1 violating, 1 unknown, 0 skipped');
    expect(text()).toContain(VIOLATING.accountId);
    expect(text()).not.toContain(CLEAN.accountId);
  });

  it.each(['json', 'csv', 'table'] as const)('as %s determine the exit code', async (format) => {
    const left = givenWriting(each(ALL));
    expect(await left.writeAs(format)).toBe('failure');
    expect(left.said).toEqual([expect.stringContaining('2 of 3 accounts were audited, 1 were not')]);
    const violating = givenWriting(each([CLEAN, VIOLATING]));
    expect(await violating.writeAs(format)).toBe('violations');
    expect(violating.said).toEqual([]);
  });
});

describe('accounts whose listing fails midway', () => {
  const failure = new Error('the listing broke off');

  it.each(['json', 'csv', 'table'] as const)(
    'leave nothing on stdout when it fails at once: %s',
    async (format) => {
      const { writeAs, text } = givenWriting(each([], failure));
      await expect(writeAs(format)).rejects.toBe(failure);
      expect(text()).toBe('');
    },
  );

  it('leave a JSON document that no parser accepts', async () => {
    const { writeAs, text } = givenWriting(each(ALL, failure));
    await expect(writeAs('json')).rejects.toBe(failure);
    expect(text()).toContain(LEFT.accountId);
    expect(() => JSON.parse(text())).toThrow(SyntaxError);
  });

  it('leave CSV whose last row reports it', async () => {
    const { writeAs, text } = givenWriting(each([CLEAN], failure));
    await expect(writeAs('csv')).rejects.toBe(failure);
    expect(text()).toMatch(/\r\n,accounts are missing here,unknown,listing-failed,,,,,,,,\r\n$/);
  });

  it('show no table', async () => {
    const { writeAs, text } = givenWriting(each(ALL, failure));
    await expect(writeAs('table')).rejects.toBe(failure);
    expect(text()).toBe('');
  });
});

describe('writing to stdout', () => {
  it('waits for a slow reader before the next account is asked for', async () => {
    let unread = 0;
    let mostUnread = 0;
    const slow = new Writable({
      write(_chunk, _encoding, done) {
        setImmediate(() => {
          unread -= 1;
          done();
        });
      },
    });
    async function* counted() {
      for (const account of ALL) {
        unread += 1;
        mostUnread = Math.max(mostUnread, unread);
        yield account;
      }
      unread += 1;
    }
    const { context } = givenContext({ isTTY: false });
    await streamedAccounts(context, { ...HEADING, accounts: counted() }).writeAs('json', createWrite(slow));
    expect(mostUnread).toBe(1);
  });
});
