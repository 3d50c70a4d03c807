import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../../src/domain/account.ts';
import { ANNOUNCED_TOPICS, type AnnouncedTopic } from '../../../src/domain/announced-event.ts';
import type { CredentialResult } from '../../../src/domain/credential-result.ts';
import { NOTIFICATIONS, type NotificationKey } from '../../../src/domain/notification.ts';
import { NO_ACCOUNTS } from '../../../src/domain/posture-state.ts';
import { policyFacts } from '../../../src/domain/settings.ts';
import { announceEvent } from '../../../src/guardrail/notify/announce-event.ts';
import {
  canaryFinding,
  notifyCanaryFailed,
  notifyCanaryRemoved,
} from '../../../src/guardrail/notify/canary-notifications.ts';
import { notifyDigest } from '../../../src/guardrail/notify/digest.ts';
import { violationFinding } from '../../../src/guardrail/notify/findings.ts';
import {
  notifyManagementRoot,
  notifyManagementRootExposed,
  notifyManagementRootUnreadable,
} from '../../../src/guardrail/notify/management-root.ts';
import {
  notifyBreakerOpen,
  notifyFinding,
  notifyMalformed,
  notifyMfaChanged,
  notifyRemovalFailed,
  notifyRemoved,
  notifyUnreadable,
} from '../../../src/guardrail/notify/notifications.ts';
import { reportOwnPart } from '../../../src/guardrail/notify/report-own-part.ts';
import { reportWeakening } from '../../../src/guardrail/notify/report-weakening.ts';
import {
  notifySettingsChanged,
  notifyUnusableSettings,
} from '../../../src/guardrail/notify/settings-notifications.ts';
import {
  notifyHeardAgain,
  notifyNothingHeard,
  notifySilent,
} from '../../../src/guardrail/notify/silence-notifications.ts';
import { recordSession } from '../../../src/guardrail/sessions/record-session.ts';
import {
  givenAccount,
  givenCredential,
  givenEvent,
  givenPolicy,
  givenResult,
  givenRootEvent,
} from '../../support/builders.ts';
import { failureWith } from '../../support/memory/call-log.ts';
import { givenSession } from '../../support/sessions.ts';
import { givenGuard, NOW } from '../guardrail/guard-fixture.ts';
import { readPage } from './pages.ts';

const page = readPage('runbook.md');
const HOME = parseAccountId('222222222222');

describe('when a notification is repeated, by the runbook', () => {
  const PHRASES: ReadonlyMap<number, string> = new Map([
    [3600, 'after an hour'],
    [20 * 3600, 'after 20 hours'],
    [24 * 3600, 'after a day'],
    [7 * 24 * 3600, 'after 7 days'],
    [90 * 24 * 3600, 'never'],
  ]);

  it('holds for each notification', async () => {
    const phrases = new Map(
      [...page.text.matchAll(/^\| `([a-z-]+)` \| (?:info|warning|critical) \| ([a-z0-9 ]+) \|/gm)].map(
        ([, key, phrase]) => [key, phrase],
      ),
    );
    const remembered = await rememberedFor();
    expect(remembered.map(([key]) => key).sort()).toEqual(Object.keys(NOTIFICATIONS).sort());
    for (const [key, seconds] of remembered) {
      expect([key, phrases.get(key)]).toEqual([key, PHRASES.get(seconds)]);
    }
  });
});

/** Seconds for which each notification is remembered once it was sent. */
async function rememberedFor(): Promise<readonly (readonly [NotificationKey, number])[]> {
  const seconds = new Map<string, number>();
  const guard = givenGuard([], {
    sentNotifications: {
      wasSent: async () => false,
      recordSent: async (fingerprint, _at, lasting) => void seconds.set(fingerprint, lasting),
    },
  });
  const { deps, organization } = guard;
  const account = givenAccount();
  const audited = { account, triggers: [] };
  const results: readonly CredentialResult[] = [givenResult({ result: 'withheld', reason: 'observe-mode' })];
  await notifyRemoved(deps, audited, 'one', results);
  await notifyRemovalFailed(deps, audited, results);
  await notifyFinding(deps, violationFinding(account, results));
  const lost = givenResult({ result: 'kept', reason: 'mfa-lost' });
  await notifyFinding(deps, violationFinding(account, [lost]));
  await notifyMfaChanged(deps, audited, [givenCredential('mfa-device')], [lost]);
  await notifyCanaryRemoved(deps, audited, 'two', results);
  await notifyFinding(deps, canaryFinding(violationFinding(account, results), 'run-1'));
  await notifyCanaryFailed(deps, account.id, ['Not seen: event.']);
  await notifyUnreadable(deps, account.id, failureWith('sts:AssumeRoot', { reason: 'denied-by-scp' }));
  await notifyUnreadable(deps, account.id, failureWith('sts:AssumeRoot', { reason: 'not-delegated' }));
  await notifyBreakerOpen(deps, 10, { type: 'open', since: NOW });
  for (const isFirst of [true, false]) {
    await notifyDigest(deps, { isFirst, findings: [], counts: NO_ACCOUNTS, open: 0 }, 'digest');
  }
  await notifyMalformed(deps, { scope: 'organization', id: 'one', issues: ['reason: is missing'] });
  await notifyUnusableSettings(deps, { type: 'malformed', issues: ['mode: is missing'] });
  const after = policyFacts(givenPolicy());
  await notifySettingsChanged(deps, { version: 2, before: undefined, after, operator: undefined }, 'one');
  await reportWeakening(
    { ...deps, homeAccountId: organization.managementAccountId, features: guard.features },
    {
      type: 'guardrail-weakened',
      account: organization.managementAccountId,
      weakening: 'root-sessions-disabled',
      event: givenEvent(),
      at: NOW,
    },
  );
  const silent = { id: account.id, name: account.name, since: NOW, lastHeardAt: undefined };
  await notifySilent(deps, [silent]);
  await notifyHeardAgain(deps, [silent]);
  await notifyNothingHeard(deps, 1, NOW);
  const own = { homeAccountId: organization.managementAccountId, managementAccountId: account.id };
  await reportOwnPart(
    { ...deps, ...own },
    {
      type: 'own-part-changed',
      account: account.id,
      part: 'function',
      name: 'rootguard-home-Consumer',
      change: 'changed',
      byDeployment: true,
      event: givenEvent(),
      at: NOW,
    },
  );
  const sessions = {
    ...deps,
    homeAccountId: HOME,
    managementAccountId: organization.managementAccountId,
    sessionPrincipals: { own: [], others: [], canaryAccountId: undefined },
    sessionRegister: guard.sessionRegister,
    sessionReader: guard.sessionRegister,
  };
  await recordSession(sessions, givenSession({ accessKeyId: 'ASIA1' }), HOME);
  for (const eventId of ['1', '2', '3', '4', '5']) {
    await recordSession(sessions, givenSession({ accessKeyId: undefined, eventId }), HOME);
  }
  await announceEachTopic(guard);
  return guard.notifier.published.map(({ key, fingerprint }) => [key, seconds.get(fingerprint) ?? 0]);
}

async function announceEachTopic({
  deps,
  ledger,
  organization,
}: ReturnType<typeof givenGuard>): Promise<void> {
  const homeAccountId = organization.managementAccountId;
  const { id: account } = givenAccount();
  const announce = (topic: AnnouncedTopic, id: string) =>
    announceEvent(
      { ...deps, ledgerReader: ledger, homeAccountId },
      {
        type: 'event-announced',
        topic,
        account,
        at: NOW,
        event: givenEvent({ id }),
        details: {},
        errorCode: undefined,
      },
    );
  for (const id of ['1', '2', '3', '4']) await announce('root-sign-ins-failed', id);
  for (const topic of ANNOUNCED_TOPICS) await announce(topic, topic);
  await notifyManagementRoot(deps, account, [givenRootEvent(undefined, NOW)]);
  await notifyManagementRootExposed(deps, account, ['no-mfa'], 'sweep-1');
  await notifyManagementRootUnreadable(
    deps,
    account,
    failureWith('sts:AssumeRole', { reason: 'not-authorized' }),
  );
}
