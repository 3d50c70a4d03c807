import { describe, expect, it } from 'vitest';
import {
  countOtherModes,
  decidesAlike,
  ENFORCED_EVERYWHERE,
  everEnforces,
  graceEndOf,
  modeFor,
  observingEverywhere,
} from '../../../src/domain/policy.ts';
import { givenAccount, givenPolicy } from '../../support/builders.ts';

const UNIT = 'ou-ab12-cdef3456';
const IN_UNIT = givenAccount({ organizationalUnits: [UNIT] });

describe('a policy', () => {
  it.each([
    ['nowhere', givenPolicy({ mode: 'observe' }), false],
    ['in the organization', givenPolicy({ mode: 'enforce' }), true],
    ['in one unit', givenPolicy({ mode: 'observe', organizationalUnitModes: { [UNIT]: 'enforce' } }), true],
    ['in one account', givenPolicy({ mode: 'observe', accountModes: { '333333333333': 'enforce' } }), true],
  ])('says whether anything can be deleted with enforce mode %s', (_where, policy, enforces) => {
    expect(everEnforces(policy)).toBe(enforces);
  });

  it('counts the units and accounts that have another mode than the organization', () => {
    const accountModes = { '333333333333': 'observe', '444444444444': 'enforce' } as const;
    const policy = givenPolicy({
      mode: 'enforce',
      organizationalUnitModes: { [UNIT]: 'observe' },
      accountModes,
    });
    expect([policy, { ...policy, mode: 'observe' as const }, givenPolicy()].map(countOtherModes)).toEqual([
      2, 1, 0,
    ]);
  });

  it('can be turned into one that deletes nothing anywhere', () => {
    const policy = observingEverywhere(
      givenPolicy({
        organizationalUnitModes: { [UNIT]: 'enforce' },
        accountModes: { [IN_UNIT.id]: 'enforce' },
      }),
    );
    expect(modeFor(policy, IN_UNIT)).toBe('observe');
    expect(everEnforces(policy)).toBe(false);
  });

  it('of an operator’s command enforces everywhere, without grace', () => {
    expect(modeFor(ENFORCED_EVERYWHERE, IN_UNIT)).toBe('enforce');
    const invited = { ...IN_UNIT, joinedMethod: 'INVITED', joinedAt: new Date(0) } as const;
    expect(graceEndOf(ENFORCED_EVERYWHERE, invited)).toBeUndefined();
  });

  it.each(['settings-unreadable', 'settings-malformed'] as const)(
    'that is suspended observes everywhere, whatever its modes: %s',
    (suspendedBecause) => {
      const policy = givenPolicy({ accountModes: { [IN_UNIT.id]: 'enforce' }, suspendedBecause });
      expect(modeFor(policy, IN_UNIT)).toBe('observe');
    },
  );

  it.each([
    ['the same', {}, true],
    ['another limit of the breaker', { maxAccountsPerHour: 1 }, true],
    ['the same mode by an override', { mode: 'observe', accountModes: { [IN_UNIT.id]: 'enforce' } }, true],
    ['another mode', { mode: 'observe' }, false],
    ['another grace', { invitedGraceSeconds: 7_200 }, false],
    ['no settings', { suspendedBecause: 'settings-unreadable' }, false],
  ] as const)('decides alike or not on an account: %s', (_what, fields, alike) => {
    const invited = { ...IN_UNIT, joinedMethod: 'INVITED', joinedAt: new Date(0) } as const;
    const policy = givenPolicy({ invitedGraceSeconds: 3_600 });
    const other = givenPolicy({ invitedGraceSeconds: 3_600, ...fields });
    expect(decidesAlike(policy, other, invited)).toBe(alike);
    expect(decidesAlike(other, policy, invited)).toBe(alike);
  });

  it('decides differently where it observes for another reason', () => {
    const observing = givenPolicy({ mode: 'observe' });
    expect(decidesAlike(observing, { ...observing, suspendedBecause: 'settings-malformed' }, IN_UNIT)).toBe(
      false,
    );
  });
});
