import { describe, expect, it } from 'vitest';
import {
  enforcingEverywhere,
  everEnforces,
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

  it('can be turned into one that enforces everywhere, without grace and with the same limit', () => {
    const policy = enforcingEverywhere(
      givenPolicy({
        mode: 'observe',
        organizationalUnitModes: { [UNIT]: 'observe' },
        accountModes: { [IN_UNIT.id]: 'observe' },
        invitedGraceSeconds: 86_400,
        maxAccountsPerHour: 3,
      }),
    );
    expect(modeFor(policy, IN_UNIT)).toBe('enforce');
    expect(policy).toMatchObject({ invitedGraceSeconds: 0, maxAccountsPerHour: 3 });
  });
});
