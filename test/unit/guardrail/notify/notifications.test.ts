import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../../../src/domain/account.ts';
import { AWS_FAILURES, type AwsFailureReason } from '../../../../src/domain/aws-failure.ts';
import type { CredentialResult, FailureCause } from '../../../../src/domain/credential-result.ts';
import type { Credential } from '../../../../src/domain/credentials.ts';
import type { OpenEnforcement } from '../../../../src/domain/posture.ts';
import type { Actor } from '../../../../src/domain/trigger.ts';
import { violationFinding } from '../../../../src/guardrail/notify/findings.ts';
import { attribution, describeActor } from '../../../../src/guardrail/notify/notification-lines.ts';
import {
  notifyBreakerOpen,
  notifyFinding,
  notifyInterrupted,
  notifyMalformed,
  notifyRemovalFailed,
  notifyRemoved,
  notifyUnreadable,
} from '../../../../src/guardrail/notify/notifications.ts';
import { NOTHING_UNREPORTED } from '../../../../src/guardrail/notify/unreported.ts';
import {
  ACCOUNT,
  givenAccount,
  givenCredential,
  givenEvent,
  givenRequest,
  givenResult,
  givenRootEvent,
  givenSweep,
} from '../../../support/builders.ts';
import { failureWith } from '../../../support/memory/call-log.ts';
import { givenGuard, NOW } from '../guard-fixture.ts';

const account = givenAccount();
const audited = { account, triggers: [] };
const PASSWORD = givenCredential('login-profile');
const KEY = givenCredential('access-key');
const LATER = new Date('2026-11-25T00:00:00Z');

function resultOn(
  credential: Credential,
  result: CredentialResult['result'] = 'removed',
  failedBecause?: FailureCause,
): CredentialResult {
  return givenResult({
    credential,
    result,
    reason: result === 'withheld' ? 'observe-mode' : 'unapproved',
    failedBecause,
  });
}

const enforcementOf = (id: string, ...credentials: readonly Credential[]): OpenEnforcement => ({
  id,
  startedAt: NOW,
  credentials,
  hasEnded: true,
});

describe('a removal', () => {
  it('is notified once for each enforcement, and as a failure where a credential remains', async () => {
    const { deps, notifier } = givenGuard();
    await notifyRemoved(deps, audited, 'one', [resultOn(KEY)]);
    await notifyRemoved(deps, audited, 'one', [resultOn(KEY)]);
    await notifyRemoved(deps, audited, 'two', [resultOn(KEY)]);
    await notifyRemovalFailed(deps, audited, [resultOn(KEY), resultOn(PASSWORD, 'failed', 'refused')]);
    expect(notifier.published.map(({ key, account }) => [key, account])).toEqual([
      ['credentials-removed', ACCOUNT],
      ['credentials-removed', ACCOUNT],
      ['removal-failed', ACCOUNT],
    ]);
  });

  it('is joined with others after the third within an hour, in one account', async () => {
    const { deps, notifier, clock } = givenGuard();
    const remove = (id: string, about = audited) => notifyRemoved(deps, about, id, [resultOn(KEY)]);
    for (const id of ['one', 'two', 'three', 'four', 'five']) await remove(id);
    expect(notifier.published).toHaveLength(4);
    expect(notifier.published[3]).toMatchObject({
      key: 'credentials-removed',
      account: ACCOUNT,
      lines: [expect.stringContaining('More than 3')],
    });
    await remove('six', { ...audited, account: givenAccount({ id: parseAccountId('444444444444') }) });
    clock.advance(3600);
    await remove('seven');
    expect(notifier.published).toHaveLength(6);
  });

  it('and a finding name who opened the session of the event', async () => {
    const { deps, notifier } = givenGuard();
    const linesFor = async () => ['Session ASIA1 was opened by mallory'];
    const named = { ...deps, sessionOpeners: { linesFor } };
    const triggers = [givenRootEvent('access-key', NOW)];
    await notifyRemoved(named, { account, triggers }, 'one', [resultOn(KEY)]);
    await notifyRemovalFailed(named, { account, triggers }, [resultOn(KEY, 'failed', 'refused')]);
    await notifyFinding(named, violationFinding(account, [givenResult({ result: 'withheld' })]), triggers);
    expect(notifier.published.map(({ lines }) => lines.at(-1))).toEqual(
      Array(3).fill('Session ASIA1 was opened by mallory'),
    );
  });

  it('is not notified again as an interrupted enforcement', async () => {
    const { deps, notified, clock } = givenGuard();
    await notifyRemoved(deps, audited, 'one', [resultOn(KEY)]);
    clock.advance(7 * 24 * 60 * 60);
    await notifyInterrupted(deps, account, [enforcementOf('one', KEY)]);
    expect(notified()).toHaveLength(1);
  });

  it('that keeps failing is notified once a day', async () => {
    const { deps, notified, clock } = givenGuard();
    const failed = [resultOn(KEY, 'failed', 'refused')];
    await notifyRemovalFailed(deps, audited, failed);
    await notifyRemovalFailed(deps, audited, failed);
    expect(notified()).toHaveLength(1);
    clock.advance(24 * 60 * 60);
    await notifyRemovalFailed(deps, audited, failed);
    expect(notified()).toEqual(['removal-failed', 'removal-failed']);
  });

  it('names the account, the result of each credential with its reason, and who caused it', async () => {
    const { deps, notifier } = givenGuard();
    const results = [resultOn(KEY), resultOn(PASSWORD, 'failed', 'still-present')];
    await notifyRemovalFailed(deps, { account, triggers: [givenRootEvent('access-key', NOW)] }, results);
    const [whose, first, second, who, ...more] = notifier.published[0]?.lines ?? [];
    expect(more).toEqual([]);
    expect(whose).toContain(`${ACCOUNT} (payments)`);
    expect(first).toContain(`access-key ${KEY.id}: removed`);
    expect(second).toContain('login-profile: failed, still-present');
    expect(who).toContain(givenEvent().id);
  });
});

describe('a failed removal', () => {
  const failed = [resultOn(KEY, 'failed', 'refused'), resultOn(PASSWORD)];
  const [started, unreadable] = [enforcementOf('one'), enforcementOf('two')];
  const DEVICE = givenCredential('mfa-device');

  it('is the same one by account, credentials, creation times, results and what was interrupted', async () => {
    const { deps, notifier } = givenGuard();
    const device = { ...DEVICE, createdAt: undefined };
    const unreported = { gone: [device], unreadable: [unreadable, started] };
    await notifyRemovalFailed(deps, audited, failed, unreported);
    expect(notifier.published[0]?.fingerprint.split(/[#,]/)).toEqual([
      'removal-failed',
      ACCOUNT,
      `access-key:${KEY.id}@2025-01-01T00:00:00.000Z=refused`,
      'login-profile:login-profile@2025-01-01T00:00:00.000Z=removed',
      `mfa-device:${DEVICE.id}@=gone`,
      'one=interrupted',
      'two=interrupted',
    ]);
  });

  it.each([
    ['the same results in another order', 1, failed.toReversed(), NOTHING_UNREPORTED],
    ['another cause', 2, [resultOn(KEY, 'failed', 'still-present'), resultOn(PASSWORD)], NOTHING_UNREPORTED],
    ['an interrupted removal before it', 2, failed, { gone: [DEVICE], unreadable: [] }],
    ['an interrupted enforcement before it', 2, failed, { gone: [], unreadable: [started] }],
  ])('is notified, and then with %s, %i times in all', async (_what, times, results, unreported) => {
    const { deps, notified } = givenGuard();
    await notifyRemovalFailed(deps, audited, failed);
    await notifyRemovalFailed(deps, audited, results, unreported);
    expect(notified()).toHaveLength(times);
  });
});

describe('an interrupted enforcement', () => {
  it('is not notified again by the removal that it belongs to', async () => {
    const { deps, notified, notifier } = givenGuard();
    await notifyInterrupted(deps, account, [enforcementOf('one', KEY)]);
    expect(notifier.published[0]?.lines.join('\n')).toMatch(`one`);
    expect(notifier.published[0]?.lines.at(-1)).toContain(KEY.id);
    await notifyRemoved(deps, audited, 'one', [resultOn(KEY)]);
    expect(notified()).toEqual(['credentials-removed']);
  });

  it('shares its notification with one that continued it and was interrupted too', async () => {
    const { deps, notified, notifier } = givenGuard();
    const [one, two] = [enforcementOf('one', KEY, PASSWORD), enforcementOf('two', KEY)];
    await notifyInterrupted(deps, account, [one, two]);
    await notifyInterrupted(deps, account, [two]);
    await notifyInterrupted(deps, account, [one]);
    expect(notified()).toHaveLength(1);
    const lines = notifier.published[0]?.lines ?? [];
    expect(lines.filter((line) => line.includes(KEY.id))).toHaveLength(1);
    expect(lines.filter((line) => /^Enforcement: (one|two) /.test(line))).toHaveLength(2);
  });

  it('says what a later audit will show, where to look, and what was there before', async () => {
    const { deps, notifier } = givenGuard();
    await notifyInterrupted(deps, account, [enforcementOf('one', KEY)]);
    expect(notifier.published[0]?.lines).toEqual([
      `Account ${ACCOUNT} (payments)`,
      'An enforcement was interrupted or incomplete. A later audit shows which credentials remain.',
      'Enforcement: one (see the ledger)',
      `Before: access-key ${KEY.id}`,
    ]);
  });

  it.each(['first', 'last'])(
    'that was notified before is not named again when it is the %s',
    async (place) => {
      const { deps, notifier } = givenGuard();
      const [one, two] = [enforcementOf('one', KEY), enforcementOf('two', PASSWORD)];
      await notifyInterrupted(deps, account, [one]);
      await notifyInterrupted(deps, account, place === 'first' ? [one, two] : [two, one]);
      expect(notifier.published).toHaveLength(2);
      expect(notifier.published[1]).toMatchObject({ fingerprint: 'enforcement#two' });
      expect(notifier.published[1]?.lines.slice(2)).toEqual([
        'Enforcement: two (see the ledger)',
        'Before: login-profile login-profile',
      ]);
    },
  );

  it('is recorded as notified once, with every other that the notification covers', async () => {
    const { deps, notified, calls } = givenGuard();
    const enforcements = ['one', 'two', 'three'].map((id) => enforcementOf(id, KEY));
    await notifyInterrupted(deps, account, enforcements);
    expect(calls().filter((name) => name === 'sentNotifications.recordSent')).toHaveLength(3);
    for (const enforcement of enforcements) await notifyInterrupted(deps, account, [enforcement]);
    expect(notified()).toHaveLength(1);
  });
});

describe('an interrupted enforcement of credentials that only another version knows', () => {
  const partlyKnown = { ...enforcementOf('one', KEY), hasUnknownCredentials: true };

  it('is notified with those that are known, and refers to the ledger for the others', async () => {
    const { deps, notifier } = givenGuard();
    await notifyInterrupted(deps, account, [partlyKnown]);
    expect(notifier.published[0]?.lines).toEqual(
      expect.arrayContaining([
        `Before: access-key ${KEY.id}`,
        'Before: credentials of a kind that this version of rootguard does not know; enforcement one in the ledger names them',
      ]),
    );
  });

  it('is notified with the removals of the run that finds it', async () => {
    const { deps, notifier } = givenGuard();
    const unreported = { gone: [], unreadable: [partlyKnown, enforcementOf('two')] };
    await notifyRemoved(deps, audited, 'three', [resultOn(KEY)], unreported);
    await notifyRemovalFailed(deps, audited, [resultOn(KEY, 'failed', 'refused')], unreported);
    for (const { lines } of notifier.published) {
      expect(lines.slice(2)).toEqual([
        'Enforcement one was interrupted; it concerned credentials of a kind that this version of rootguard does not know, and the ledger names them.',
        'Enforcement two was interrupted; what it was about is in the ledger.',
      ]);
    }
  });
});

describe('a violation', () => {
  it.each([
    ['the same credentials in another order', [KEY, PASSWORD], 1],
    ['the same password', [PASSWORD, KEY], 1],
    ['a password that was set again', [{ ...PASSWORD, createdAt: LATER }, KEY], 2],
    ['another key', [PASSWORD, { ...KEY, id: 'AKIAOTHEREXAMPLE' }], 2],
    ['one of them alone', [KEY], 2],
  ] as const)('is notified, and then %s', async (_what, credentials, times) => {
    const { deps, notified } = givenGuard();
    const violation = (list: readonly Credential[]) =>
      violationFinding(
        account,
        list.map((one) => resultOn(one, 'withheld')),
      );
    await notifyFinding(deps, violation([PASSWORD, KEY]));
    await notifyFinding(deps, violation(credentials));
    expect(notified()).toHaveLength(times);
  });

  it('of another account is another notification', async () => {
    const { deps, notifier } = givenGuard();
    const withheld = [resultOn(PASSWORD, 'withheld')];
    await notifyFinding(deps, violationFinding(account, withheld));
    const other = givenAccount({ id: '444444444444' });
    await notifyFinding(
      deps,
      violationFinding(other, withheld, { triggers: [givenRootEvent(undefined, NOW)] }),
    );
    expect(notifier.published.map(({ account }) => account)).toEqual([ACCOUNT, '444444444444']);
    expect(notifier.published[1]?.lines.at(-1)).toContain(givenEvent().name);
  });
});

describe('an account that cannot be audited', () => {
  it.each([
    ['denied-by-scp', 'account-unreadable', ACCOUNT, 0],
    ['not-authorized', 'account-unreadable', ACCOUNT, 0],
    ['not-delegated', 'organization-blocked', 'organization', 1],
    ['trusted-access-off', 'organization-blocked', 'organization', 1],
  ] as const)('is notified, with %s, as %s', async (reason, key, about, blocked) => {
    const { deps, notifier, telemetry } = givenGuard();
    const failure = failureWith('sts:AssumeRoot', { reason, code: 'AccessDenied', message: 'said AWS' });
    await notifyUnreadable(deps, ACCOUNT, failure);
    expect(notifier.published).toMatchObject([{ key, account: about }]);
    expect(notifier.published[0]?.lines).toEqual([
      blocked ? 'No account can be audited.' : `Account ${ACCOUNT} could not be audited.`,
      'sts:AssumeRoot: AccessDenied: said AWS',
      AWS_FAILURES[reason].advice,
    ]);
    expect(telemetry.total('OrganizationBlocked')).toBe(blocked);
  });

  it.each([
    ['not-delegated', 'not-delegated', 1],
    ['not-delegated', 'trusted-access-off', 2],
    ['denied-by-scp', 'denied-by-scp', 2],
  ] satisfies [AwsFailureReason, AwsFailureReason, number][])(
    'is notified, with %s in one account and %s in another, %i times',
    async (one, other, times) => {
      const { deps, notified, clock } = givenGuard();
      await notifyUnreadable(deps, ACCOUNT, failureWith('sts:AssumeRoot', { reason: one }));
      const elsewhere = givenAccount({ id: '444444444444' }).id;
      await notifyUnreadable(deps, elsewhere, failureWith('sts:AssumeRoot', { reason: other }));
      expect(notified()).toHaveLength(times);
      clock.advance(24 * 60 * 60);
      await notifyUnreadable(deps, ACCOUNT, failureWith('sts:AssumeRoot', { reason: one }));
      expect(notified()).toHaveLength(times + 1);
    },
  );
});

describe('the open breaker', () => {
  it('is notified once for each time that it opens', async () => {
    const { deps, notifier, telemetry } = givenGuard();
    await notifyBreakerOpen(deps, 10, { type: 'open', since: NOW });
    await notifyBreakerOpen(deps, 10, { type: 'open', since: NOW });
    await notifyBreakerOpen(deps, 10, { type: 'open', since: LATER });
    expect(notifier.published.map(({ key }) => key)).toEqual(['breaker-open', 'breaker-open']);
    expect(notifier.published[0]).toMatchObject({ account: 'organization' });
    expect(notifier.published[0]?.lines[0]).toContain('10');
    expect(telemetry.total('BreakerOpen')).toBe(3);
  });

  it('says why it is open, and what is removed nevertheless', async () => {
    const { deps, notifier } = givenGuard();
    await notifyBreakerOpen(deps, 10, { type: 'open', since: NOW });
    await notifyBreakerOpen(deps, 10, { type: 'open', since: NOW, unreadable: ['count: x', 'since: y'] });
    const stillRemoved =
      'Older credentials are not removed until an operator acknowledges; new credentials are still removed.';
    expect(notifier.published.map(({ fingerprint, lines }) => [fingerprint, ...lines])).toEqual([
      [
        'breaker#2026-11-24T12:00:00.000Z',
        'More than 10 accounts were about to lose older root credentials within an hour.',
        stillRemoved,
      ],
      [
        'breaker-unreadable#2026-11-24T12:00:00.000Z',
        'How many accounts have lost older root credentials within the hour cannot be read: count: x; since: y.',
        stillRemoved,
      ],
    ]);
  });
});

describe('a malformed exception', () => {
  const malformed = { scope: 'organization', id: 'broken', issues: ['reason: is required'] };

  it('is notified again when it has another issue, and after a day', async () => {
    const { deps, notifier, clock, telemetry } = givenGuard();
    await notifyMalformed(deps, malformed);
    await notifyMalformed(deps, malformed);
    await notifyMalformed(deps, { ...malformed, issues: ['expiresAt: is required'] });
    expect(notifier.published).toHaveLength(2);
    clock.advance(24 * 60 * 60);
    await notifyMalformed(deps, malformed);
    expect(notifier.published).toHaveLength(3);
    expect(notifier.published[0]).toMatchObject({ key: 'exception-malformed', account: 'organization' });
    expect(notifier.published[0]?.lines).toEqual([
      'Exception broken in scope organization: deletions in its scope wait until it is corrected.',
      'reason: is required',
    ]);
    expect(telemetry.logged[0]).toEqual({
      event: 'exception-malformed',
      fields: { scope: 'organization', exceptionId: 'broken', issues: malformed.issues },
    });
  });

  it('with a malformed scope is not said to withhold deletions', async () => {
    const { deps, notifier } = givenGuard();
    await notifyMalformed(deps, { ...malformed, scope: 'Account#333333333333' });
    expect(notifier.published[0]?.lines[0]).toContain('approves and protects nothing');
  });

  it.each([
    ['scope', { ...malformed, scope: '' }],
    ['id', { ...malformed, id: '' }],
  ])('without %s says so', async (attribute, row) => {
    const { deps, notifier } = givenGuard();
    await notifyMalformed(deps, row);
    expect(notifier.published[0]?.lines[0]).toContain(`(no ${attribute})`);
  });
});

describe('who caused an event', () => {
  const actor: Actor = {
    principal: undefined,
    type: undefined,
    sourceIp: undefined,
    userAgent: undefined,
    accessKeyId: undefined,
    viaAssumeRoot: false,
  };

  it.each([
    [{}, 'an unnamed principal'],
    [{ type: 'AWSService' }, 'AWSService'],
    [{ type: 'Root', principal: 'arn:aws:iam::333333333333:root' }, 'arn:aws:iam::333333333333:root'],
    [{ type: 'Root', sourceIp: '192.0.2.1' }, 'Root, from 192.0.2.1'],
    [{ type: 'Root', userAgent: 'Mozilla/5.0' }, 'Root, with Mozilla/5.0'],
    [{ type: 'Root', accessKeyId: 'ASIAEXAMPLE' }, 'Root, session key ASIAEXAMPLE'],
    [{ type: 'Root', viaAssumeRoot: true }, 'Root, in a session opened by sts:AssumeRoot'],
  ] satisfies [Partial<Actor>, string][])('%o: %s', (facts, text) => {
    expect(describeActor({ ...actor, ...facts })).toBe(text);
  });

  it('is a line for each trigger with an event, and none for the others', () => {
    const event = givenEvent({ id: 'event-1', name: 'CreateAccessKey', principal: 'somebody' });
    const lines = attribution([
      givenSweep(NOW),
      givenRequest('operator', NOW),
      { ...givenRootEvent('access-key', NOW), event },
      { ...givenRequest('second-look', NOW), event: { ...event, id: 'event-2' } },
    ]);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^Event CreateAccessKey \(event-1\) by somebody, /);
    expect(lines[1]).toContain('event-2');
  });

  it('is followed by how late the event was, or what it corrects', () => {
    const late = givenEvent({ delaySeconds: 7_200, addendum: { reason: 'UPDATED_DATA' } });
    const [line] = attribution([{ ...givenRootEvent('access-key', NOW), event: late }]);
    expect(line).toMatch(
      /; a correction by CloudTrail of an earlier event; arrived 2 hours after it happened$/,
    );
  });
});
