import { describe, expect, it } from 'vitest';
import { modeOverridesOf, modesById } from '../../../src/domain/mode-overrides.ts';
import { givenPolicy } from '../../support/builders.ts';

const OVERRIDES = {
  organizationalUnits: { 'ou-ab12-prod0001': 'enforce' },
  accounts: { '111122223333': 'observe', '444455556666': 'enforce' },
} as const;

describe('overrides of the mode', () => {
  it('are written in the order of their ids, in whatever order they were read', () => {
    const accountModes = new Map([...modesById(OVERRIDES).accountModes].reverse());
    const organizationalUnitModes = modesById(OVERRIDES).organizationalUnitModes;
    for (const modes of [
      { organizationalUnitModes, accountModes },
      { organizationalUnitModes, accountModes: modesById(OVERRIDES).accountModes },
    ]) {
      expect(JSON.stringify(modeOverridesOf(modes))).toBe(JSON.stringify(OVERRIDES));
    }
  });

  it('are never dropped for a key that is not an id', () => {
    expect(() => modesById({ ...OVERRIDES, accounts: { payments: 'observe' } })).toThrow('account id');
    expect(() => modesById({ ...OVERRIDES, organizationalUnits: { prod: 'observe' } })).toThrow(
      'organizational unit id',
    );
  });

  it('of a policy without any are two empty objects', () => {
    expect(modeOverridesOf(givenPolicy())).toEqual({ organizationalUnits: {}, accounts: {} });
  });
});
