import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AccountId } from '../../src/domain/account.ts';
import { guardAccount } from '../../src/guardrail/account/guard-account.ts';
import { startSweep } from '../../src/guardrail/sweep/sweep.ts';
import { tellFindings } from '../../src/guardrail/sweep/tell-findings.ts';
import { givenCredential, givenPolicy, givenRootEvent } from '../support/builders.ts';
import { AMPLE_TIME, givenMembers, givenSweeper } from '../unit/guardrail/sweep-fixture.ts';
import { RUNS } from './runs.ts';

const MEMBERS = givenMembers(13).map(({ id }) => id);
const LOOK_SECONDS = 5 * 60;

const account = fc.constantFrom(...MEMBERS);
const crashAfter = fc.option(fc.nat(25), { nil: undefined, freq: 2 });

type Action =
  | { readonly type: 'create' | 'delete' | 'event'; readonly account: AccountId }
  | { readonly type: 'sweep' }
  | { readonly type: 'audit'; readonly messages: number; readonly crashAfter: number | undefined }
  | { readonly type: 'look'; readonly crashAfter: number | undefined };

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constant('create' as const), account }) },
  fc.record({ type: fc.constantFrom('delete' as const, 'event' as const), account }),
  fc.record({ type: fc.constant('sweep' as const) }),
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant('audit' as const), messages: fc.nat(13), crashAfter }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('look' as const), crashAfter }) },
);

/** An organization in observe mode, with the messages of its sweeps. */
class Organization {
  readonly sweeper = givenSweeper(givenMembers(MEMBERS.length));
  #audited = 0;
  #created = 0;
  readonly #deps = {
    ...this.sweeper,
    ...this.sweeper.deps,
    initialPolicy: givenPolicy({ mode: 'observe' }),
    remover: undefined,
  };

  create(id: AccountId): void {
    this.#created += 1;
    this.sweeper.organization.addCredential(
      id,
      givenCredential('access-key', { id: `KEY${this.#created}.` }),
    );
  }

  audit(id: AccountId): Promise<unknown> {
    const event = { ...givenRootEvent('access-key', this.sweeper.clock.now()), account: id };
    return guardAccount(this.#deps, { account: id, triggers: [event] });
  }

  /** One that fails is delivered again. */
  async auditQueued(count: number): Promise<void> {
    for (let done = 0; done < count; done += 1) {
      const item = this.sweeper.sweepQueue.sent[this.#audited];
      if (item === undefined) return;
      const { account: listed, sweepId, queuedAt: at } = item;
      const triggers = [{ type: 'swept', account: listed.id, sweepId, at, listed }] as const;
      await guardAccount(this.#deps, { account: listed.id, triggers });
      this.#audited += 1;
    }
  }

  async look(): Promise<void> {
    this.sweeper.clock.advance(LOOK_SECONDS);
    await tellFindings(this.sweeper.deps, AMPLE_TIME);
  }

  /** The process ends after so many calls. */
  async crashing(calls: number | undefined, run: () => Promise<unknown>): Promise<void> {
    const { log } = this.sweeper;
    let left = calls ?? Number.POSITIVE_INFINITY;
    log.onCall = () => {
      if (left === 0) throw new Error('crash');
      left -= 1;
    };
    await run().catch((error: unknown) => {
      if (calls === undefined) throw error;
    });
    log.onCall = () => undefined;
  }

  async play(one: Action): Promise<void> {
    switch (one.type) {
      case 'create':
        return this.create(one.account);
      case 'delete':
        return this.sweeper.organization.setCredentials(one.account, []);
      case 'event':
        return void (await this.audit(one.account));
      case 'sweep':
        return void (await startSweep(this.sweeper.deps, AMPLE_TIME));
      case 'audit':
        return this.crashing(one.crashAfter, () => this.auditQueued(one.messages));
      case 'look':
        return this.crashing(one.crashAfter, () => this.look());
    }
  }

  async finish(): Promise<void> {
    await startSweep(this.sweeper.deps, AMPLE_TIME);
    await this.auditQueued(Number.POSITIVE_INFINITY);
    // More than the lease of a run that crashed, and half an hour without a change.
    for (let looks = 0; looks < 12; looks += 1) await this.look();
  }

  keysOf(id: AccountId): string {
    return this.sweeper.organization
      .credentials(id)
      .map((credential) => credential.id)
      .sort()
      .join();
  }

  /** The keys of the account, for each time that a notification named all of them. */
  toldOf(id: AccountId): readonly string[] {
    return this.sweeper.notifier.published.flatMap(({ account: about, lines }) => {
      const of = about === id ? lines : lines.filter((line) => line.startsWith(id));
      const keys = [...of.join().matchAll(/KEY\d+\./g)].map(([key]) => key);
      return keys.length === 0 ? [] : [keys.toSorted().join()];
    });
  }

  /** How many accounts digests did not name. */
  unnamed(): number {
    return this.sweeper.notifier.published
      .flatMap(({ lines }) => lines)
      .reduce((sum, line) => sum + Number(/^(\d+) more\.$/.exec(line)?.[1] ?? 0), 0);
  }
}

it('tells every violation that a sweep finds, whatever crashes, and otherwise once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 40 }), async (actions) => {
      const organization = new Organization();
      for (const one of actions) await organization.play(one);
      await organization.finish();

      const violating = MEMBERS.filter((id) => organization.keysOf(id) !== '');
      const untold = violating.filter((id) => !organization.toldOf(id).includes(organization.keysOf(id)));
      expect(untold.length).toBeLessThanOrEqual(organization.unnamed());
      const isUndisturbed = actions.every((one) => !('crashAfter' in one) || one.crashAfter === undefined);
      if (!isUndisturbed) return;
      for (const id of MEMBERS) {
        const told = organization.toldOf(id);
        expect(new Set(told).size).toBe(told.length);
      }
      const { published } = organization.sweeper.notifier;
      expect(published.filter(({ key }) => key === 'first-sweep')).toHaveLength(1);
    }),
    RUNS,
  );
});
