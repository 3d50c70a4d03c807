import { describe, expect, it } from 'vitest';
import type { SilentAccount } from '../../../../src/domain/silence.ts';
import {
  notifyHeardAgain,
  notifyNothingHeard,
  notifySilent,
} from '../../../../src/guardrail/notify/silence-notifications.ts';
import { givenGuard, NOW } from '../guard-fixture.ts';

const EARLIER = new Date('2026-11-20T08:00:00Z');

function givenSilent(count: number, lastHeardAt?: Date): readonly SilentAccount[] {
  return Array.from({ length: count }, (_, index) => ({
    id: String(300_000_000_000 + index),
    name: `member-${index}`,
    since: NOW,
    lastHeardAt,
  }));
}

function givenNotifier() {
  const { deps, notifier } = givenGuard();
  return { deps, lines: () => notifier.published.map(({ lines }) => lines.join('\n')) };
}

describe('the notification of silent accounts', () => {
  it('names the causes of an account that was never heard, and only those', async () => {
    const { deps, lines } = givenNotifier();
    await notifySilent(deps, givenSilent(1));
    expect(lines()[0]).toContain('300000000000 (member-0): audited 2026-11-24T12:00:00.000Z, never heard');
    expect(lines()[0]).toContain('the StackSet has not deployed its rules there');
    expect(lines()[0]).not.toContain('Heard before');
  });

  it('names the causes of an account that was heard before, and only those', async () => {
    const { deps, lines } = givenNotifier();
    await notifySilent(deps, givenSilent(1, EARLIER));
    expect(lines()[0]).toContain('last heard 2026-11-20T08:00:00.000Z');
    expect(lines()[0]).toContain('the rule heartbeats or its role was deleted');
    expect(lines()[0]).not.toContain('Never heard');
  });

  it('is bounded, and says where the others are', async () => {
    const { deps, lines } = givenNotifier();
    await notifySilent(deps, givenSilent(1000));
    expect(lines()[0]).toContain('1000 accounts audited, and not heard');
    expect(lines()[0]?.match(/member-/g)).toHaveLength(20);
    expect(lines()[0]).toContain('980 more. All of them: rootguard report.');
  });

  it('is sent once for the same audits, in whatever order they are read, and again for later ones', async () => {
    const { deps, lines } = givenNotifier();
    const accounts = givenSilent(3);
    await notifySilent(deps, accounts);
    await notifySilent(deps, accounts.toReversed());
    expect(lines()).toHaveLength(1);
    await notifySilent(
      deps,
      accounts.map((account) => ({ ...account, since: new Date(NOW.getTime() + 1_000) })),
    );
    expect(lines()).toHaveLength(2);
  });
});

describe('the notification that accounts are heard again', () => {
  it.each([
    [1, '1 account that was silent is heard again.'],
    [2, '2 accounts that were silent are heard again.'],
  ])('counts %s', async (count, first) => {
    const { deps, lines } = givenNotifier();
    await notifyHeardAgain(deps, givenSilent(count, NOW));
    expect(lines()[0]?.split('\n')[0]).toBe(first);
  });
});

describe('the notification that no account is heard', () => {
  it.each([
    [1, '1 account was audited'],
    [2, '2 accounts were audited'],
  ])('counts %s, and says what to check', async (count, text) => {
    const { deps, lines } = givenNotifier();
    await notifyNothingHeard(deps, count, NOW);
    expect(lines()[0]).toContain(text);
    expect(lines()[0]).toContain('readWriteType All');
    expect(lines()[0]).toContain('heard-accounts');
  });
});
