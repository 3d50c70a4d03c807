import { NumberValue } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SCHEMA_VERSION } from '../../src/domain/schema-version.ts';
import { policyFacts } from '../../src/domain/settings.ts';
import { checkSettingsSize } from '../../src/domain/settings-size.ts';
import type { SettingsChange } from '../../src/guardrail/ports/settings.ts';
import { givenPolicy } from '../support/builders.ts';
import { accountsWithModes, unitsWithLongIds, unitsWithModes } from '../support/many-modes.ts';
import type { TableBackend } from './backend.ts';
import { TABLE_BACKENDS } from './table-backends.ts';
import { type AwsTableBackend, givenTablesOnAws } from './tables-on-aws.ts';
import { actionsOf } from './used-actions.ts';

const NOON = new Date('2026-11-24T12:00:00.000Z');

const POLICY = givenPolicy({
  mode: 'enforce',
  organizationalUnitModes: { 'ou-ab12-cdef3456': 'observe' },
  accountModes: { '333333333333': 'observe', '222222222222': 'enforce' },
  invitedGraceSeconds: 86_400,
  maxAccountsPerHour: 20,
});

const ITEM = { version: 4, ...policyFacts(POLICY) };

function givenChange(version: number, policy = POLICY): SettingsChange {
  const operator = {
    by: 'arn:aws:sts::222222222222:assumed-role/operator/session',
    reason: 'rollout',
    ticket: 'SEC-7',
  };
  return { version, ...policyFacts(policy), changedAt: NOON, operator };
}

describe.each(TABLE_BACKENDS)('the settings ($backend)', ({ open }) => {
  let tables: TableBackend;
  beforeEach(async () => {
    tables = await open();
  });
  afterEach(() => tables.close());

  it('are the initial ones until somebody has changed them', async () => {
    expect(await tables.settingsReader.read()).toEqual({ type: 'initial' });
    expect(await tables.settingsEditor.readToReplace()).toEqual({
      stored: undefined,
      reading: { type: 'initial' },
    });
  });

  it('are read as they were written, with who wrote them', async () => {
    const shown = await tables.settingsEditor.readToReplace();
    expect(await tables.settingsEditor.write(givenChange(1), shown)).toBe('written');
    expect(await tables.settingsReader.read()).toEqual({
      type: 'stored',
      settings: {
        version: 1,
        policy: POLICY,
        changedAt: NOON,
        changedBy: 'arn:aws:sts::222222222222:assumed-role/operator/session',
        reason: 'rollout',
        ticket: 'SEC-7',
      },
    });
  });

  it('are read as somebody wrote them by hand, with notes', async () => {
    await tables.putSettings({ ...ITEM, agreedIn: 'SEC-9' });
    expect(await tables.settingsReader.read()).toMatchObject({
      type: 'stored',
      settings: { version: 4, policy: POLICY, changedBy: undefined },
    });
  });

  it('are changed by one of two operators who saw the same', async () => {
    const shown = await tables.settingsEditor.readToReplace();
    const other = givenChange(1, givenPolicy({ mode: 'observe' }));
    const written = await Promise.all([
      tables.settingsEditor.write(givenChange(1), shown),
      tables.settingsEditor.write(other, shown),
    ]);
    expect(written.toSorted()).toEqual(['conflict', 'written']);
  });

  it.each([
    ['with a new version', { ...ITEM, version: 5, mode: 'observe' }],
    ['with the same version', { ...ITEM, mode: 'observe' }],
    ['in an override', { ...ITEM, overrides: { ...ITEM.overrides, accounts: {} } }],
    ['so that they do not parse', { ...ITEM, maxAccountsPerHour: 'many' }],
    ['by deleting an attribute', { version: 4, mode: 'enforce' }],
    ['by deleting them', undefined],
  ])('are not changed by a command if somebody has edited them since: %s', async (_how, edited) => {
    await tables.putSettings(ITEM);
    const shown = await tables.settingsEditor.readToReplace();
    await tables.putSettings(edited);
    const before = await tables.settingsReader.read();
    expect(await tables.settingsEditor.write(givenChange(5), shown)).toBe('conflict');
    expect(await tables.settingsReader.read()).toEqual(before);
  });

  it('are changed by a command if somebody has only edited who changed them', async () => {
    await tables.putSettings(ITEM);
    const shown = await tables.settingsEditor.readToReplace();
    await tables.putSettings({ ...ITEM, changedBy: 'somebody' });
    expect(await tables.settingsEditor.write(givenChange(5), shown)).toBe('written');
  });

  it('that do not parse are replaced as they are stored', async () => {
    await tables.putSettings({ version: 'four', mode: 'enforced' });
    const shown = await tables.settingsEditor.readToReplace();
    expect(shown.reading).toMatchObject({ type: 'malformed' });
    expect(await tables.settingsEditor.write(givenChange(1), shown)).toBe('written');
    expect(await tables.settingsReader.read()).toMatchObject({ type: 'stored', settings: { version: 1 } });
  });

  it('are written once, even when the answer is lost', async () => {
    const shown = await tables.settingsEditor.readToReplace();
    await tables.dropResponse('PutItem');
    expect(await tables.settingsEditor.write(givenChange(1), shown)).toBe('written');
    expect(await tables.settingsReader.read()).toMatchObject({ type: 'stored', settings: { version: 1 } });
  });
});

describe('settings that were edited by hand', () => {
  let tables: AwsTableBackend;
  beforeEach(async () => {
    tables = await givenTablesOnAws();
  });
  afterEach(() => tables.close());

  it('fit with the ledger entry of their change where they are as large as they may be', async () => {
    const operator = {
      by: `arn:aws:sts::222222222222:assumed-role/${'r'.repeat(64)}/${'s'.repeat(64)}`,
      reason: 'x'.repeat(9_000),
      ticket: 'y'.repeat(1_000),
    };
    const largest = [accountsWithModes(9_000), unitsWithModes(7_500), unitsWithLongIds(2_368)];
    for (const [index, overrides] of largest.entries()) {
      checkSettingsSize(overrides, operator);
      const shown = await tables.settingsEditor.readToReplace();
      const change = { ...givenChange(1), overrides, operator };
      expect(await tables.settingsEditor.write(change, shown)).toBe('written');
      const facts = { ...policyFacts(POLICY), overrides };
      await tables.ledger.append({
        type: 'settings-change',
        account: 'organization',
        at: NOON,
        id: String(index),
        result: 'changed',
        version: 1,
        before: facts,
        after: facts,
        operator,
      });
      await tables.putSettings(undefined);
    }
  });

  it.each([
    ['no version', { version: undefined }, 'version: is missing'],
    ['a version of zero', { version: 0 }, 'version: must be at least 1'],
    ['no mode', { mode: undefined }, 'mode: is missing'],
    ['another mode', { mode: 'Enforce' }, 'mode: must be observe or enforce'],
    ['a misspelt name', { mode: undefined, Mode: 'enforce' }, 'mode: is misspelt as "Mode"'],
    ['a string set of overrides', { overrides: new Set(['333333333333']) }, /^overrides\.?/],
    ['no overrides', { overrides: undefined }, 'overrides: is missing'],
    [
      'an override of what is no account',
      { overrides: { accounts: { '33333333333': 'observe' } } },
      'overrides.accounts.33333333333: must be 12 digits',
    ],
    [
      'another kind of override',
      { overrides: { units: {} } },
      'overrides.units: is not a key that rootguard knows',
    ],
    ['a grace as text', { invitedGraceHours: '24' }, 'invitedGraceHours: expected number, got string'],
    [
      'a negative grace',
      { invitedGraceHours: -1 },
      'invitedGraceHours: must be a number of hours from 0 to 2160',
    ],
    [
      'a fractional limit',
      { maxAccountsPerHour: 1.5 },
      'maxAccountsPerHour: must be a whole number from 0 to 20000',
    ],
    [
      'a number with 38 digits',
      { maxAccountsPerHour: NumberValue.from('9'.repeat(38)) },
      /^maxAccountsPerHour: expected number/,
    ],
    ['a time that is none', { changedAt: 'noon' }, 'changedAt: must be an ISO 8601 time in UTC'],
    [
      'an attribute of a newer rootguard',
      { schemaVersion: SCHEMA_VERSION + 1, onlyOnWeekdays: true },
      /^onlyOnWeekdays: is not an attribute/,
    ],
  ])('are malformed, with the attribute at fault: %s', async (_what, fields, issue) => {
    const item = Object.fromEntries(
      Object.entries({ ...ITEM, ...fields }).filter(([, value]) => value !== undefined),
    );
    await tables.putSettings(item);
    const reading = await tables.settingsReader.read();
    expect(reading).toMatchObject({
      type: 'malformed',
      issues: expect.arrayContaining([typeof issue === 'string' ? issue : expect.stringMatching(issue)]),
    });
  });
});

describe('settings whose table cannot be read', () => {
  it('are unreadable, with the failure', async () => {
    const tables = await givenTablesOnAws();
    await tables.deleteTable('settings');
    expect(await tables.settingsReader.read()).toMatchObject({
      type: 'unreadable',
      failure: { reason: 'resource-missing', call: 'dynamodb:GetItem', resource: 'table settings' },
    });
    await expect(tables.settingsEditor.readToReplace()).rejects.toMatchObject({ code: 'aws-call-failed' });
    await tables.close();
  });
});

describe('the IAM permissions', () => {
  it.each(['settingsReader', 'settingsEditor'] as const)(
    'of %s are exactly the actions that it uses',
    (adapter) => {
      const { used, granted } = actionsOf(adapter);
      expect(used).toEqual(granted);
    },
  );
});
