import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AccountState } from '../../src/domain/account.ts';
import { CREDENTIAL_KINDS } from '../../src/domain/credentials.ts';
import { guardAccount } from '../../src/guardrail/account/guard-account.ts';
import { recover } from '../../src/guardrail/operate/recover.ts';
import { watch } from '../../src/guardrail/sweep/watch.ts';
import { givenAccount, givenEvent, givenPolicy, givenSweep } from '../support/builders.ts';
import { FOREIGN, GuardedWorld, MANAGEMENT, MEMBERS, OPERATOR, VICTIM } from '../support/guarded-world.ts';
import { type Action, FALLIBLE_CALLS } from '../support/history-actions.ts';
import { applyHistory, historyWithFaults, historyWithoutFaults } from './histories.ts';
import { RUNS } from './runs.ts';

const lag = fc.constantFrom(0, 0, 30, 90);

describe('1. a credential covered by an active exception is never removed', () => {
  test('is kept in any history', async () => {
    await fc.assert(
      fc.asyncProperty(historyWithFaults, lag, async (history, readLagSeconds) => {
        const world = await lived(history, { readLagSeconds });
        expect(world.removals.filter(({ approved }) => approved)).toEqual([]);
      }),
      RUNS,
    );
  });

  test('is kept by an audit during which a recovery is opened, between any two of its calls', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(14), fc.subarray([...CREDENTIAL_KINDS]), async (call, kinds) => {
        const world = new GuardedWorld();
        for (const kind of kinds.filter((one) => one !== 'login-profile'))
          world.createCredential(VICTIM, kind);
        const { memory } = world;
        let left = call;
        memory.log.onCall = async () => {
          left -= 1;
          if (left !== -1) return;
          world.heal();
          const editor = memory.exceptions;
          await recover(
            { ...world.deps, editor, recoverer: memory.recoverer },
            { account: VICTIM, forSeconds: 3600, operator: OPERATOR },
          );
        };
        await world.work(world.eventAbout(VICTIM, 'login-profile'));
        world.heal();
        await world.drain();
        expect(world.removals.filter(({ approved }) => approved)).toEqual([]);
        if (left < 0)
          expect(world.credentials(VICTIM).some(({ kind }) => kind === 'login-profile')).toBe(true);
      }),
      RUNS,
    );
  });
});

describe('1. a retry of a deletion is a new decision', () => {
  test('respects a recovery that is opened while answers get lost or calls are throttled', async () => {
    const answer = fc.constantFrom('lost', 'throttled', 'unavailable', 'received');
    await fc.assert(
      fc.asyncProperty(
        fc.array(answer, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 0, max: 10 }),
        async (answers, call, readLagSeconds) => {
          const world = new GuardedWorld();
          const { memory } = world;
          memory.organization.readLagSeconds = readLagSeconds;
          for (const kind of ['login-profile', 'mfa-device'] as const) world.createCredential(VICTIM, kind);
          memory.clock.advance(3_600);
          const left = [...answers];
          let callsSinceFirstTry: number | undefined;
          memory.log.onCall = async ({ name }) => {
            if (name === 'iam:DeleteLoginProfile') callsSinceFirstTry ??= 0;
            else if (callsSinceFirstTry !== undefined) callsSinceFirstTry += 1;
            if (name !== 'iam:DeleteLoginProfile' && callsSinceFirstTry === call) {
              callsSinceFirstTry += 1;
              await recover(
                { ...world.deps, editor: memory.exceptions, recoverer: memory.recoverer },
                { account: VICTIM, forSeconds: 3600, operator: OPERATOR },
              );
            }
            if (name !== 'iam:DeleteLoginProfile') return;
            const next = left.shift();
            if (next === 'lost') memory.log.dropResponse(name);
            else if (next === 'throttled') memory.log.fail({ call: name, failure: { reason: 'throttled' } });
            else if (next === 'unavailable') memory.log.fail({ call: name });
          };
          await world.work(world.eventAbout(VICTIM, 'login-profile'));
          world.heal();
          await world.drain();
          const isApprovedGone = ({ approved, credential }: (typeof world.removals)[number]) =>
            approved && credential.kind === 'login-profile';
          expect(world.removals.filter(isApprovedGone)).toEqual([]);
        },
      ),
      RUNS,
    );
  });
});

describe('1. an approval counts as soon as it is written', () => {
  test('counts while a session opens, which may take long: AssumeRoot is rate-limited', async () => {
    const approved = fc.uniqueArray(fc.constantFrom(...CREDENTIAL_KINDS), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3 }),
        approved,
        fc.boolean(),
        async (opening, kinds, bySweep) => {
          const world = new GuardedWorld();
          for (const kind of CREDENTIAL_KINDS) world.createCredential(VICTIM, kind);
          let sessions = 0;
          world.memory.log.onCall = ({ name }) => {
            if (name !== 'sts:AssumeRoot') return;
            sessions += 1;
            if (sessions === opening) world.approve(VICTIM, kinds, 10_000_000);
          };
          if (bySweep) await world.sweep();
          else await world.work(world.eventAbout(VICTIM, undefined));
          expect(world.removals.filter(({ approved }) => approved)).toEqual([]);
        },
      ),
      RUNS,
    );
  });
});

describe('1. an approval counts however long a run takes', () => {
  test('counts where any call of the run hangs, for any kind of credential, and deletions are throttled', async () => {
    const approved = fc.uniqueArray(fc.constantFrom(...CREDENTIAL_KINDS), { minLength: 1 });
    const deletions = ['iam:DeleteAccessKey', 'iam:DeleteSigningCertificate', 'iam:DeleteLoginProfile'];
    await fc.assert(
      fc.asyncProperty(
        fc.nat(45),
        approved,
        fc.subarray(deletions),
        fc.boolean(),
        async (hanging, kinds, throttled, bySweep) => {
          const world = new GuardedWorld();
          for (const kind of CREDENTIAL_KINDS) world.createCredential(VICTIM, kind);
          world.memory.clock.advance(3_600);
          for (const call of throttled) world.memory.log.fail({ call, failure: { reason: 'throttled' } });
          let calls = 0;
          world.memory.log.onCall = ({ name }) => {
            calls += 1;
            // A credential that is being deleted at this time was approved too late.
            if (calls <= hanging || /^iam:De/.test(name)) return;
            world.heal();
            world.approve(VICTIM, kinds, 10_000_000);
            world.memory.clock.advance(6);
          };
          if (bySweep) await world.sweep();
          else await world.work(world.eventAbout(VICTIM, undefined));
          expect(world.removals.filter(({ approved }) => approved)).toEqual([]);
        },
      ),
      RUNS,
    );
  });
});

describe('2. in enforce mode no unapproved root credential remains after events and a sweep', () => {
  test('every such credential is removed in any history', async () => {
    await fc.assert(
      fc.asyncProperty(historyWithFaults, lag, async (history, readLagSeconds) => {
        const world = await lived(history, { readLagSeconds });
        for (const account of MEMBERS) {
          expect(
            world.credentials(account).filter((credential) => !world.isApproved(account, credential)),
          ).toEqual([]);
        }
      }),
      RUNS,
    );
  });
});

describe('2. events alone are enough where they are delivered', () => {
  test('no sweep is needed, however far reads lag behind (up to 90 seconds), whatever else is approved', async () => {
    const created = fc.array(
      fc.record({
        account: fc.constantFrom(...MEMBERS),
        kind: fc.constantFrom(...CREDENTIAL_KINDS),
        secondsLater: fc.integer({ min: 0, max: 200 }),
        firstLookAfter: fc.integer({ min: 0, max: 60 }),
        isApproved: fc.boolean(),
        isNamed: fc.boolean(),
      }),
      { minLength: 1, maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(created, fc.integer({ min: 0, max: 90 }), async (creations, readLagSeconds) => {
        const world = new GuardedWorld();
        world.memory.organization.readLagSeconds = readLagSeconds;
        for (const creation of creations) {
          const { account, kind, secondsLater, firstLookAfter, isApproved, isNamed } = creation;
          world.memory.clock.advance(secondsLater);
          const id = world.createCredential(account, kind);
          if (isApproved) world.approve(account, [kind], 10_000_000, [id]);
          world.pending.push(world.eventAbout(account, kind, isNamed ? id : undefined));
          world.memory.clock.advance(firstLookAfter);
          await world.deliver(0);
        }
        await world.drain();
        for (const account of MEMBERS) {
          const left = world.credentials(account).filter((one) => !world.isApproved(account, one));
          expect(left).toEqual([]);
        }
        expect(world.removals.filter(({ approved }) => approved)).toEqual([]);
      }),
      RUNS,
    );
  });

  test('no sweep is needed for a credential beside an approved one of its kind, which every reading shows', async () => {
    const kinds = fc.constantFrom('access-key', 'signing-certificate', 'mfa-device');
    const lags = fc.integer({ min: 1, max: 90 });
    await fc.assert(
      fc.asyncProperty(kinds, lags, fc.boolean(), async (kind, readLagSeconds, isNamed) => {
        const world = new GuardedWorld();
        world.memory.organization.readLagSeconds = readLagSeconds;
        const approved = world.createCredential(VICTIM, kind);
        world.approve(VICTIM, [kind], 10_000_000, [approved]);
        world.memory.clock.advance(200);
        const id = world.createCredential(VICTIM, kind);
        await world.work(world.eventAbout(VICTIM, kind, isNamed ? id : undefined));
        await world.drain();
        expect(world.credentials(VICTIM).map((left) => left.id)).toEqual([approved]);
      }),
      RUNS,
    );
  });
});

describe('2. an arrival alone is enough', () => {
  test('no sweep is needed, however long AWS takes to know the account (up to 25 minutes), and no notification is sent', async () => {
    const lagSeconds = fc.integer({ min: 0, max: 25 * 60 });
    const state = fc.constantFrom<AccountState>('ACTIVE', 'PENDING_ACTIVATION');
    const brought = fc.uniqueArray(fc.constantFrom(...CREDENTIAL_KINDS), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(
        lagSeconds,
        lagSeconds,
        state,
        brought,
        async (unknownSeconds, inactiveSeconds, firstState, kinds) => {
          const world = new GuardedWorld();
          const { organization, clock, notifier, telemetry } = world.memory;
          const joined = givenAccount({ id: FOREIGN, joinedMethod: 'CREATED', joinedAt: world.now });
          organization.joinLagSeconds = unknownSeconds;
          organization.setAccount({ ...joined, state: firstState });
          for (const kind of kinds) world.createCredential(FOREIGN, kind);
          const event = givenEvent({ name: 'CreateAccountResult' });
          const trigger = { type: 'account-arrived', account: FOREIGN, at: world.now, event } as const;
          world.pending.push({ account: FOREIGN, trigger });
          await world.deliver(0);
          clock.advance(inactiveSeconds);
          organization.setAccount(joined);
          await world.drain();
          expect(world.credentials(FOREIGN)).toEqual([]);
          expect(notifier.published.map(({ key }) => key)).toEqual(['credentials-removed']);
          expect(telemetry.total('AccountsUnknown')).toBe(0);
        },
      ),
      RUNS,
    );
  });
});

describe('2. the end of a grace is enough', () => {
  test('no sweep is needed, whatever the account brought and whenever it was audited', async () => {
    const brought = fc.uniqueArray(fc.constantFrom(...CREDENTIAL_KINDS), { minLength: 1 });
    const looks = fc.array(fc.integer({ min: 1, max: 7_200 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(
        brought,
        looks,
        fc.integer({ min: 1, max: 7_200 }),
        async (kinds, seconds, graceSeconds) => {
          const world = new GuardedWorld(givenPolicy({ invitedGraceSeconds: graceSeconds }));
          const { memory } = world;
          // It forwards no events, so nothing else has it audited again.
          world.deps = { ...world.deps, isCovered: () => false };
          for (const kind of kinds) world.createCredential(VICTIM, kind);
          memory.clock.advance(10);
          const joined = givenAccount({ id: VICTIM, joinedMethod: 'INVITED', joinedAt: world.now });
          memory.organization.setAccount(joined);
          const event = givenEvent({ name: 'AccountJoinedOrganization' });
          world.pending.push({
            account: VICTIM,
            trigger: { type: 'account-arrived', account: VICTIM, at: world.now, event },
          });
          await world.deliver(0);
          const watching = {
            ...memory,
            initialPolicy: givenPolicy(),
            canEnforce: true,
            managementAccountId: MANAGEMENT,
            exceptionWatch: memory.exceptions,
          };
          for (const wait of [...seconds, graceSeconds]) {
            memory.clock.advance(wait);
            await watch(watching, () => 600_000);
          }
          await world.drain();
          expect(world.credentials(VICTIM)).toEqual([]);
          expect(await memory.graceEnds.read()).toEqual([]);
        },
      ),
      RUNS,
    );
  });
});

describe('3. what could not be found out is never compliant', () => {
  const reads = FALLIBLE_CALLS.filter((call) => !/Delete|Deactivate/.test(call));

  test('an unreadable inventory or exception leads to no deletion, is retried, and is unknown', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...reads),
        fc.uniqueArray(fc.constantFrom(...CREDENTIAL_KINDS), { minLength: 1 }),
        fc.boolean(),
        async (call, kinds, bySweep) => {
          const world = new GuardedWorld();
          for (const kind of kinds) world.createCredential(VICTIM, kind);
          world.memory.log.fail({ call, times: 1 });
          const trigger = bySweep
            ? ({
                type: 'swept',
                account: VICTIM,
                sweepId: 'sweep',
                at: world.now,
                listed: world.member(VICTIM),
              } as const)
            : world.eventAbout(VICTIM, 'access-key').trigger;
          const outcome = await guardAccount(world.deps, { account: VICTIM, triggers: [trigger] });
          const touched = world.memory.log.takeFailure(call) === undefined;
          if (!touched) return;
          expect(outcome).toMatchObject({ type: 'retry', state: 'unknown' });
          expect(world.removals).toEqual([]);
          expect((await world.memory.posture.read(VICTIM))?.posture?.state ?? 'unknown').toBe('unknown');
        },
      ),
      RUNS,
    );
  });

  test('a malformed exception withholds every deletion in its scope until it is corrected', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(`account#${VICTIM}`, 'organization'),
        historyWithoutFaults,
        async (scope, history) => {
          const world = new GuardedWorld();
          world.memory.exceptions.putMalformed({ scope, id: 'broken', issues: ['expiresAt: is required'] });
          const relevant = history.filter((act) => act.type !== 'approve');
          await applyHistory(world, relevant);
          await world.sweep();
          const spared = scope === 'organization' ? MEMBERS : [VICTIM];
          expect(world.removals.filter(({ account }) => spared.includes(account))).toEqual([]);
          for (const account of spared) {
            const state = (await world.memory.posture.read(account))?.posture?.state;
            expect(state).toBe(world.credentials(account).length === 0 ? 'compliant' : 'unknown');
          }
          world.memory.exceptions.remove(scope, 'broken');
          await world.quiesce();
          expect(MEMBERS.flatMap((account) => world.credentials(account))).toEqual([]);
        },
      ),
      RUNS,
    );
  });

  test('every account of the organization has a posture after a sweep', async () => {
    await fc.assert(
      fc.asyncProperty(historyWithFaults, async (history) => {
        const world = await lived(history);
        for (const account of MEMBERS) expect(await world.memory.posture.read(account)).toBeDefined();
      }),
      RUNS,
    );
  });
});

describe('4. every removal has an intent before it and an outcome after it', () => {
  test('both are written even when the process ends between any two calls', async () => {
    await fc.assert(
      fc.asyncProperty(historyWithFaults, async (history) => {
        const world = await lived(history);
        expect(world.removals.filter(({ intended }) => !intended)).toEqual([]);
      }),
      RUNS,
    );
  });

  test('every intent has its outcome, unless there was a crash', async () => {
    await fc.assert(
      fc.asyncProperty(historyWithoutFaults, async (history) => {
        const world = await lived(history);
        const { entries } = world.memory.ledger;
        const ids = (type: 'intent' | 'outcome') =>
          entries.flatMap((entry) => (entry.type === type ? [entry.enforcementId] : []));
        expect(ids('outcome')).toEqual(ids('intent'));
      }),
      RUNS,
    );
  });

  test('a crash after a removal leaves the intent, and the removal is still notified', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(30), fc.constantFrom(...CREDENTIAL_KINDS), async (afterCalls, kind) => {
        const world = new GuardedWorld();
        world.createCredential(VICTIM, kind);
        world.crashAfter(afterCalls);
        await world.work(world.eventAbout(VICTIM, kind));
        await world.quiesce();
        expect(world.credentials(VICTIM)).toEqual([]);
        const notified = world.memory.notifier.published.filter(({ key }) => key === 'credentials-removed');
        expect(notified.length).toBeGreaterThanOrEqual(1);
      }),
      RUNS,
    );
  });
});

describe('5. success is what a re-read shows', () => {
  test('a deletion that answers success and changes nothing is never reported as removed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.constantFrom(...CREDENTIAL_KINDS), { minLength: 1 }),
        async (kinds) => {
          const world = new GuardedWorld();
          for (const kind of kinds) world.createCredential(VICTIM, kind);
          world.memory.organization.removeCredential = () => true;
          const outcome = await guardAccount(world.deps, {
            account: VICTIM,
            triggers: [{ ...givenSweep(world.now), listed: world.member(VICTIM) }],
          });
          expect(outcome).toMatchObject({ type: 'retry', state: 'violating' });
          const results = world.memory.ledger.entries.flatMap((entry) =>
            entry.type === 'outcome' ? entry.results : [],
          );
          expect(results.map(({ result }) => result)).toEqual(kinds.map(() => 'failed'));
        },
      ),
      RUNS,
    );
  });
});

describe('6. an event is only a hint', () => {
  test('forged messages remove nothing that a sweep at the same time would not', async () => {
    const forgeries = fc.array(
      fc.record({
        account: fc.constantFrom(...MEMBERS, MANAGEMENT, FOREIGN),
        kind: fc.option(fc.constantFrom(...CREDENTIAL_KINDS), { nil: undefined }),
      }),
      { minLength: 1, maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(historyWithoutFaults, forgeries, async (history, forged) => {
        const [attacked, swept] = [new GuardedWorld(), new GuardedWorld()];
        await applyHistory(attacked, history);
        await applyHistory(swept, history);
        await swept.sweep();
        for (const { account, kind } of forged) await attacked.work(attacked.eventAbout(account, kind));
        for (const account of MEMBERS) {
          const left = attacked.credentials(account);
          if (forged.some((forgery) => forgery.account === account)) {
            expect(left).toEqual(expect.arrayContaining([...swept.credentials(account)]));
          } else {
            expect(left).toEqual((await untouched(history)).credentials(account));
          }
        }
      }),
      RUNS,
    );
  });

  test('duplicated and reordered messages end in the same credentials as each once and in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({ account: fc.constantFrom(...MEMBERS), kind: fc.constantFrom(...CREDENTIAL_KINDS) }),
          { maxLength: 8 },
        ),
        fc.array(fc.nat(20), { maxLength: 12 }),
        async (created, order) => {
          const [plain, shuffled] = [new GuardedWorld(), new GuardedWorld()];
          for (const world of [plain, shuffled]) {
            for (const { account, kind } of created) {
              world.createCredential(account, kind);
              world.pending.push(world.eventAbout(account, kind));
            }
            world.approve(VICTIM, ['access-key'], 10_000_000);
          }
          shuffled.pending.push(...shuffled.pending);
          for (const index of order) await shuffled.deliver(index);
          await shuffled.drain();
          await plain.drain();
          const left = (world: GuardedWorld) => MEMBERS.map((account) => world.credentials(account));
          expect(left(shuffled)).toEqual(left(plain));
        },
      ),
      RUNS,
    );
  });
});

describe('7. the management account and foreign accounts are never targeted', () => {
  test('no session is opened in them, whatever a message claims', async () => {
    await fc.assert(
      fc.asyncProperty(historyWithFaults, async (history) => {
        const world = await lived(history);
        const targets = world.memory.log.calls.filter(({ name }) => name === 'sts:AssumeRoot');
        expect(targets.filter(({ account }) => account === MANAGEMENT || account === FOREIGN)).toEqual([]);
      }),
      RUNS,
    );
  });

  test('no session is opened in the management account when the sweep queue lists it', async () => {
    const world = new GuardedWorld();
    const listed = { ...world.member(VICTIM), id: MANAGEMENT };
    const trigger = { type: 'swept', account: MANAGEMENT, sweepId: 'sweep', at: world.now, listed } as const;
    expect(await guardAccount(world.deps, { account: MANAGEMENT, triggers: [trigger] })).toEqual({
      type: 'rejected',
      reason: 'management-account',
    });
    expect(world.memory.log.calls.map(({ name }) => name)).toEqual(['ledger.append']);
  });
});

describe('8. a password is never left without the MFA that guarded it', () => {
  test('an MFA device is removed only when there is no password', async () => {
    await fc.assert(
      fc.asyncProperty(historyWithFaults, async (history) => {
        const world = await lived(history);
        const early = world.removals.filter(
          ({ credential, passwordWasThere }) => credential.kind === 'mfa-device' && passwordWasThere,
        );
        expect(early).toEqual([]);
      }),
      RUNS,
    );
  });

  test('an MFA device stays while reads lag behind, whatever event of the root user arrives', async () => {
    const kinds = fc.option(fc.constantFrom(...CREDENTIAL_KINDS), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(kinds, fc.integer({ min: 0, max: 90 }), async (kind, readLagSeconds) => {
        const world = new GuardedWorld();
        const { memory } = world;
        memory.organization.readLagSeconds = readLagSeconds;
        world.createCredential(VICTIM, 'mfa-device');
        memory.clock.advance(120);
        // The password's own event is late or lost.
        world.createCredential(VICTIM, 'login-profile');
        if (kind === 'access-key' || kind === 'signing-certificate') world.createCredential(VICTIM, kind);
        memory.clock.advance(1);
        await world.work(world.eventAbout(VICTIM, kind));
        await world.drain();
        expect(world.credentials(VICTIM)).toEqual([]);
        const early = world.removals.filter(
          ({ credential, passwordWasThere }) => credential.kind === 'mfa-device' && passwordWasThere,
        );
        expect(early).toEqual([]);
      }),
      RUNS,
    );
  });

  test('an MFA device stays when AWS refuses a call, or the process ends, in the middle of the removals', async () => {
    const trouble = fc.oneof(
      fc.record({ call: fc.constantFrom(...FALLIBLE_CALLS), times: fc.integer({ min: 1, max: 12 }) }),
      fc.record({ afterCalls: fc.nat(25) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.subarray([...CREDENTIAL_KINDS]), trouble, async (others, hit) => {
        const world = new GuardedWorld();
        for (const kind of new Set([...others, 'login-profile', 'mfa-device'] as const)) {
          world.createCredential(VICTIM, kind);
        }
        if ('call' in hit) world.memory.log.fail(hit);
        else world.crashAfter(hit.afterCalls);
        for (let delivery = 0; delivery < 3; delivery += 1)
          await world.work(world.eventAbout(VICTIM, 'mfa-device'));
        const early = world.removals.filter(
          ({ credential, passwordWasThere }) => credential.kind === 'mfa-device' && passwordWasThere,
        );
        expect(early).toEqual([]);
      }),
      RUNS,
    );
  });

  test('keys are removed before certificates, certificates before the password, the password before MFA', async () => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...CREDENTIAL_KINDS], { minLength: 2 }), async (kinds) => {
        const world = new GuardedWorld();
        for (const kind of kinds) world.createCredential(VICTIM, kind);
        await world.sweep();
        const order = ['access-key', 'signing-certificate', 'login-profile', 'mfa-device'];
        const removed = world.removals.map(({ credential }) => order.indexOf(credential.kind));
        expect(removed).toEqual(removed.toSorted((one, other) => one - other));
        expect(removed).toHaveLength(kinds.length);
      }),
      RUNS,
    );
  });
});

describe('9. running the same message again changes nothing', () => {
  test('messages repeated in any order and number change nothing', async () => {
    await fc.assert(
      fc.asyncProperty(historyWithoutFaults, fc.integer({ min: 1, max: 4 }), async (history, again) => {
        const world = await lived(history);
        const before = MEMBERS.map((account) => world.credentials(account));
        const removals = world.removals.length;
        for (const account of MEMBERS) {
          const message = world.eventAbout(account, 'login-profile');
          for (let run = 0; run < again; run += 1) expect(await world.work(message)).toBe('done');
        }
        expect(MEMBERS.map((account) => world.credentials(account))).toEqual(before);
        expect(world.removals.length).toBe(removals);
      }),
      RUNS,
    );
  });
});

describe('12. an observe-mode deployment cannot delete', () => {
  test('it opens no delete session, removes nothing, and reports what it found', async () => {
    await fc.assert(
      fc.asyncProperty(historyWithFaults, async (history) => {
        const world = new GuardedWorld(givenPolicy({ mode: 'enforce' }), { observeOnly: true });
        await applyHistory(world, history);
        await world.quiesce();
        expect(world.removals).toEqual([]);
        for (const account of MEMBERS) {
          const unapproved = world.credentials(account).filter((one) => !world.isApproved(account, one));
          const state = (await world.memory.posture.read(account))?.posture?.state;
          expect(state === 'violating').toBe(unapproved.length > 0);
        }
      }),
      RUNS,
    );
  });
});

describe('the breaker', () => {
  test('lets no more accounts lose older credentials within an hour than its limit', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 3 }), async (maxAccountsPerHour) => {
        const world = new GuardedWorld(givenPolicy({ maxAccountsPerHour }));
        for (const account of MEMBERS) world.createCredential(account, 'access-key');
        world.memory.clock.advance(2 * 3600);
        await world.sweep();
        const losers = new Set(world.removals.map(({ account }) => account));
        expect(losers.size).toBe(Math.min(maxAccountsPerHour, MEMBERS.length));
      }),
      RUNS,
    );
  });

  test('lets a credential that was just created be removed, open or not', async () => {
    const world = new GuardedWorld(givenPolicy({ maxAccountsPerHour: 0 }));
    world.createCredential(VICTIM, 'login-profile');
    await world.work(world.eventAbout(VICTIM, 'login-profile'));
    expect(world.credentials(VICTIM)).toEqual([]);
  });
});

/** The world right after its history, as the attacked one was before the attack. */
async function untouched(history: readonly Action[]): Promise<GuardedWorld> {
  const world = new GuardedWorld();
  await applyHistory(world, history);
  return world;
}

/** A world after its history, once nothing is pending any more. */
async function lived(history: readonly Action[], { readLagSeconds = 0 } = {}): Promise<GuardedWorld> {
  const world = new GuardedWorld();
  world.memory.organization.readLagSeconds = readLagSeconds;
  await applyHistory(world, history);
  await world.quiesce();
  return world;
}
