import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CREDENTIAL_KINDS } from '../../src/domain/credentials.ts';
import type { Trigger } from '../../src/domain/trigger.ts';
import { guardAccount } from '../../src/guardrail/account/guard-account.ts';
import { GuardedWorld, OPERATOR, VICTIM } from '../support/guarded-world.ts';
import { kind } from '../support/history-actions.ts';
import { clockAheadOf } from '../support/memory/clock.ts';
import { RUNS } from './runs.ts';

const DAY_SECONDS = 24 * 60 * 60;

/** After an event an MFA device waits for a password that may appear (see `decide`), and no longer than this. */
const MFA_WAITS_SECONDS = 2 * 60;

/** A run on the account by a machine whose clock is ahead by so much. */
function runAt(
  world: GuardedWorld,
  clockSeconds: number,
  isOperator: boolean,
  event: Trigger = world.eventAbout(VICTIM, undefined).trigger,
) {
  const clock = clockAheadOf(world.memory.clock, clockSeconds);
  const trigger: Trigger = isOperator
    ? { type: 'audit-requested', account: VICTIM, why: 'operator', at: clock.now(), event: undefined }
    : event;
  return guardAccount(
    { ...world.deps, clock },
    { account: VICTIM, triggers: [trigger], ...(isOperator && { operator: OPERATOR }) },
  );
}

const notifiedRemovals = ({ memory }: GuardedWorld) =>
  memory.notifier.published
    .flatMap(({ lines }) => lines)
    .filter((line) => /: removed\.|gone since|^Before: /.test(line));

describe('15. the clock of one machine never orders what another wrote', () => {
  test('the results of every run are recorded and notified, whatever clock an earlier run had', async () => {
    const anyClock = fc.oneof(
      fc.constantFrom(0, 600, -90),
      fc.integer({ min: -DAY_SECONDS, max: DAY_SECONDS }),
    );
    const run = fc.oneof(
      fc.record({
        kind: kind.filter((one) => one !== 'mfa-device'),
        clockSeconds: anyClock,
        isOperator: fc.boolean(),
      }),
      // With a clock that is behind, it would wait longer.
      fc.record({
        kind: fc.constant('mfa-device' as const),
        clockSeconds: fc.nat(DAY_SECONDS),
        isOperator: fc.boolean(),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(run, { minLength: 2, maxLength: 3 }), async (runs) => {
        const world = new GuardedWorld();
        for (const [index, { kind: created, clockSeconds, isOperator }] of runs.entries()) {
          world.memory.clock.advance(1);
          world.createCredential(VICTIM, created);
          const event = world.eventAbout(VICTIM, undefined).trigger;
          const waits = created === 'mfa-device' ? MFA_WAITS_SECONDS : 0;
          const delivered = { ...event, at: new Date(world.now.getTime() - waits * 1000) };
          expect(await runAt(world, clockSeconds, isOperator, delivered)).toMatchObject({
            type: 'done',
            state: 'compliant',
          });
          expect(world.credentials(VICTIM)).toEqual([]);
          expect((await world.memory.posture.read(VICTIM))?.posture).toMatchObject({
            state: 'compliant',
            auditedAt: new Date(world.now.getTime() + clockSeconds * 1000),
          });
          expect(notifiedRemovals(world)).toHaveLength(index + 1);
        }
      }),
      RUNS,
    );
  });
});

describe('two runs on one account at once', () => {
  test('notify and record each removal once, wherever the second run starts', async () => {
    const apart = fc.integer({ min: -59, max: 59 });
    await fc.assert(
      fc.asyncProperty(
        fc.nat(35),
        fc.uniqueArray(kind, { minLength: 1 }),
        fc.tuple(apart, apart),
        // A command that starts second waits until the first has ended, which cannot continue here meanwhile.
        fc.boolean(),
        async (nth, kinds, [first, second], firstIsOperator) => {
          const world = new GuardedWorld();
          for (const one of kinds) world.createCredential(VICTIM, one);
          let calls = 0;
          world.memory.log.onCall = async () => {
            calls += 1;
            if (calls !== nth + 1) return;
            world.heal();
            await runAt(world, second, false);
          };
          await runAt(world, first, firstIsOperator);
          world.heal();
          world.memory.clock.advance(5);
          await runAt(world, 0, false);
          // A device that is listed without its password waits for the follow-up audit.
          if (kinds.includes('mfa-device')) await world.drain();
          expect(world.credentials(VICTIM)).toEqual([]);
          expect(notifiedRemovals(world)).toHaveLength(kinds.length);
          const stored = await world.memory.posture.read(VICTIM);
          expect(stored).toMatchObject({ posture: { state: 'compliant' }, enforcements: [] });
        },
      ),
      RUNS,
    );
  });
});

describe('every removal is notified', () => {
  test('is notified wherever its run ended, however far later reads lag behind, and whatever is approved meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(45), { minLength: 1, maxLength: 3 }),
        fc.uniqueArray(kind, { minLength: 1 }),
        fc.integer({ min: 0, max: 40 }),
        fc.subarray([...CREDENTIAL_KINDS]),
        async (crashes, kinds, readLagSeconds, approved) => {
          const world = new GuardedWorld();
          const ids = kinds.map((one) => world.createCredential(VICTIM, one));
          world.memory.clock.advance(300);
          world.memory.organization.readLagSeconds = readLagSeconds;
          for (const [index, calls] of crashes.entries()) {
            if (index === 1 && approved.length > 0) world.approve(VICTIM, approved, 10_000_000);
            world.crashAfter(calls);
            await runAt(world, 0, false).catch(() => undefined);
            world.heal();
          }
          for (let round = 0; round < 10; round += 1) {
            await runAt(world, 0, false);
            world.memory.clock.advance(130);
          }
          const removed = ids.filter((id) => world.credentials(VICTIM).every((left) => left.id !== id));
          const lines = notifiedRemovals(world).join();
          expect(removed.filter((id) => !lines.includes(id))).toEqual([]);
          expect(await world.memory.posture.read(VICTIM)).toMatchObject({ enforcements: [] });
        },
      ),
      RUNS,
    );
  });
});
