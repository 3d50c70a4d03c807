import type { AccountId } from '../../src/domain/account.ts';
import { RootguardError } from '../../src/domain/errors.ts';
import type { Policy } from '../../src/domain/policy.ts';
import { guardAccount } from '../../src/guardrail/account/guard-account.ts';
import type { RootRemover } from '../../src/guardrail/ports/root-sessions.ts';
import type { SweepDependencies } from '../../src/guardrail/sweep/dependencies.ts';
import { startSweep } from '../../src/guardrail/sweep/sweep.ts';
import { watch } from '../../src/guardrail/sweep/watch.ts';
import { givenEvent } from '../support/builders.ts';
import { GuardedWorld, type Message, sweepMessage } from '../support/guarded-world.ts';
import { failureWith, type PortCall } from '../support/memory/call-log.ts';
import { clockAheadOf } from '../support/memory/clock.ts';
import { Oracle } from './oracle.ts';
import { Scheduler } from './scheduler.ts';
import { currentWorker, runAs, Worker } from './worker.ts';

export interface FaultyWorldOptions {
  readonly policy: Policy;
  readonly members: readonly AccountId[];
  readonly observeOnly: boolean;
}

/** A table, a queue or the topic that did not answer after all retries of the SDK. */
export class PortFailure extends Error {}

/** Any other error is a defect. */
function isAwsUnavailable(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every(isAwsUnavailable);
  return (
    error instanceof PortFailure || (error instanceof RootguardError && error.code === 'aws-call-failed')
  );
}

/** Time passes with every call, so that no two calls have the same timestamp. */
const CALL_SECONDS = 0.05;

const UNLIMITED_MS = () => Number.POSITIVE_INFINITY;

/** Calls that throw when they fail; those of AWS's root sessions and directory answer with a failure instead. */
const THROWING = /^[a-z]+[A-Za-z]*\.(?!readFor|read$)|^(?!settings)[a-z]+[A-Za-z]*\.read$/;

/**
 * The guarded world with faults: processes that end at any call, runs that overlap, services that do not answer or whose
 * answer gets lost, policies that come and go. An oracle checks every step against the promises.
 */
export class FaultyWorld extends GuardedWorld {
  readonly oracle: Oracle;
  readonly observeOnly: boolean;
  /** `<account> <call>` for each call that a service control policy denies. */
  readonly denied = new Set<string>();
  readonly #lostAnswers = new Map<string, number>();
  #scheduler: Scheduler | undefined;
  #nextCrash = Number.POSITIVE_INFINITY;
  #sweepItemsTaken = 0;

  constructor({ policy, members, observeOnly }: FaultyWorldOptions) {
    super(policy, { observeOnly, members });
    this.observeOnly = observeOnly;
    this.oracle = new Oracle(this.memory);
    this.#observeRemovals();
    this.#injectFailures();
    const { memory, oracle } = this;
    const { ledger, posture } = memory;
    this.deps = {
      ...this.deps,
      remover: observeOnly ? undefined : this.#remover(),
      ledger: this.#losing('ledger', {
        append: async (entry) => {
          await ledger.append(entry);
          oracle.noteEntry(entry);
        },
      }),
      posture: this.#losing('posture', {
        ...posture,
        record: async (latest, ...order) => {
          oracle.notePosture(latest);
          const recorded = await posture.record(latest, ...order);
          if (recorded === 'recorded') oracle.noteRecorded(latest);
          return recorded;
        },
      }),
      sentNotifications: this.#losing('sentNotifications', memory.sentNotifications),
      notifier: this.#losing('notifier', {
        publish: async (notification) => {
          await memory.notifier.publish(notification);
          oracle.noteNotification(notification);
        },
      }),
      breaker: this.#losing('breaker', memory.breaker),
      triggerQueue: this.#losing('triggerQueue', memory.triggerQueue),
      // Other runs continue meanwhile.
      pause: async (milliseconds) => {
        await memory.log.enter('clock.pause');
        await memory.pause(milliseconds);
      },
      graceEnds: this.#losing('graceEnds', memory.graceEnds),
      findings: this.#losing('findings', memory.findings),
    };
  }

  get sweepDeps(): SweepDependencies {
    const { memory } = this;
    return {
      ...memory,
      ...this.deps,
      canEnforce: !this.observeOnly,
      deploymentRecord: this.#losing('deploymentRecord', memory.deploymentRecord),
      exceptionWatch: this.#losing('exceptions', memory.exceptions),
      sweepProgress: this.#losing('sweepProgress', memory.sweepProgress),
      requestedScopes: this.#losing('requestedScopes', memory.requestedScopes),
      graceEnds: this.#losing('graceEnds', memory.graceEnds),
      auditTimes: this.#losing('posture', memory.auditTimes),
      digestProgress: this.#losing('digestProgress', memory.digestProgress),
      silence: this.#losing('posture', memory.silence),
      sweepQueue: this.#losing('sweepQueue', memory.sweepQueue),
    };
  }

  get operatorDeps() {
    const { memory } = this;
    return {
      ...memory,
      ...this.deps,
      remover: this.#remover(),
      editor: this.#losing('exceptions', memory.exceptions),
      settingsEditor: this.#losing('settings', memory.settings),
      requestedScopes: this.#losing('requestedScopes', memory.requestedScopes),
    };
  }

  /** The ports of an operator whose clock is ahead by this much. */
  operatorDepsAt(clockSeconds: number) {
    return { ...this.operatorDeps, clock: clockAheadOf(this.memory.clock, clockSeconds) };
  }

  /** The event of an account that has joined. */
  arrivalOf(account: AccountId): Message {
    const event = givenEvent({ id: `arrival-${account}`, name: 'AccountJoinedOrganization' });
    return { account, trigger: { type: 'account-arrived', account, at: this.now, event } };
  }

  setPolicy(policy: Policy): void {
    this.deps = { ...this.deps, initialPolicy: policy };
  }

  override crashAfter(calls: number): void {
    this.#nextCrash = calls;
  }

  loseAnswers(call: string, times: number): void {
    this.#lostAnswers.set(call, times);
  }

  /** Runs a piece of rootguard as a process of its own; undefined when it crashed or threw. */
  async run<Result>(
    task: () => Promise<Result>,
    { isOperator = false, crashAfter = this.#takeCrash(), clockSeconds = 0 } = {},
  ): Promise<Result | undefined> {
    const { initialPolicy: policy } = this.deps;
    const worker = new Worker({ policy, isOperator, callsLeft: crashAfter, clockSeconds });
    try {
      const result = await runAs(worker, task);
      return result === 'crashed' ? undefined : result;
    } catch (error) {
      if (!isAwsUnavailable(error)) throw error;
      worker.hasThrown = true;
      return undefined;
    }
  }

  override work(message: Message, crashAfter?: number): Promise<'done' | 'again'> {
    return this.workOn([message], crashAfter);
  }

  /** One audit for several messages about the same account, as the consumer does with a batch. */
  async workOn(messages: readonly Message[], crashAfter?: number): Promise<'done' | 'again'> {
    const [first] = messages;
    if (first === undefined) return 'done';
    const { account } = first;
    const triggers = messages.map(({ trigger }) => trigger);
    const { deps } = this;
    const outcome = await this.run(
      () => guardAccount(deps, { account, triggers }),
      crashAfter === undefined ? {} : { crashAfter },
    );
    if (outcome && outcome.type !== 'retry') return 'done';
    this.pending.push(...messages);
    return 'again';
  }

  /** The sweeper's own run, and then the messages that it sent. */
  override async sweep(): Promise<void> {
    await this.run(() => startSweep(this.sweepDeps, UNLIMITED_MS));
    for (const message of this.takeSweepMessages()) await this.work(message);
  }

  async sweepLater(): Promise<void> {
    await this.run(() => startSweep(this.sweepDeps, UNLIMITED_MS));
    this.pending.push(...this.takeSweepMessages());
  }

  async watch(): Promise<void> {
    await this.run(() => watch(this.sweepDeps, UNLIMITED_MS));
    this.pending.push(...this.takeSweepMessages());
  }

  takeSweepMessages(): readonly Message[] {
    const items = this.memory.sweepQueue.sent.slice(this.#sweepItemsTaken);
    this.#sweepItemsTaken += items.length;
    return items.map(sweepMessage);
  }

  /** Interleaves runs, call by call. */
  async interleave(runs: readonly (() => Promise<unknown>)[], picks: readonly number[]): Promise<void> {
    const scheduler = new Scheduler();
    this.#scheduler = scheduler;
    await scheduler.runAll(
      runs.map((run) => run()),
      picks,
    );
    this.#scheduler = undefined;
  }

  override heal(): void {
    this.#nextCrash = Number.POSITIVE_INFINITY;
    this.#lostAnswers.clear();
    this.denied.clear();
    this.memory.log.clearFailures();
  }

  #takeCrash(): number {
    const calls = this.#nextCrash;
    this.#nextCrash = Number.POSITIVE_INFINITY;
    return calls;
  }

  async #enter(call: PortCall): Promise<void> {
    const worker = currentWorker();
    if (worker === undefined) return;
    if (this.#scheduler) await this.#scheduler.waitForTurn();
    if (worker.callsLeft === 0) worker.crash();
    // A new promise each time, so that whatever awaits it can be collected.
    if (worker.hasCrashed) return new Promise(() => undefined);
    worker.callsLeft -= 1;
    this.memory.clock.advance(CALL_SECONDS);
    this.oracle.noteCall(worker, call);
    if (THROWING.test(call.name) && this.memory.log.takeFailure(call.name, call.account)) {
      throw new PortFailure(call.name);
    }
  }

  #injectFailures(): void {
    const { log } = this.memory;
    log.onCall = (call) => this.#enter(call);
    const takeFailure = log.takeFailure.bind(log);
    log.takeFailure = (call, account) => {
      const failure = this.denied.has(`${account} ${call}`)
        ? failureWith(call, { reason: 'denied-by-scp', code: 'AccessDenied' })
        : takeFailure(call, account);
      const worker = currentWorker();
      if (failure && worker) this.oracle.noteFailure(worker, call, failure);
      return failure;
    };
  }

  #observeRemovals(): void {
    const { organization } = this.memory;
    const remove = organization.removeCredential.bind(organization);
    organization.removeCredential = (account, credential) => {
      const wasThere = remove(account, credential);
      if (wasThere) this.oracle.noteRemoval(account, credential);
      return wasThere;
    };
  }

  #remover(): RootRemover {
    return {
      openDeleteSession: async (account) => {
        const opened = await this.memory.remover.openDeleteSession(account);
        if (opened.type === 'refused') return opened;
        const { session } = opened;
        return {
          ...opened,
          session: {
            readInventory: () => session.readInventory(),
            remove: async (credential) => {
              this.oracle.noteDeletionAttempt(account, credential);
              const removal = await session.remove(credential);
              if (!this.#isLost('iam:remove')) return removal;
              this.oracle.noteLostAnswer();
              return { type: 'refused', failure: failureWith('iam:remove') };
            },
          },
        };
      },
    };
  }

  /** The same port, which loses some answers after it has acted. */
  #losing<Port extends object>(name: string, port: Port): Port {
    return new Proxy(port, {
      get: (target, method) => {
        const value: unknown = Reflect.get(target, method);
        if (typeof value !== 'function') return value;
        return (...input: unknown[]) => {
          const answer: unknown = value.apply(target, input);
          if (!(answer instanceof Promise)) return answer;
          return answer.then((result: unknown) => {
            if (this.#isLost(`${name}.${String(method)}`)) throw new PortFailure('the answer got lost');
            return result;
          });
        };
      },
    });
  }

  #isLost(call: string): boolean {
    const left = this.#lostAnswers.get(call) ?? 0;
    this.#lostAnswers.set(call, left - 1);
    return left > 0;
  }
}
