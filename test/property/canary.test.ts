import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CanaryDependencies, CanaryOutcome } from '../../src/guardrail/canary/dependencies.ts';
import { runCanary } from '../../src/guardrail/canary/run-canary.ts';
import { givenPolicy } from '../support/builders.ts';
import {
  GuardedWorld,
  InjectedCrash,
  MANAGEMENT,
  type Message,
  OPERATOR,
  VICTIM,
} from '../support/guarded-world.ts';
import { type Action, applyAction, fault, forgeryOn, ordinaryActionOn } from '../support/history-actions.ts';
import { MEMORY_ACCESS_KEY_ID } from '../support/memory/root-sessions.ts';
import { RUNS } from './runs.ts';

const POLICY = givenPolicy({ maxAccountsPerHour: 1_000 });

/** Longer than a run may last, and than any approval of a history. */
const LATER_SECONDS = 25_000;

const anyAction = fc.oneof(
  { weight: 4, arbitrary: ordinaryActionOn([VICTIM]) },
  { weight: 1, arbitrary: forgeryOn([VICTIM]) },
  { weight: 2, arbitrary: fault },
);

interface Scenario {
  /** One at a time, whenever the run waits. */
  readonly during: readonly Action[];
  /** Happens at this call, if the run makes so many: its process ends, or somebody else creates a password. */
  readonly atCall: { readonly call: number; readonly what: 'ends' | 'other-password' } | undefined;
  readonly isEventLost: boolean;
  readonly readLagSeconds: number;
}

const scenario: fc.Arbitrary<Scenario> = fc.record({
  during: fc.array(anyAction, { maxLength: 8 }),
  atCall: fc.option(
    fc.record({ call: fc.nat(60), what: fc.constantFrom('ends', 'ends', 'other-password') }),
    {
      nil: undefined,
    },
  ),
  isEventLost: fc.boolean(),
  readLagSeconds: fc.constantFrom(0, 0, 2, 30),
});

/** An organization in which somebody runs the canary, and which tells its passwords from those of others. */
class CanaryWorld extends GuardedWorld {
  /** When the canary has created a password. */
  readonly created = new Set<number>();

  constructor(readonly mode: 'enforce' | 'observe') {
    super(POLICY, { observeOnly: mode === 'observe' });
    const { recoverer } = this.memory;
    const open = recoverer.openRecoverySession.bind(recoverer);
    this.memory.recoverer = {
      ...recoverer,
      openRecoverySession: async (account) => {
        const opened = await open(account);
        if (opened.type === 'refused') return opened;
        const { allowPassword } = opened.session;
        const watched = async () => {
          const allowance = await allowPassword();
          if (allowance.type === 'password-allowed' && allowance.createdAt) {
            this.created.add(allowance.createdAt.getTime());
          }
          return allowance;
        };
        return { ...opened, session: { ...opened.session, allowPassword: watched } };
      },
    };
  }

  isOfCanary({ kind, createdAt }: { readonly kind: string; readonly createdAt?: Date | undefined }): boolean {
    return kind === 'login-profile' && createdAt !== undefined && this.created.has(createdAt.getTime());
  }

  /** @returns undefined where its process has ended */
  async runCanary({ during, atCall, isEventLost }: Scenario): Promise<CanaryOutcome | undefined> {
    const left = [...during];
    let hasEvent = isEventLost;
    const canary: CanaryDependencies = {
      ...this.memory,
      managementAccountId: MANAGEMENT,
      initialPolicy: POLICY,
      assumedCanEnforce: this.mode === 'enforce',
      ledgerReader: this.memory.ledger,
      pause: async (milliseconds) => {
        this.memory.clock.advance(milliseconds / 1000);
        if (!hasEvent && this.created.size > 0) {
          hasEvent = true;
          this.pending.push(this.#eventOfCanary());
        }
        const [action] = left.splice(0, 1);
        await (action ? applyAction(this, action) : this.deliver(0));
      },
    };
    if (atCall?.what === 'ends') this.crashAfter(atCall.call);
    if (atCall?.what === 'other-password') this.#createAtCall(atCall.call);
    try {
      return await runCanary(canary, { account: VICTIM, by: OPERATOR.by, timeoutSeconds: 10 });
    } catch (error) {
      if (!(error instanceof InjectedCrash)) throw error;
      return undefined;
    } finally {
      this.heal();
      this.memory.log.clearFailures();
    }
  }

  #eventOfCanary(): Message {
    const message = this.eventAbout(VICTIM, 'login-profile');
    const { trigger } = message;
    if (trigger.type !== 'root-credential-changed') return message;
    const actor = { ...trigger.event.actor, accessKeyId: MEMORY_ACCESS_KEY_ID };
    return { ...message, trigger: { ...trigger, event: { ...trigger.event, actor } } };
  }

  #createAtCall(call: number): void {
    let left = call;
    this.memory.log.onCall = () => {
      if (left === 0) this.createCredential(VICTIM, 'login-profile');
      left -= 1;
    };
  }
}

async function afterRun(mode: 'enforce' | 'observe', given: Scenario) {
  const world = new CanaryWorld(mode);
  world.memory.organization.readLagSeconds = given.readLagSeconds;
  const outcome = await world.runCanary(given);
  return { world, outcome };
}

const UNDISTURBED: Scenario = { during: [], atCall: undefined, isEventLost: true, readLagSeconds: 0 };

const anyMode = fc.constantFrom('enforce', 'observe');

describe('a canary run among anything else that happens', () => {
  test('keeps what is approved, intends each removal, and takes no MFA device from a password (1, 4, 8)', async () => {
    await fc.assert(
      fc.asyncProperty(anyMode, scenario, async (mode, given) => {
        const { world } = await afterRun(mode, given);
        await world.quiesce();
        await world.runCanary(UNDISTURBED);
        expect(world.removals.filter(({ approved }) => approved)).toEqual([]);
        expect(world.removals.filter(({ intended }) => !intended)).toEqual([]);
        const early = world.removals.filter(
          ({ credential, passwordWasThere }) => credential.kind === 'mfa-device' && passwordWasThere,
        );
        expect(early).toEqual([]);
      }),
      RUNS,
    );
  });

  test('removes nothing but the passwords of the canary where the guardrail only observes (12)', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (given) => {
        const { world } = await afterRun('observe', given);
        world.memory.clock.advance(LATER_SECONDS);
        await world.runCanary(UNDISTURBED);
        expect(world.removals.filter(({ credential }) => !world.isOfCanary(credential))).toEqual([]);
      }),
      RUNS,
    );
  });

  test('says that its password is gone only where it is (5)', async () => {
    await fc.assert(
      fc.asyncProperty(anyMode, scenario, async (mode, given) => {
        const { world, outcome } = await afterRun(mode, given);
        if (outcome?.type !== 'completed' && outcome?.type !== 'incomplete') return;
        expect(world.credentials(VICTIM).filter((one) => world.isOfCanary(one))).toEqual([]);
      }),
      RUNS,
    );
  });

  test('leaves no password once the guardrail has swept the account, in enforce mode (2)', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (given) => {
        const { world } = await afterRun('enforce', given);
        world.memory.clock.advance(LATER_SECONDS);
        await world.quiesce();
        expect(world.credentials(VICTIM)).toEqual([]);
      }),
      RUNS,
    );
  });

  test('leaves no password once the next run is over, also where nothing else removes any', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (given) => {
        const { world } = await afterRun('observe', given);
        world.memory.clock.advance(LATER_SECONDS);
        await world.runCanary(UNDISTURBED);
        expect(world.credentials(VICTIM).filter((one) => world.isOfCanary(one))).toEqual([]);
      }),
      RUNS,
    );
  });
});
