import { describe, expect, it } from 'vitest';
import { AWS_FAILURES } from '../../../../src/domain/aws-failure.ts';
import { policyFacts } from '../../../../src/domain/settings.ts';
import {
  changeLines,
  notifySettingsChanged,
  notifyUnusableSettings,
  settingsFingerprint,
} from '../../../../src/guardrail/notify/settings-notifications.ts';
import { ACCOUNT, givenPolicy } from '../../../support/builders.ts';
import { failureWith } from '../../../support/memory/call-log.ts';
import { givenGuard, OPERATOR } from '../guard-fixture.ts';

const UNIT = 'ou-ab12-cdef3456';
const OBSERVING = policyFacts(givenPolicy({ mode: 'observe' }));

const MALFORMED = { type: 'malformed', issues: ['mode: is missing', 'overrides: is missing'] } as const;
const denied = { reason: 'not-authorized', code: 'AccessDeniedException', message: 'said AWS' } as const;
const UNREADABLE = { type: 'unreadable', failure: failureWith('dynamodb:GetItem', denied) } as const;

describe('settings that cannot be used', () => {
  it('are notified, and logged where they do not parse, with each issue', async () => {
    const { deps, notifier, telemetry } = givenGuard();
    await notifyUnusableSettings(deps, MALFORMED);
    expect(notifier.published).toMatchObject([
      { key: 'settings-unusable', account: 'organization', lines: [expect.any(String), ...MALFORMED.issues] },
    ]);
    expect(telemetry.logged[0]).toMatchObject({
      event: 'record-malformed',
      fields: { record: 'the settings', issues: MALFORMED.issues },
    });
  });

  it('are notified, and not logged as malformed where they cannot be read', async () => {
    const { deps, notifier, logged } = givenGuard();
    await notifyUnusableSettings(deps, UNREADABLE);
    expect(notifier.published[0]?.lines.slice(1)).toEqual([
      'dynamodb:GetItem: AccessDeniedException: said AWS',
      AWS_FAILURES['not-authorized'].advice,
    ]);
    expect(logged()).toEqual(['notification-sent']);
  });

  it('are notified again at once where they cannot be used for another reason', async () => {
    const { deps, notified } = givenGuard();
    const throttled = { type: 'unreadable', failure: failureWith('dynamodb:GetItem') } as const;
    for (const reading of [
      MALFORMED,
      { ...MALFORMED, issues: ['mode: is missing'] },
      UNREADABLE,
      throttled,
    ]) {
      await notifyUnusableSettings(deps, reading);
      await notifyUnusableSettings(deps, reading);
    }
    expect(notified()).toHaveLength(4);
  });
});

describe('a change of the settings', () => {
  it('names every value that differs, with the one before', () => {
    const changed = policyFacts(
      givenPolicy({
        mode: 'enforce',
        organizationalUnitModes: { [UNIT]: 'observe' },
        accountModes: { [ACCOUNT]: 'observe' },
        invitedGraceSeconds: 3_600,
        maxAccountsPerHour: 3,
      }),
    );
    expect(changeLines(OBSERVING, changed)).toEqual([
      'mode: observe -> enforce',
      'invited grace (hours): 0 -> 1',
      'accounts an hour (breaker): 10 -> 3',
      `mode of ${UNIT}: none -> observe`,
      `mode of ${ACCOUNT}: none -> observe`,
    ]);
    expect(changeLines(changed, OBSERVING).slice(1, 3)).toEqual([
      `mode of ${UNIT}: observe -> none`,
      `mode of ${ACCOUNT}: observe -> none`,
    ]);
    expect(changeLines(changed, changed)).toEqual([]);
  });

  it('names every value where it is not known what applied before', () => {
    expect(changeLines(undefined, OBSERVING)).toEqual([
      'mode: observe',
      'invited grace (hours): 0',
      'accounts an hour (breaker): 10',
    ]);
  });

  it.each([
    [50, 50, undefined],
    [51, 51, 'and 1 more, which the ledger names'],
    [60, 51, 'and 10 more, which the ledger names'],
  ])('of %i overrides is told in %i lines at the most', (count, length, more) => {
    const ids = Array.from({ length: count }, (_, at) => String(300_000_000_000 + at));
    const after = givenPolicy({
      mode: 'observe',
      accountModes: Object.fromEntries(ids.map((id) => [id, 'enforce'])),
    });
    const lines = changeLines(OBSERVING, policyFacts(after));
    expect(lines).toHaveLength(length);
    expect(lines[49]).toBe(`mode of ${ids[49]}: none -> enforce`);
    expect(lines[50]).toBe(more);
  });

  it.each([
    [OPERATOR, `By ${OPERATOR.by}: ${OPERATOR.reason} (${OPERATOR.ticket})`],
    [{ ...OPERATOR, ticket: undefined }, `By ${OPERATOR.by}: ${OPERATOR.reason}`],
  ])('names the operator: %o', async (operator, line) => {
    const { deps, notifier } = givenGuard();
    const change = { version: 2, before: undefined, after: OBSERVING, operator };
    await notifySettingsChanged(deps, change, 'settings#2');
    expect(notifier.published[0]?.lines.slice(0, 2)).toEqual(['Version 2 of the settings applies.', line]);
  });

  it('has another fingerprint for another version or policy', () => {
    const policy = givenPolicy();
    const fingerprints = [
      { version: 1, policy },
      { version: 2, policy },
      { version: 2, policy: givenPolicy({ maxAccountsPerHour: 3 }) },
    ].map(settingsFingerprint);
    expect(new Set(fingerprints).size).toBe(3);
    for (const fingerprint of fingerprints) expect(fingerprint).toMatch(/^settings#\d#[0-9a-f]{32}$/);
  });
});
