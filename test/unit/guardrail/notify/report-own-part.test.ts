import { describe, expect, it } from 'vitest';
import { type AccountId, parseAccountId } from '../../../../src/domain/account.ts';
import type { OwnPartTrigger } from '../../../../src/domain/own-part.ts';
import { reportOwnPart } from '../../../../src/guardrail/notify/report-own-part.ts';
import { givenAccount, givenEvent } from '../../../support/builders.ts';
import { givenGuard, NOW } from '../guard-fixture.ts';

const MANAGEMENT = parseAccountId('111111111111');
const HOME = parseAccountId('222222222222');
const MEMBER = parseAccountId('333333333333');
const ADMIN = 'arn:aws:sts::222222222222:assumed-role/Admin';

function givenReporter() {
  const guarded = givenGuard();
  const deps = { ...guarded.deps, homeAccountId: HOME, managementAccountId: MANAGEMENT };
  return {
    ...guarded,
    report: async (...triggers: readonly OwnPartTrigger[]) => {
      for (const trigger of triggers) await reportOwnPart(deps, trigger);
    },
  };
}

let events = 0;

interface Change extends Partial<Omit<OwnPartTrigger, 'event'>> {
  readonly event?: { readonly id?: string; readonly name?: string; readonly principal?: string };
}

function givenChange({ event = {}, ...change }: Change = {}): OwnPartTrigger {
  events += 1;
  return {
    type: 'own-part-changed',
    account: HOME,
    at: NOW,
    part: 'function',
    name: 'rootguard-home-Consumer',
    change: 'changed',
    byDeployment: false,
    ...change,
    event: givenEvent({
      id: `event-${events}`,
      name: 'UpdateFunctionCode20150331v2',
      principal: `${ADMIN}/mallory`,
      ...event,
    }),
  };
}

function givenMember(number: number): AccountId {
  return parseAccountId(String(700000000000 + number));
}

describe('a change of rootguard itself', () => {
  it.each([
    [HOME, 'organization'],
    [MANAGEMENT, 'organization'],
    [MEMBER, MEMBER],
  ])('in account %s is recorded, and notified as a weakening with the actor', async (account, partition) => {
    const { report, notifier, entries, telemetry, logged, log, awsCalls } = givenReporter();
    const trigger = givenChange({ account });
    await report(trigger);
    expect(entries('own-part-changed')).toEqual([
      { type: 'own-part-changed', account: partition, at: NOW, id: trigger.event.id, triggers: [trigger] },
    ]);
    expect(notifier.published).toMatchObject([{ key: 'guardrail-weakened', account: partition }]);
    expect(notifier.published[0]?.lines[0]).toContain('rootguard-home-Consumer');
    expect(notifier.published[0]?.lines[1]).toContain(`${ADMIN}/mallory`);
    expect(telemetry.total('GuardrailWeakened')).toBe(1);
    expect(logged()).toEqual(['own-part-changed', 'notification-sent']);
    const order = log.calls.map(({ name }) => name);
    expect(order.indexOf('ledger.append')).toBeLessThan(order.indexOf('notifier.publish'));
    expect(awsCalls()).toEqual([]);
  });

  it('is recorded and notified once, however often it is delivered', async () => {
    const { report, entries, notified } = givenReporter();
    const trigger = givenChange();
    await report(trigger, trigger);
    expect(entries('own-part-changed')).toHaveLength(1);
    expect(notified()).toEqual(['guardrail-weakened']);
  });

  it('is notified also when the ledger refuses the entry, and tried again', async () => {
    const { report, log, notified } = givenReporter();
    let refused = 0;
    log.onCall = async ({ name }) => {
      if (name === 'ledger.append' && refused++ === 0) throw new Error('no');
    };
    await expect(report(givenChange())).rejects.toThrow('no');
    expect(notified()).toEqual(['guardrail-weakened']);
  });

  it('is notified for each call, part and role, whatever the sessions of the role are named', async () => {
    const { report, notified } = givenReporter();
    await report(
      givenChange(),
      givenChange({ event: { principal: `${ADMIN}/another-session` } }),
      givenChange({ name: 'rootguard-home-Sweeper' }),
      givenChange({ event: { name: 'PutFunctionConcurrency20171031' } }),
      givenChange({ event: { principal: 'arn:aws:iam::222222222222:user/eve' } }),
    );
    expect(notified()).toHaveLength(4);
  });

  it('is not hidden by one of little account before it', async () => {
    const { report, notified } = givenReporter();
    const mapping = {
      part: 'event source mapping',
      event: { name: 'UpdateEventSourceMapping20150331' },
    } as const;
    await report(givenChange(mapping), givenChange({ ...mapping, change: 'disabled' }));
    expect(notified()).toHaveLength(2);
  });

  it('is not hidden by many of other parts', async () => {
    const { report, notifier } = givenReporter();
    await report(
      ...Array.from({ length: 30 }, (_, number) =>
        givenChange({ part: 'log group', name: `rootguard-home-x${number}`, change: 'deleted' }),
      ),
    );
    expect(notifier.published).toHaveLength(21);
    expect(notifier.published.at(-1)?.lines.join()).toContain('log group');
    await report(givenChange());
    expect(notifier.published.at(-1)?.lines[0]).toContain('rootguard-home-Consumer');
  });

  it('is notified again in another hour of the events', async () => {
    const { report, notified } = givenReporter();
    await report(givenChange(), givenChange({ at: new Date(NOW.getTime() + 3_600_000) }));
    expect(notified()).toHaveLength(2);
  });
});

describe('an administrator of a member account', () => {
  it('leads to one notification an hour, and an entry for each change', async () => {
    const { report, notified, entries } = givenReporter();
    await report(
      givenChange({ account: MEMBER, name: 'rootguard-root-credentials' }),
      givenChange({ account: MEMBER, name: 'rootguard-root-passwords', event: { name: 'DeleteRule' } }),
      givenChange({ account: MEMBER, event: { principal: 'arn:aws:iam::333333333333:user/x' } }),
    );
    expect(notified()).toEqual(['guardrail-weakened']);
    expect(entries('own-part-changed')).toHaveLength(3);
  });

  it('cannot hide that a rule is gone by changing one before', async () => {
    const { report, notifier } = givenReporter();
    const rule = { account: MEMBER, part: 'forwarding rule' } as const;
    await report(
      givenChange({ ...rule, name: 'rootguard-mine', event: { name: 'PutRule' } }),
      givenChange({ ...rule, name: 'rootguard-root-credentials', change: 'deleted' }),
      givenChange({ ...rule, name: 'rootguard-root-passwords', change: 'disabled' }),
    );
    expect(notifier.published).toHaveLength(2);
    expect(notifier.published.at(-1)?.lines[0]).toContain('rootguard-root-credentials');
  });

  it('cannot hide in a flood from other accounts what happens to the service', async () => {
    const { report, notifier, entries } = givenReporter();
    await report(...Array.from({ length: 30 }, (_, number) => givenChange({ account: givenMember(number) })));
    expect(notifier.published).toHaveLength(21);
    expect(notifier.published.at(-1)).toMatchObject({ key: 'guardrail-weakened', account: 'organization' });
    expect(entries('own-part-changed')).toHaveLength(30);
    await report(givenChange());
    expect(notifier.published.at(-1)?.lines[0]).toContain(HOME);
  });
});

describe('a deployment', () => {
  it('is one notification of lower severity, and an entry for each change', async () => {
    const { report, notifier, entries, telemetry } = givenReporter();
    const deployed = { byDeployment: true };
    await report(
      givenChange(deployed),
      givenChange({
        ...deployed,
        part: 'queue',
        name: 'rootguard-triggers',
        event: { name: 'SetQueueAttributes' },
      }),
      givenChange({ ...deployed, event: { principal: `${ADMIN}/AWSCloudFormation` } }),
    );
    expect(notifier.published).toMatchObject([{ key: 'guardrail-changed', account: 'organization' }]);
    expect(entries('own-part-changed')).toHaveLength(3);
    expect(telemetry.total('GuardrailWeakened')).toBe(0);
  });

  it('does not hide that something is deleted in the same hour, by the same role', async () => {
    const { report, notifier } = givenReporter();
    const deployed = { byDeployment: true };
    await report(
      givenChange(deployed),
      givenChange({ ...deployed, part: 'topic', name: 'rootguard-notifications', change: 'deleted' }),
      givenChange({ ...deployed, part: 'alarm', name: 'rootguard-x', change: 'deleted' }),
    );
    expect(notifier.published).toMatchObject([{ key: 'guardrail-changed' }, { key: 'guardrail-changed' }]);
    expect(notifier.published.at(-1)?.lines[0]).toContain('rootguard-notifications');
  });

  it('does not hide what the same role does beside it', async () => {
    const { report, notified } = givenReporter();
    await report(givenChange({ byDeployment: true }), givenChange());
    expect(notified()).toEqual(['guardrail-changed', 'guardrail-weakened']);
  });

  const HOUR_MS = 60 * 60 * 1000;

  function ofStackSet(account: AccountId, change: Partial<OwnPartTrigger> = {}): OwnPartTrigger {
    const { event: _event, ...changed } = change;
    return givenChange({
      part: 'forwarding rule',
      name: 'rootguard-heartbeats',
      ...changed,
      account,
      byDeployment: true,
      event: { name: 'PutRule', principal: `arn:aws:sts::${account}:assumed-role/stacksets-exec-0a/x` },
    });
  }

  it('of the StackSet that puts the parts into a new account is recorded alone', async () => {
    const { report, notified, entries, organization } = givenReporter();
    const joined = { id: MEMBER, joinedAt: new Date(NOW.getTime() - 23 * HOUR_MS) };
    organization.setAccount(givenAccount(joined), []);
    await report(ofStackSet(MEMBER), ofStackSet(MEMBER, { part: 'role' }));
    expect(notified()).toEqual([]);
    expect(entries('own-part-changed')).toHaveLength(2);
  });

  it.each<[string, number | undefined, Partial<OwnPartTrigger>]>([
    ['deletes a part of a new account', 23, { change: 'deleted' }],
    ['disables a part of a new account', 23, { change: 'disabled' }],
    ['changes an account that is a member for a day', 24, {}],
    ['changes an account that AWS does not say when it joined', undefined, {}],
  ])('of the StackSet is notified where it %s', async (_what, hours, change) => {
    const { report, notified, organization } = givenReporter();
    const joinedAt = hours === undefined ? undefined : new Date(NOW.getTime() - hours * HOUR_MS);
    organization.setAccount(givenAccount({ id: MEMBER, joinedAt }), []);
    await report(ofStackSet(MEMBER, change));
    expect(notified()).toEqual(['guardrail-changed']);
  });

  it('of the StackSet is notified where Organizations does not answer, and asks for one account only', async () => {
    const { report, notified, log, awsCalls } = givenReporter();
    log.fail({ call: 'organizations:DescribeAccount', failure: { reason: 'throttled' } });
    await report(ofStackSet(givenMember(1)), ofStackSet(givenMember(2)), ofStackSet(givenMember(3)));
    expect(notified()).toEqual(['guardrail-changed']);
    expect(awsCalls().filter((call) => call === 'organizations:DescribeAccount')).toHaveLength(1);
  });

  it('of the StackSet is one notification for all accounts', async () => {
    const { report, notified } = givenReporter();
    await report(
      ...[1, 2, 3].map((number) =>
        givenChange({
          account: givenMember(number),
          byDeployment: true,
          event: { principal: `arn:aws:sts::${givenMember(number)}:assumed-role/stacksets-exec-0a/x` },
        }),
      ),
    );
    expect(notified()).toEqual(['guardrail-changed']);
  });

  it('is notified for each account where a role with the name of StackSets deletes its rules', async () => {
    const { report, notifier } = givenReporter();
    const deleted = (number: number) =>
      givenChange({
        account: givenMember(number),
        change: 'deleted',
        part: 'forwarding rule',
        byDeployment: true,
        event: { principal: `arn:aws:sts::${givenMember(number)}:assumed-role/stacksets-exec-0a/x` },
      });
    await report(deleted(1), deleted(1), deleted(2));
    expect(notifier.published).toMatchObject([
      { key: 'guardrail-changed', account: givenMember(1) },
      { key: 'guardrail-changed', account: givenMember(2) },
    ]);
    await report(...Array.from({ length: 30 }, (_, number) => deleted(10 + number)));
    expect(notifier.published).toHaveLength(21);
  });
});
