import { AsyncLocalStorage } from 'node:async_hooks';
import type { MemberAccount } from '../../src/domain/account.ts';
import type { Credential } from '../../src/domain/credentials.ts';
import type { ParsedExceptionRow } from '../../src/domain/exception-row.ts';
import type { Policy } from '../../src/domain/policy.ts';

/** One run of rootguard and its latest reads: the oracle compares what it does with what it could know. */
export class Worker {
  /** How many calls it makes before its process ends. */
  callsLeft: number;
  /** As its latest reading of the settings says; before the first, that of the deployment. */
  policy: Policy;
  readonly initialPolicy: Policy;
  /** An operator's command, not a consumer. */
  readonly isOperator: boolean;
  /** By how much its clock is ahead. */
  readonly clockSeconds: number;
  hasCrashed = false;
  /** A table, a queue or the topic did not answer, and the run ended there. */
  hasThrown = false;
  /** The latest answer of Organizations. */
  lastDescribed: MemberAccount | undefined;
  /** The exceptions of the latest reading; undefined when it failed. */
  lastExceptions: readonly ParsedExceptionRow[] | undefined;
  /** What the latest reading of the root credentials showed; undefined when it failed. */
  lastInventory: readonly Credential[] | undefined;
  /** Milliseconds since the epoch. */
  sessionEnds = 0;
  readonly intended: Credential[] = [];
  /** How many credentials it removed. */
  removed = 0;
  /** One of its deletions got no answer: it has to count a credential that is absent afterwards as its own removal. */
  mayHaveRemoved = false;
  /** What it has tried to delete since it last read the exceptions. */
  readonly tried = new Set<string>();
  readonly crashed: Promise<'crashed'>;
  #resolveCrashed: (crashed: 'crashed') => void = () => undefined;

  constructor(options: { policy: Policy; isOperator: boolean; callsLeft: number; clockSeconds: number }) {
    this.policy = options.policy;
    this.initialPolicy = options.policy;
    this.isOperator = options.isOperator;
    this.clockSeconds = options.clockSeconds;
    this.callsLeft = options.callsLeft;
    this.crashed = new Promise((resolve) => {
      this.#resolveCrashed = resolve;
    });
  }

  crash(): void {
    this.hasCrashed = true;
    this.#resolveCrashed('crashed');
  }
}

const current = new AsyncLocalStorage<Worker>();

/** The run that makes this call; undefined for what the world does itself. */
export function currentWorker(): Worker | undefined {
  return current.getStore();
}

/** Runs until the task ends or its process does: no call of a process that has ended is ever made. */
export function runAs<Result>(worker: Worker, task: () => Promise<Result>): Promise<Result | 'crashed'> {
  return Promise.race([worker.crashed, current.run(worker, task)]);
}
