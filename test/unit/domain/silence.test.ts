import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../../src/domain/account.ts';
import { dueAfter } from '../../../src/domain/hearing.ts';
import { NOTHING_SURVEYED } from '../../../src/domain/hearing-progress.ts';
import { judgeSilence, type SurveyedAccount } from '../../../src/domain/silence.ts';

const at = (minutes: number) => new Date(Date.UTC(2026, 10, 24, 12, minutes));
const NOW = at(60);

function given(index: number, fields: Partial<SurveyedAccount> = {}): SurveyedAccount {
  return {
    id: parseAccountId(String(300_000_000_000 + index)),
    name: `account ${index}`,
    since: at(0),
    auditedAt: at(0),
    lastHeardAt: at(0),
    notifiedSilentSince: undefined,
    dueAt: undefined,
    ...fields,
  };
}

const silentSince = (index: number, since: Date, fields: Partial<SurveyedAccount> = {}) =>
  given(index, { since, auditedAt: since, lastHeardAt: at(-600), dueAt: dueAfter(since), ...fields });

/** So many accounts that were heard hours ago. */
const heardBefore = (count: number) =>
  Array.from({ length: count }, (_, index) => given(1000 + index, { lastHeardAt: at(-600) }));

describe('accounts that are not heard', () => {
  it('have a cause in common once a hundred wait, however many others there are', () => {
    const few = [
      silentSince(0, at(0)),
      ...Array.from({ length: 98 }, (_, index) => silentSince(1 + index, at(40))),
    ];
    expect(judgeSilence([...few, ...heardBefore(500)], NOTHING_SURVEYED, NOW)).toMatchObject({
      nothingHeard: undefined,
      news: [{ name: 'account 0' }],
    });
    const many = [...few, silentSince(200, at(50))];
    expect(judgeSilence([...many, ...heardBefore(500)], NOTHING_SURVEYED, NOW)).toMatchObject({
      nothingHeard: { since: at(0), accounts: 100 },
      news: [],
    });
  });

  it('have none if another one was heard within half an hour before the first of them was audited', () => {
    const silent = [silentSince(0, at(10)), silentSince(1, at(10))];
    const judge = (lastHeardAt: Date) =>
      judgeSilence([...silent, given(2, { lastHeardAt })], NOTHING_SURVEYED, NOW);
    expect(judge(at(-21)).nothingHeard).toEqual({ since: at(10), accounts: 2 });
    expect(judge(at(-20)).nothingHeard).toBeUndefined();
  });

  it('do not include those of which people know already', () => {
    const known = silentSince(0, at(-2000), { notifiedSilentSince: at(-2000) });
    const accounts = [known, silentSince(1, at(10)), given(2, { lastHeardAt: at(-600) })];
    expect(judgeSilence(accounts, NOTHING_SURVEYED, NOW)).toMatchObject({
      silent: 2,
      news: [{ name: 'account 1' }],
      nothingHeard: undefined,
    });
  });
});

it('accounts that people know to be silent are none of those that could be heard', () => {
  const known = [0, 1, 2, 3, 4].map((index) =>
    silentSince(index, at(-2000), { notifiedSilentSince: at(-2000) }),
  );
  const accounts = [...known, silentSince(5, at(10)), silentSince(6, at(10)), ...heardBefore(1)];
  expect(judgeSilence(accounts, NOTHING_SURVEYED, NOW).nothingHeard).toEqual({ since: at(10), accounts: 2 });
});

describe('after no account was heard', () => {
  const progress = { ...NOTHING_SURVEYED, nothingHeardSince: at(-300) };

  it('goes on so until one is heard', () => {
    const accounts = [silentSince(0, at(-300)), silentSince(1, at(-200), { lastHeardAt: undefined })];
    expect(judgeSilence(accounts, progress, NOW)).toMatchObject({
      nothingHeard: { since: at(-300), accounts: 2 },
      isSomethingHeard: false,
      news: [],
      heardAgainAt: undefined,
    });
  });

  it('an account that was audited in the half hour before the first heartbeat counts by that audit', () => {
    const heard = given(0, { lastHeardAt: at(20), auditedAt: at(20) });
    const judge = (auditedAt: Date) =>
      judgeSilence([heard, silentSince(1, at(-300), { auditedAt })], progress, NOW);
    expect(judge(at(-11))).toMatchObject({
      news: [],
      heardAgainAt: at(20),
      isSomethingHeard: true,
      silent: 1,
    });
    expect(judge(at(-10))).toMatchObject({ news: [{ name: 'account 1' }], heardAgainAt: undefined });
    expect(judge(at(40))).toMatchObject({ news: [], heardAgainAt: at(20), nextDueAt: at(70) });
  });

  it('remembers the first heartbeat until each account was audited again', () => {
    const remembered = { ...NOTHING_SURVEYED, heardAgainAt: at(20) };
    const accounts = [given(0, { lastHeardAt: at(55) }), silentSince(1, at(-300))];
    expect(judgeSilence(accounts, remembered, NOW)).toMatchObject({
      news: [],
      heardAgainAt: at(20),
      isSomethingHeard: false,
      nothingHeard: undefined,
    });
  });

  it.each(['nothingHeardSince', 'heardAgainAt'] as const)(
    'no time far ahead hides an account: %s',
    (field) => {
      const accounts = [given(0, { lastHeardAt: at(55) }), silentSince(1, at(0))];
      expect(judgeSilence(accounts, { ...NOTHING_SURVEYED, [field]: at(6000) }, NOW)).toMatchObject({
        news: [{ name: 'account 1' }],
        nothingHeard: undefined,
        heardAgainAt: undefined,
      });
    },
  );
});
