import { describe, expect, it } from 'vitest';
import type { CredentialResult } from '../../../src/domain/ledger-entry.ts';
import { ANNOUNCEMENTS, type AnnouncementKey } from '../../../src/domain/notification.ts';
import {
  announceBreakerOpen,
  announceMalformed,
  announceRemovalFailed,
  announceRemoved,
  announceUnreadable,
  announceViolation,
} from '../../../src/guardrail/notify/notifications.ts';
import { reportWeakening } from '../../../src/guardrail/notify/report-weakening.ts';
import { givenAccount, givenEvent, givenResult } from '../../support/builders.ts';
import { failureWith } from '../../support/memory/call-log.ts';
import { givenGuard, NOW } from '../guardrail/account/guard-fixture.ts';
import { readPage } from './pages.ts';

const page = readPage('runbook.md');

describe('what the runbook says of telling again', () => {
  const PHRASES: ReadonlyMap<number, string> = new Map([
    [24 * 3600, 'after a day'],
    [7 * 24 * 3600, 'after 7 days'],
    [90 * 24 * 3600, 'never'],
  ]);

  it('holds for each announcement', async () => {
    const phrases = new Map(
      [...page.text.matchAll(/^\| `([a-z-]+)` \| (?:warning|critical) \| ([a-z0-9 ]+) \|/gm)].map(
        ([, key, phrase]) => [key, phrase],
      ),
    );
    const remembered = await rememberedFor();
    expect(remembered.map(([key]) => key).sort()).toEqual(Object.keys(ANNOUNCEMENTS).sort());
    for (const [key, seconds] of remembered) {
      expect([key, phrases.get(key)]).toEqual([key, PHRASES.get(seconds)]);
    }
  });
});

/** For how long each announcement is remembered once it was told. */
async function rememberedFor(): Promise<readonly (readonly [AnnouncementKey, number])[]> {
  const seconds: number[] = [];
  const guard = givenGuard([], {
    announced: {
      wasAnnounced: async () => false,
      remember: async (_fingerprint, _at, lasting) => void seconds.push(lasting),
    },
  });
  const { deps, organization } = guard;
  const account = givenAccount();
  const results: readonly CredentialResult[] = [givenResult({ result: 'withheld', reason: 'observe-mode' })];
  await announceRemoved(deps, account, 'one', results, []);
  await announceRemovalFailed(deps, account, results, []);
  await announceViolation(deps, account, results, []);
  await announceUnreadable(deps, account.id, failureWith('sts:AssumeRoot', { reason: 'denied-by-scp' }));
  await announceUnreadable(deps, account.id, failureWith('sts:AssumeRoot', { reason: 'not-delegated' }));
  await announceBreakerOpen(deps, 10, { type: 'open', since: NOW });
  await announceMalformed(deps, { scope: 'organization', id: 'one', faults: ['reason: is missing'] });
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
  return guard.told().map((key, index) => [key, seconds[index] ?? 0]);
}
