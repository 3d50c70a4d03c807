import fc from 'fast-check';
import type { AccountId } from '../../src/domain/account.ts';
import type { Notification } from '../../src/domain/notification.ts';
import type { MemoryWorld } from './memory/world.ts';

/** What decides whether accounts are heard. */
export type HearingAct =
  /** The forwarding rules of an account are deleted, and deployed again. */
  | { readonly type: 'mute' | 'unmute'; readonly account: AccountId }
  | { readonly type: 'stop-trail' | 'start-trail' }
  /** The latest heartbeat that did not arrive arrives now. */
  | { readonly type: 'late-heartbeat'; readonly account: AccountId }
  /** An event from before arrives once more. */
  | { readonly type: 'old-heartbeat'; readonly account: AccountId; readonly minutes: number };

const HEARING_ACTS: readonly string[] = [
  'mute',
  'unmute',
  'stop-trail',
  'start-trail',
  'late-heartbeat',
  'old-heartbeat',
] satisfies readonly HearingAct['type'][];

export function isHearingAct(act: { readonly type: string }): act is HearingAct {
  return HEARING_ACTS.includes(act.type);
}

export function hearingActOn(members: readonly AccountId[]): fc.Arbitrary<HearingAct> {
  const account = fc.constantFrom(...members);
  return fc.oneof(
    { weight: 2, arbitrary: fc.record({ type: fc.constantFrom('mute', 'unmute'), account }) },
    fc.record({ type: fc.constantFrom('stop-trail', 'start-trail') }),
    fc.record({ type: fc.constant('late-heartbeat'), account }),
    fc.record({ type: fc.constant('old-heartbeat'), account, minutes: fc.integer({ min: 1, max: 600 }) }),
  );
}

export async function applyHearingAct(
  { muted, missedHeartbeats, posture, clock }: MemoryWorld,
  members: readonly AccountId[],
  act: HearingAct,
): Promise<void> {
  switch (act.type) {
    case 'mute':
      muted.add(act.account);
      return;
    case 'unmute':
      muted.delete(act.account);
      return;
    case 'stop-trail':
      for (const id of members) muted.add(id);
      return;
    case 'start-trail':
      muted.clear();
      return;
    case 'late-heartbeat': {
      const at = missedHeartbeats.get(act.account);
      if (at !== undefined) posture.hear(act.account, at);
      return;
    }
    case 'old-heartbeat': {
      const before = new Date(clock.now().getTime() - act.minutes * 60_000);
      const { heardAt = before } = (await posture.read(act.account))?.hearing ?? {};
      // An event that has arrived is of a time at which the account could be heard.
      posture.hear(act.account, before < heardAt ? before : heardAt);
    }
  }
}

/** What of a notification says who is heard. */
type Told = { readonly key: Notification['key'] | undefined } & Pick<Notification, 'lines' | 'fingerprint'>;

/** Accounts that the latest notification about them calls silent. Those that one only counts may be any. */
export function notifiedSilent(
  published: readonly Told[],
  members: readonly AccountId[],
): ReadonlySet<AccountId> {
  const silent = new Set<AccountId>();
  for (const { key, lines } of published) {
    const hasMore = lines.some((line) => /^\d+ more\./.test(line));
    const named = members.filter((id) => lines.some((line) => line.startsWith(id)));
    if (key === 'accounts-silent') for (const id of hasMore ? members : named) silent.add(id);
    if (key === 'accounts-heard-again') for (const id of named) silent.delete(id);
  }
  return silent;
}

export function isNothingHeardNotified(published: readonly Told[]): boolean {
  const latest = published.findLast(
    ({ key, fingerprint }) => key === 'nothing-heard' || fingerprint.startsWith('something-heard'),
  );
  return latest?.key === 'nothing-heard';
}
