import { describe, expect, it } from 'vitest';
import { type AccountId, parseAccountId } from '../../../../src/domain/account.ts';
import type { GuardrailWeakening, WeakeningTrigger } from '../../../../src/domain/trigger.ts';
import { reportWeakening } from '../../../../src/guardrail/notify/report-weakening.ts';
import { givenEvent } from '../../../support/builders.ts';
import { givenGuard, NOW } from '../guard-fixture.ts';

const MANAGEMENT = parseAccountId('111111111111');
const HOME = parseAccountId('222222222222');
const MEMBER = parseAccountId('333333333333');

const WEAKENINGS: readonly GuardrailWeakening[] = [
  'root-credentials-management-disabled',
  'root-sessions-disabled',
  'trusted-access-disabled',
  'delegated-administrator-deregistered',
  'trail-access-disabled',
  'stack-sets-access-disabled',
];

function givenWeakening(account: AccountId, id = 'event-1', weakening = WEAKENINGS[0]): WeakeningTrigger {
  if (weakening === undefined) throw new Error('there are no weakenings');
  const event = givenEvent({ id, principal: 'arn:aws:iam::111111111111:user/mallory' });
  return { type: 'guardrail-weakened', weakening, account, at: NOW, event };
}

function givenReporter() {
  const guarded = givenGuard();
  const deps = { ...guarded.deps, homeAccountId: HOME, features: guarded.features };
  return { ...guarded, report: (trigger: WeakeningTrigger) => reportWeakening(deps, trigger) };
}

describe('a weakening', () => {
  it.each([MANAGEMENT, HOME])('in account %s is notified at once, without an audit', async (account) => {
    const { report, notifier, logged, telemetry, awsCalls } = givenReporter();
    await report(givenWeakening(account));
    expect(notifier.published).toMatchObject([{ key: 'guardrail-weakened', account: 'organization' }]);
    expect(notifier.published[0]?.lines[1]).toContain(account);
    expect(notifier.published[0]?.lines[1]).toContain('user/mallory');
    expect(logged()).toEqual(['guardrail-weakened', 'notification-sent']);
    expect(telemetry.total('GuardrailWeakened')).toBe(1);
    expect(awsCalls()).toEqual(['iam:ListOrganizationsFeatures']);
  });

  it('is recorded once in the ledger of the organization, before the notification, however often it is delivered', async () => {
    const { report, entries, log, notified } = givenReporter();
    const trigger = givenWeakening(MANAGEMENT);
    await report(trigger);
    await report(trigger);
    expect(entries('guardrail-weakened')).toEqual([
      {
        type: 'guardrail-weakened',
        account: 'organization',
        at: NOW,
        id: 'event-1#root-credentials-management-disabled',
        triggers: [trigger],
      },
    ]);
    const order = log.calls.map(({ name }) => name);
    expect(order.indexOf('ledger.append')).toBeLessThan(order.indexOf('notifier.publish'));
    expect(notified()).toEqual(['guardrail-weakened']);
  });

  it('is notified also when the ledger refuses the entry, and tried again', async () => {
    const { report, log, notified } = givenReporter();
    let refused = 0;
    log.onCall = async ({ name }) => {
      if (name === 'ledger.append' && refused++ === 0) throw new Error('no');
    };
    await expect(report(givenWeakening(MANAGEMENT))).rejects.toThrow('no');
    expect(notified()).toEqual(['guardrail-weakened']);
  });

  it('from another account is rejected where AWS contradicts it, without a notification', async () => {
    const { report, notified, entries, logged, telemetry, awsCalls } = givenReporter();
    const trigger = givenWeakening(MEMBER);
    await report(trigger);
    expect(entries('rejected')).toMatchObject([
      { account: MEMBER, reason: 'wrong-origin', at: NOW, triggers: [trigger] },
    ]);
    expect(notified()).toEqual([]);
    expect(logged()).toEqual(['trigger-rejected']);
    expect(telemetry.total('TriggersRejected')).toBe(1);
    expect(telemetry.total('GuardrailWeakened')).toBe(0);
    expect(awsCalls()).toEqual(['iam:ListOrganizationsFeatures']);
  });

  it.each([
    ['root-credentials-management-disabled', 'RootCredentialsManagement'],
    ['root-sessions-disabled', 'RootSessions'],
  ] as const)(
    '(%s) by another delegated administrator is notified when AWS shows it',
    async (weakening, feature) => {
      const { report, notified, organization } = givenReporter();
      await report(givenWeakening(MEMBER, 'event-1', weakening));
      expect(notified()).toEqual([]);
      organization.features.delete(feature);
      await report(givenWeakening(MEMBER, 'event-2', weakening));
      expect(notified()).toEqual(['guardrail-weakened']);
    },
  );

  it.each(['trusted-access-disabled', 'delegated-administrator-deregistered'] as const)(
    '(%s) from any account is notified when the features can no longer be read',
    async (weakening) => {
      const { report, notified, organization } = givenReporter();
      organization.trustedAccess = false;
      await report(givenWeakening(MEMBER, 'event-1', weakening));
      expect(notified()).toEqual(['guardrail-weakened']);
    },
  );

  it.each([
    'trusted-access-disabled',
    'delegated-administrator-deregistered',
    'trail-access-disabled',
    'stack-sets-access-disabled',
  ] as const)('(%s) from elsewhere is refused while the features can be read', async (weakening) => {
    const { report, notified, entries } = givenReporter();
    await report(givenWeakening(MEMBER, 'event-1', weakening));
    expect(notified()).toEqual([]);
    expect(entries('rejected')).toHaveLength(1);
  });

  it('is logged with where and what', async () => {
    const { report, telemetry } = givenReporter();
    const { event } = givenWeakening(HOME);
    await report(givenWeakening(HOME));
    await report(givenWeakening(MEMBER));
    expect(telemetry.logged.filter(({ event: key }) => key !== 'notification-sent')).toMatchObject([
      { fields: { account: HOME, weakening: WEAKENINGS[0], trigger: event.name } },
      { fields: { account: MEMBER, reason: 'wrong-origin', trigger: event.name } },
    ]);
  });

  it('is notified once for each event', async () => {
    const { report, notified } = givenReporter();
    for (const id of ['event-1', 'event-1', 'event-2']) await report(givenWeakening(HOME, id));
    expect(notified()).toHaveLength(2);
  });

  it('is a line of its own for each thing that can be switched off', async () => {
    const { report, notifier } = givenReporter();
    for (const weakening of WEAKENINGS) await report(givenWeakening(HOME, 'event-1', weakening));
    expect(notifier.published.map(({ lines }) => lines[0])).toEqual([
      'Central management of root credentials was disabled.',
      'Privileged root sessions were disabled.',
      'Trusted access for IAM was disabled.',
      'A delegated administrator for IAM was deregistered.',
      expect.stringContaining('Trusted access for CloudTrail was disabled.'),
      expect.stringContaining('Trusted access for StackSets was disabled.'),
    ]);
  });
});

describe('the notification has what AWS reports now', () => {
  it('all that is enabled', async () => {
    const { report, notifier } = givenReporter();
    await report(givenWeakening(HOME));
    expect(notifier.published[0]?.lines[2]).toBe('Enabled now: RootCredentialsManagement, RootSessions');
  });

  it('the features that are enabled', async () => {
    const { report, notifier, organization } = givenReporter();
    organization.features.delete('RootSessions');
    await report(givenWeakening(HOME));
    expect(notifier.published[0]?.lines[2]).toMatch(/: RootCredentialsManagement$/);
  });

  it('that none is', async () => {
    const { report, notifier, organization } = givenReporter();
    organization.features.clear();
    await report(givenWeakening(HOME));
    expect(notifier.published[0]?.lines[2]).toMatch(/: none$/);
  });

  it('also that it could not be read', async () => {
    const { report, notifier, organization } = givenReporter();
    organization.trustedAccess = false;
    await report(givenWeakening(HOME));
    expect(notifier.published[0]?.lines[2]).toContain('ServiceAccessNotEnabledException');
  });
});
