import { describe, expect, it } from 'vitest';
import type { ModeOverrides } from '../../../src/domain/mode-overrides.ts';
import { parseSettings, policyFacts } from '../../../src/domain/settings.ts';
import { checkSettingsSize } from '../../../src/domain/settings-size.ts';
import { givenPolicy } from '../../support/builders.ts';
import { accountsWithModes, unitsWithModes } from '../../support/many-modes.ts';

const WHY = { reason: 'rollout', ticket: undefined };

const NONE: ModeOverrides = { organizationalUnits: {}, accounts: {} };

const TOO_MANY =
  'must take at most 180000 bytes in DynamoDB, so about 9000 accounts or 7500 organizational units can have a mode of their own';

function issuesOf(overrides: ModeOverrides, why: { reason: string; ticket: string | undefined } = WHY) {
  try {
    checkSettingsSize(overrides, why);
    return [];
  } catch (error) {
    expect(error).toMatchObject({ code: 'settings-too-large' });
    return Object(error).issues;
  }
}

describe('the size of the settings', () => {
  it.each([
    ['9000 accounts', accountsWithModes(9_000), []],
    ['one account more', accountsWithModes(9_001), [`overrides: ${TOO_MANY}`]],
    ['7500 organizational units', unitsWithModes(7_500), []],
    ['one unit more', unitsWithModes(7_501), [`overrides: ${TOO_MANY}`]],
  ])('has a limit for the modes of units and accounts: %s', (_, overrides, issues) => {
    expect(issuesOf(overrides)).toEqual(issues);
    const item = { name: 'policy', version: 1, ...policyFacts(givenPolicy()), overrides };
    expect(parseSettings(item)).toMatchObject(
      issues.length === 0 ? { type: 'stored' } : { type: 'malformed', issues },
    );
  });

  it('has a limit for the reason and the ticket, in bytes', () => {
    const half = 'ü'.repeat(2_500);
    expect(issuesOf(NONE, { reason: half, ticket: half })).toEqual([]);
    expect(issuesOf(NONE, { reason: `${half}x`, ticket: half })).toEqual([
      'reason and ticket: must take at most 10000 bytes together, and take 10001',
    ]);
  });

  it('names both together', () => {
    expect(
      issuesOf(accountsWithModes(9_001), { reason: 'x'.repeat(10_001), ticket: undefined }),
    ).toHaveLength(2);
  });
});
