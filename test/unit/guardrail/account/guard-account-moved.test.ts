import { describe, expect, it } from 'vitest';
import { parseOrganizationalUnitId } from '../../../../src/domain/account.ts';
import {
  ACCOUNT,
  givenAccount,
  givenCredential,
  givenException,
  givenPolicy,
  givenRootEvent,
} from '../../../support/builders.ts';
import { givenGuard, givenListedSweep, NOW, onNth } from '../guard-fixture.ts';

const KEY = givenCredential('access-key');
const OLD_UNIT = 'ou-ab12-aaaaaaaa';
const NEW_UNIT = 'ou-ab12-bbbbbbbb';

describe('an account that changes between the two look-ups', () => {
  const event = givenRootEvent('access-key', NOW);

  it('is decided on by the exceptions of the organizational unit that it is in now', async () => {
    const guarded = givenGuard([KEY]);
    guarded.organization.setAccount(givenAccount({ organizationalUnits: [OLD_UNIT] }));
    guarded.exceptions.put(givenException({ scope: `ou#${NEW_UNIT}`, credentials: ['access-key'] }));
    onNth(guarded.log, 'organizations:DescribeAccount', 2, () =>
      guarded.organization.setAccount(givenAccount({ organizationalUnits: [NEW_UNIT] })),
    );
    expect(await guarded.guard(event)).toMatchObject({ type: 'done', state: 'excepted' });
    expect(guarded.calls().filter((call) => call === 'exceptions.readFor')).toHaveLength(2);
  });

  it('is decided on by the mode of the organizational unit that it is in now', async () => {
    const guarded = givenGuard([KEY], {
      initialPolicy: givenPolicy({ organizationalUnitModes: { [NEW_UNIT]: 'observe' } }),
    });
    onNth(guarded.log, 'organizations:DescribeAccount', 2, () =>
      guarded.organization.setAccount(givenAccount({ name: 'renamed', organizationalUnits: [NEW_UNIT] })),
    );
    expect(await guarded.guard(event)).toMatchObject({ results: [{ reason: 'observe-mode' }] });
    expect(await guarded.posture()).toMatchObject({ name: 'renamed' });
    expect(guarded.left()).toEqual(['access-key']);
  });

  it.each([event, givenListedSweep()])(
    'keeps its credentials once it has left the organization, after $type',
    async (trigger) => {
      const guarded = givenGuard([KEY]);
      onNth(guarded.log, 'organizations:DescribeAccount', 2, () =>
        guarded.organization.removeAccount(ACCOUNT),
      );
      expect(await guarded.guard(trigger)).toEqual({ type: 'rejected', reason: 'not-in-organization' });
      expect(guarded.left()).toEqual(['access-key']);
      expect(guarded.written()).toEqual(['rejected']);
    },
  );

  it('keeps its credentials once it is suspended', async () => {
    const guarded = givenGuard([KEY]);
    onNth(guarded.log, 'organizations:DescribeAccount', 2, () =>
      guarded.organization.setAccount(givenAccount({ state: 'SUSPENDED' })),
    );
    expect(await guarded.guard(event)).toMatchObject({ type: 'done', state: 'skipped' });
    expect(guarded.left()).toEqual(['access-key']);
  });

  it('has its exceptions read once when it was not moved', async () => {
    const guarded = givenGuard([KEY]);
    guarded.organization.setAccount(
      givenAccount({ organizationalUnits: [OLD_UNIT].map(parseOrganizationalUnitId) }),
    );
    await guarded.guard(event);
    expect(guarded.calls().filter((call) => call === 'exceptions.readFor')).toHaveLength(1);
  });
});
