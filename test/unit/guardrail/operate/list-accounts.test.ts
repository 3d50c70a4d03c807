import { describe, expect, it } from 'vitest';
import { listAllAccounts } from '../../../../src/guardrail/operate/list-accounts.ts';
import { onNth } from '../guard-fixture.ts';
import { givenMembers, givenSweeper } from '../sweep-fixture.ts';

async function idsIn({ lister }: Pick<ReturnType<typeof givenSweeper>, 'lister'>) {
  const ids = [];
  for await (const { id } of listAllAccounts(lister)) ids.push(id);
  return ids;
}

describe('listing all accounts', () => {
  it.each([0, 1, 20, 45])('has each of %i members once, in the order of the pages', async (members) => {
    expect(await idsIn(givenSweeper(members))).toEqual(givenMembers(members).map(({ id }) => id));
  });

  it('fails when the pagination token has expired', async () => {
    const world = givenSweeper(45);
    onNth(world.log, 'organizations:ListAccounts', 2, world.lister.expireTokens);
    await expect(idsIn(world)).rejects.toMatchObject({ code: 'listing-outdated', responsible: 'aws' });
  });
});
