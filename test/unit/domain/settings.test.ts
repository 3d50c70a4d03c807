import { describe, expect, it } from 'vitest';
import { modeFor } from '../../../src/domain/policy.ts';
import { SCHEMA_VERSION } from '../../../src/domain/schema-version.ts';
import {
  areUnusable,
  POLICY_ATTRIBUTES,
  parseSettings,
  policyFacts,
  policyInForce,
  type SettingsReading,
} from '../../../src/domain/settings.ts';
import { givenAccount, givenPolicy } from '../../support/builders.ts';

const UNIT = 'ou-ab12-cdef3456';
const ACCOUNT = givenAccount();

const POLICY = givenPolicy({
  mode: 'enforce',
  organizationalUnitModes: { [UNIT]: 'observe' },
  accountModes: { [ACCOUNT.id]: 'enforce' },
  invitedGraceSeconds: 5_400,
  maxAccountsPerHour: 20,
});

const ITEM = { name: 'policy', version: 4, ...policyFacts(POLICY) };

function issuesOf(attributes: Readonly<Record<string, unknown>>): readonly string[] {
  const reading = parseSettings({ ...ITEM, ...attributes });
  return reading.type === 'malformed' ? reading.issues : [];
}

describe('the item of the settings', () => {
  it('is read with every attribute, without blanks around its texts', () => {
    const texts = { changedBy: ' operator ', reason: ' rollout', ticket: 'SEC-7 ' };
    const changedAt = '2026-11-24T12:00:00Z';
    expect(parseSettings({ ...ITEM, ...texts, changedAt, schemaVersion: SCHEMA_VERSION })).toStrictEqual({
      type: 'stored',
      settings: {
        version: 4,
        policy: POLICY,
        changedAt: new Date(changedAt),
        changedBy: 'operator',
        reason: 'rollout',
        ticket: 'SEC-7',
      },
    });
  });

  it('need not say who changed it, and may have notes of people', () => {
    expect(parseSettings({ ...ITEM, agreedIn: 'SEC-9' })).toStrictEqual({
      type: 'stored',
      settings: {
        version: 4,
        policy: POLICY,
        changedAt: undefined,
        changedBy: undefined,
        reason: undefined,
        ticket: undefined,
      },
    });
  });

  it.each([...POLICY_ATTRIBUTES, 'name'])(
    'does not parse without %s, which no default stands for',
    (name) => {
      const others = Object.fromEntries(Object.entries(ITEM).filter(([other]) => other !== name));
      expect(parseSettings(others)).toEqual({ type: 'malformed', issues: [`${name}: is missing`] });
    },
  );

  it('of no attributes names all that are missing', () => {
    expect(parseSettings({})).toEqual({
      type: 'malformed',
      issues: ['name', ...POLICY_ATTRIBUTES].map((name) => `${name}: is missing`),
    });
  });

  it('decides by the version and every part of the policy', () => {
    expect(POLICY_ATTRIBUTES.toSorted()).toEqual(['version', ...Object.keys(policyFacts(POLICY))].toSorted());
  });

  it.each([
    { version: 1 },
    { invitedGraceHours: 0 },
    { invitedGraceHours: 90 * 24 },
    { maxAccountsPerHour: 0 },
    { maxAccountsPerHour: 20_000 },
    { overrides: {} },
    { overrides: { organizationalUnits: {} } },
    { schemaVersion: SCHEMA_VERSION + 1 },
  ])('may be at the edge of what is allowed: %o', (attributes) => {
    expect(issuesOf(attributes)).toEqual([]);
  });

  it.each([
    ['version: must be at least 1', { version: 0 }],
    ['version: must be a whole number between 0 and 2^52', { version: 1.5 }],
    ['mode: must be observe or enforce', { mode: 'Enforce' }],
    ['overrides: must be a JSON object', { overrides: [] }],
    ['overrides: must be a map', { overrides: new Set([ACCOUNT.id]) }],
    ['overrides.units: is not a key that rootguard knows', { overrides: { units: {} } }],
    ['overrides.accounts: must be a JSON object', { overrides: { accounts: 'all' } }],
    ['overrides.accounts: must be a map', { overrides: { accounts: new Set([ACCOUNT.id]) } }],
    ['overrides.accounts.payments: must be 12 digits', { overrides: { accounts: { payments: 'observe' } } }],
    [
      `overrides.accounts.${ACCOUNT.id}: must be observe or enforce`,
      { overrides: { accounts: { [ACCOUNT.id]: 'off' } } },
    ],
    [
      'overrides.organizationalUnits.r-ab12: must look like ou-ab12-cdef3456',
      { overrides: { organizationalUnits: { 'r-ab12': 'observe' } } },
    ],
    ['invitedGraceHours: must be a number of hours from 0 to 2160', { invitedGraceHours: -0.1 }],
    ['invitedGraceHours: must be a number of hours from 0 to 2160', { invitedGraceHours: 2160.1 }],
    ['invitedGraceHours: expected number, got string', { invitedGraceHours: '24' }],
    ['maxAccountsPerHour: must be a whole number from 0 to 20000', { maxAccountsPerHour: -1 }],
    ['maxAccountsPerHour: must be a whole number from 0 to 20000', { maxAccountsPerHour: 20_001 }],
    ['maxAccountsPerHour: must be a whole number from 0 to 20000', { maxAccountsPerHour: 1.5 }],
    ['changedAt: must be an ISO 8601 time in UTC', { changedAt: 'noon' }],
    ['changedBy: must not be empty', { changedBy: ' ' }],
    ['reason: must not be empty', { reason: '' }],
    ['ticket: must not be empty', { ticket: '' }],
    ['schemaVersion: must be a whole number', { schemaVersion: 1.5 }],
    ['ticket: is misspelt as "Ticket"', { Ticket: 'SEC-7' }],
    [
      'onlyOnWeekdays: is not an attribute that this version of rootguard knows, and a newer one wrote the row',
      { onlyOnWeekdays: true, schemaVersion: SCHEMA_VERSION + 1 },
    ],
  ])('does not parse: %s', (issue, attributes) => {
    expect(issuesOf(attributes)).toEqual([issue]);
  });

  it.each(['__proto__', 'prototype', 'constructor'])('does not parse with a mode of %s', (key) => {
    const modes = JSON.parse(`{ "${key}": "observe" }`);
    expect(issuesOf({ overrides: { accounts: modes } })).toEqual(['overrides.accounts: must be 12 digits']);
    expect(issuesOf({ overrides: { organizationalUnits: modes } })).toEqual([
      'overrides.organizationalUnits: must look like ou-ab12-cdef3456',
    ]);
  });

  it('names twenty issues at the most', () => {
    const accounts = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`account-${at}`, 'observe']));
    expect(issuesOf({ overrides: { accounts }, Mode: 'enforce' })).toEqual([
      'mode: is misspelt as "Mode"',
      ...Array.from({ length: 19 }, (_, at) => `overrides.accounts.account-${at}: must be 12 digits`),
    ]);
  });

  it('has the grace in hours, of which seconds are whole', () => {
    expect(parseSettings({ ...ITEM, invitedGraceHours: 1 / 7 })).toMatchObject({
      settings: { policy: { invitedGraceSeconds: 514 } },
    });
    expect(policyFacts(POLICY)).toEqual({
      mode: 'enforce',
      overrides: { organizationalUnits: { [UNIT]: 'observe' }, accounts: { [ACCOUNT.id]: 'enforce' } },
      invitedGraceHours: 1.5,
      maxAccountsPerHour: 20,
    });
  });
});

describe('the policy in force', () => {
  const DENIED = {
    reason: 'not-authorized',
    call: 'dynamodb:GetItem',
    code: 'AccessDeniedException',
    message: 'not authorized',
    requestId: 'request-1',
  } as const;
  const initial = givenPolicy({ accountModes: { [ACCOUNT.id]: 'enforce' }, maxAccountsPerHour: 3 });

  it('is the initial one where nobody has set one, and else the one that is set', () => {
    expect(policyInForce({ type: 'initial' }, initial)).toBe(initial);
    const reading = parseSettings(ITEM);
    expect(policyInForce(reading, initial)).toEqual(POLICY);
    expect([{ type: 'initial' } as const, reading].map(areUnusable)).toEqual([false, false]);
  });

  it.each<[SettingsReading, string]>([
    [{ type: 'malformed', issues: ['mode: is missing'] }, 'settings-malformed'],
    [{ type: 'unreadable', failure: DENIED }, 'settings-unreadable'],
  ])('removes nothing anywhere where the settings cannot be used, and says why: %o', (reading, because) => {
    const policy = policyInForce(reading, initial);
    expect(policy).toEqual({
      ...givenPolicy({ mode: 'observe', maxAccountsPerHour: 3 }),
      suspendedBecause: because,
    });
    expect([areUnusable(reading), modeFor(policy, ACCOUNT)]).toEqual([true, 'observe']);
  });
});
