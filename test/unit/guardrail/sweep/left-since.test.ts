import { expect, it } from 'vitest';
import type { AccountState } from '../../../../src/domain/account.ts';
import type { SurveyedAccount } from '../../../../src/domain/silence.ts';
import { leftSince } from '../../../../src/guardrail/sweep/left-since.ts';
import { NOW } from '../guard-fixture.ts';
import { givenMembers, givenSweeper } from '../sweep-fixture.ts';

const MEMBERS = givenMembers(60);

function silent(count: number, notifiedSilentSince?: Date): readonly SurveyedAccount[] {
  return MEMBERS.slice(0, count).map(({ id, name }) => ({
    id,
    name,
    since: NOW,
    auditedAt: NOW,
    lastHeardAt: undefined,
    dueAt: NOW,
    notifiedSilentSince,
  }));
}

const [FIRST] = MEMBERS;
if (FIRST === undefined) throw new Error('no members');

it.each<[AccountState, boolean]>([
  ['ACTIVE', false],
  ['UNKNOWN', false],
  ['SUSPENDED', true],
  ['PENDING_CLOSURE', true],
  ['CLOSED', true],
])('an account that is %s has left: %s', async (state, hasLeft) => {
  const { deps, organization } = givenSweeper(MEMBERS);
  organization.setAccount({ ...FIRST, state }, []);
  expect((await leftSince(deps, silent(1))).has(FIRST.id)).toBe(hasLeft);
});

it('the management account is no member any more', async () => {
  const { deps } = givenSweeper(MEMBERS);
  const one = silent(1).map((account) => ({ ...account, id: deps.managementAccountId }));
  expect((await leftSince(deps, one)).has(deps.managementAccountId)).toBe(true);
});

it('an account that cannot be asked for has not left', async () => {
  const { deps } = givenSweeper([]);
  const directory = { describeUncached: () => Promise.reject(new Error('no network')) };
  expect(await leftSince({ ...deps, directory }, silent(2))).toEqual(new Set());
});

it('of many accounts some are asked for, first those that nobody was notified of', async () => {
  const { deps, calls } = givenSweeper([]);
  const known = silent(60, NOW).slice(1);
  const left = await leftSince(deps, [...known, ...silent(1)]);
  expect(calls().filter((name) => name === 'organizations:DescribeAccount')).toHaveLength(50);
  expect(left.size).toBe(50);
  expect(left.has(FIRST.id)).toBe(true);
});
