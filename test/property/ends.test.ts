import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MemberAccount } from '../../src/domain/account.ts';
import type { Trigger } from '../../src/domain/trigger.ts';
import { guardAccount } from '../../src/guardrail/account/guard-account.ts';
import { watch } from '../../src/guardrail/sweep/watch.ts';
import { ACCOUNT, givenAccount, givenCredential, givenException, givenPolicy } from '../support/builders.ts';
import { clockAheadOf } from '../support/memory/clock.ts';
import { AMPLE_TIME, givenSweeper, type Sweeper } from '../unit/guardrail/sweep-fixture.ts';
import { RUNS } from './runs.ts';

const UNIT = 'ou-ab12-aaaaaaaa';
const KEY = givenCredential('access-key');
const WATCH_SECONDS = 5 * 60;
const GRACE_SECONDS = 60 * 60;

type Approve = (sweeper: Sweeper, account: MemberAccount, end: Date) => void;

function exceptionIn(scope: string, isRevoked = false): Approve {
  return ({ exceptions }, _account, end) =>
    exceptions.put(
      givenException({
        scope,
        credentials: ['access-key'],
        ...(isRevoked
          ? { expiresAt: undefined, permanent: true, revokedAt: end.toISOString(), revokedBy: 'me' }
          : { expiresAt: end.toISOString() }),
      }),
    );
}

/** What keeps the key of the account until then. */
const KEPT_BY: readonly Approve[] = [
  exceptionIn(`account#${ACCOUNT}`),
  exceptionIn(`ou#${UNIT}`),
  exceptionIn('organization'),
  exceptionIn(`ou#${UNIT}`, true),
  ({ organization }, account, end) => {
    const joinedAt = new Date(end.getTime() - GRACE_SECONDS * 1000);
    organization.setAccount({ ...account, joinedMethod: 'INVITED', joinedAt }, [KEY]);
  },
];

/** Delivers what the sweeper has queued; returns how many items of sweeps there have been. */
async function deliver(sweeper: Sweeper, audit: (trigger: Trigger) => Promise<unknown>, from: number) {
  for (const { account: listed, sweepId, queuedAt: at } of sweeper.sweepQueue.sent.slice(from)) {
    await audit({ type: 'swept', account: listed.id, sweepId, at, listed });
  }
  for (const { account, why, requestedAt: at, event } of sweeper.triggerQueue.receiveDue()) {
    await audit({ type: 'audit-requested', account, why, at, event });
  }
  return sweeper.sweepQueue.sent.length;
}

test('2. what an exception or a grace kept is removed within two watches of its end, although clocks differ by up to a minute', async () => {
  const aheadSeconds = fc.integer({ min: -29, max: 29 });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...KEPT_BY),
      fc.integer({ min: 1, max: 2 * WATCH_SECONDS }),
      aheadSeconds,
      aheadSeconds,
      async (keep, endsInSeconds, sweeperAhead, consumerAhead) => {
        const account = givenAccount({ organizationalUnits: [UNIT] });
        const sweeper = givenSweeper([account]);
        sweeper.organization.setCredentials(ACCOUNT, [KEY]);
        keep(sweeper, account, new Date(sweeper.clock.now().getTime() + endsInSeconds * 1000));
        const initialPolicy = givenPolicy({ invitedGraceSeconds: GRACE_SECONDS });
        const deps = { ...sweeper, ...sweeper.deps, initialPolicy };
        const watching = { ...deps, clock: clockAheadOf(sweeper.clock, sweeperAhead) };
        const auditing = { ...deps, clock: clockAheadOf(sweeper.clock, consumerAhead) };
        const audit = (trigger: Trigger) =>
          guardAccount(auditing, { account: trigger.account, triggers: [trigger] });
        const at = sweeper.clock.now();
        await audit({ type: 'audit-requested', account: ACCOUNT, why: 'operator', at, event: undefined });
        const watches = Math.ceil(endsInSeconds / WATCH_SECONDS) + 2;
        let delivered = 0;
        for (let second = 0; second < watches * WATCH_SECONDS; second += 60) {
          if (second % WATCH_SECONDS === 0) await watch(watching, AMPLE_TIME);
          delivered = await deliver(sweeper, audit, delivered);
          sweeper.clock.advance(60);
        }
        expect(sweeper.organization.credentials(ACCOUNT)).toEqual([]);
      },
    ),
    RUNS,
  );
});
