import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AccountId } from '../../src/domain/account.ts';
import { guardAccount } from '../../src/guardrail/account/guard-account.ts';
import { tellSilent } from '../../src/guardrail/sweep/tell-silent.ts';
import { givenPolicy } from '../support/builders.ts';
import { AMPLE_TIME, givenMembers, givenSweeper } from '../unit/guardrail/sweep-fixture.ts';
import { RUNS } from './runs.ts';

const MEMBERS = givenMembers(6).map(({ id }) => id);

const account = fc.constantFrom(...MEMBERS);
const crashAfter = fc.option(fc.nat(12), { nil: undefined, freq: 2 });

type Action =
  | { readonly type: 'mute' | 'unmute' | 'audit'; readonly account: AccountId }
  | { readonly type: 'stop-trail' | 'start-trail' }
  | { readonly type: 'old-heartbeat'; readonly account: AccountId; readonly minutes: number }
  | { readonly type: 'watch'; readonly minutes: number; readonly crashAfter: number | undefined };

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ type: fc.constantFrom('mute' as const, 'unmute' as const), account }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('audit' as const), account }) },
  fc.record({ type: fc.constantFrom('stop-trail' as const, 'start-trail' as const) }),
  fc.record({
    type: fc.constant('old-heartbeat' as const),
    account,
    minutes: fc.integer({ min: 1, max: 600 }),
  }),
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('watch' as const),
      minutes: fc.integer({ min: 1, max: 60 }),
      crashAfter,
    }),
  },
);

/** An organization whose rules are deleted and deployed again, whose trail stops, and whose old events arrive late or are replayed. */
class Organization {
  readonly sweeper = givenSweeper(givenMembers(MEMBERS.length));
  readonly #guard = {
    ...this.sweeper,
    ...this.sweeper.deps,
    initialPolicy: givenPolicy({ mode: 'observe' }),
  };

  async audit(id: AccountId): Promise<void> {
    const at = this.sweeper.clock.now();
    const trigger = { type: 'swept', account: id, sweepId: 's-1', at, listed: undefined } as const;
    await guardAccount(this.#guard, { account: id, triggers: [trigger] });
  }

  async watch(minutes: number, calls: number | undefined): Promise<void> {
    const { clock, log, deps } = this.sweeper;
    clock.advance(minutes * 60);
    let left = calls ?? Number.POSITIVE_INFINITY;
    log.onCall = () => {
      if (left === 0) throw new Error('crash');
      left -= 1;
    };
    await tellSilent(deps, AMPLE_TIME).catch((error: unknown) => {
      if (calls === undefined) throw error;
    });
    log.onCall = () => undefined;
  }

  async play(one: Action): Promise<void> {
    const { muted, posture, clock } = this.sweeper;
    switch (one.type) {
      case 'mute':
        return void muted.add(one.account);
      case 'unmute':
        return void muted.delete(one.account);
      case 'stop-trail':
        return MEMBERS.forEach((id) => void muted.add(id));
      case 'start-trail':
        return muted.clear();
      case 'audit':
        return this.audit(one.account);
      case 'old-heartbeat': {
        const before = new Date(clock.now().getTime() - one.minutes * 60_000);
        const { heardAt = before } = (await posture.read(one.account))?.hearing ?? {};
        // An event that has arrived is of a time at which the account could be heard.
        return posture.hear(one.account, before < heardAt ? before : heardAt);
      }
      case 'watch':
        return this.watch(one.minutes, one.crashAfter);
    }
  }

  /** A sweep, half an hour, and the next watch. */
  async finish(): Promise<void> {
    // CloudTrail's times have whole seconds: a heartbeat of the same second would count for this audit as well.
    this.sweeper.clock.advance(1);
    for (const id of MEMBERS) await this.audit(id);
    await this.watch(30, undefined);
    await this.watch(5, undefined);
  }

  /** Accounts that the latest notification about them calls silent. */
  notifiedSilent(): ReadonlySet<string> {
    const silent = new Set<string>();
    for (const { key, lines } of this.sweeper.notifier.published) {
      const named = MEMBERS.filter((id) => lines.some((line) => line.startsWith(id)));
      if (key === 'accounts-silent') for (const id of named) silent.add(id);
      if (key === 'accounts-heard-again') for (const id of named) silent.delete(id);
    }
    return silent;
  }

  isNothingHeardNotified(): boolean {
    const keys = this.sweeper.notifier.published
      .filter(({ key, fingerprint }) => key === 'nothing-heard' || fingerprint.startsWith('something-heard'))
      .map(({ key }) => key);
    return keys.at(-1) === 'nothing-heard';
  }
}

it('(invariant 17) after a sweep and half an hour, no account is silent and unreported, whatever crashes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 25 }), async (history) => {
      const organization = new Organization();
      for (const one of history) await organization.play(one);
      await organization.finish();
      const { muted } = organization.sweeper;
      if (organization.isNothingHeardNotified()) {
        expect(muted.size).toBeGreaterThan(0);
        return;
      }
      const silent = organization.notifiedSilent();
      expect(MEMBERS.filter((id) => muted.has(id) && !silent.has(id))).toEqual([]);
      // Nor is one called silent that is heard.
      expect(MEMBERS.filter((id) => !muted.has(id) && silent.has(id))).toEqual([]);
    }),
    RUNS,
  );
});
