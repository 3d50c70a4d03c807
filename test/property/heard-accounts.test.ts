import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AccountId } from '../../src/domain/account.ts';
import { guardAccount } from '../../src/guardrail/account/guard-account.ts';
import { tellSilent } from '../../src/guardrail/sweep/tell-silent.ts';
import { givenPolicy } from '../support/builders.ts';
import {
  applyHearingAct,
  type HearingAct,
  hearingActOn,
  isNothingHeardNotified,
  notifiedSilent,
} from '../support/hearing-acts.ts';
import { AMPLE_TIME, givenMembers, givenSweeper } from '../unit/guardrail/sweep-fixture.ts';
import { RUNS } from './runs.ts';

const MEMBERS = givenMembers(6).map(({ id }) => id);

const account = fc.constantFrom(...MEMBERS);
const crashAfter = fc.option(fc.nat(12), { nil: undefined, freq: 2 });

type Action =
  | HearingAct
  | { readonly type: 'audit'; readonly account: AccountId }
  | { readonly type: 'watch'; readonly minutes: number; readonly crashAfter: number | undefined };

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 4, arbitrary: hearingActOn(MEMBERS) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('audit' as const), account }) },
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
    switch (one.type) {
      case 'audit':
        return this.audit(one.account);
      case 'watch':
        return this.watch(one.minutes, one.crashAfter);
      default:
        return applyHearingAct(this.sweeper, MEMBERS, one);
    }
  }

  /** A sweep, half an hour, and the next watch. */
  async finish(): Promise<void> {
    // Clocks differ: a heartbeat of some seconds before would count for this audit as well.
    this.sweeper.clock.advance(6);
    for (const id of MEMBERS) await this.audit(id);
    await this.watch(30, undefined);
    await this.watch(5, undefined);
  }
}

it('(invariant 17) after a sweep and half an hour, no account is silent and unreported, whatever crashes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 25 }), async (history) => {
      const organization = new Organization();
      for (const one of history) await organization.play(one);
      await organization.finish();
      const { muted, notifier } = organization.sweeper;
      if (isNothingHeardNotified(notifier.published)) {
        expect(muted.size).toBeGreaterThan(0);
        return;
      }
      const silent = notifiedSilent(notifier.published, MEMBERS);
      expect(MEMBERS.filter((id) => muted.has(id) && !silent.has(id))).toEqual([]);
      // Nor is one called silent that is heard.
      expect(MEMBERS.filter((id) => !muted.has(id) && silent.has(id))).toEqual([]);
    }),
    RUNS,
  );
});
