import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../../src/domain/account.ts';
import { isCovered } from '../../../src/domain/deployed-coverage.ts';
import { givenAccount } from '../../support/builders.ts';

const HOME = parseAccountId('222222222222');
const [WORKLOADS, PRODUCTION, SANDBOX] = ['ou-sbox-work0001', 'ou-sbox-prod0001', 'ou-sbox-sand0001'];

describe('an account', () => {
  it.each([
    ['in a covered unit', [WORKLOADS], [WORKLOADS], true],
    ['below a covered unit', [WORKLOADS, PRODUCTION], [WORKLOADS], true],
    ['in another unit', [SANDBOX], [WORKLOADS, PRODUCTION], false],
    ['in the root, where units are covered', [], [WORKLOADS], false],
    ['in any unit, where the root is covered', [SANDBOX], ['r-sbox'], true],
    ['in the root, where the root is covered', [], ['r-sbox'], true],
    ['anywhere, where the units are not known', [SANDBOX], undefined, true],
    ['anywhere, where no unit is covered', [SANDBOX], [], false],
  ] as const)('%s', (_, organizationalUnits, units, expected) => {
    expect(isCovered(givenAccount({ organizationalUnits }), { units }, HOME)).toBe(expected);
  });

  it('that is the home account is covered by its own rules', () => {
    expect(isCovered(givenAccount({ id: HOME }), { units: [WORKLOADS] }, HOME)).toBe(true);
  });
});
