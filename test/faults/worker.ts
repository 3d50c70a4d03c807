import { AsyncLocalStorage } from 'node:async_hooks';
import type { MemberAccount } from '../../src/domain/account.ts';
import type { Credential } from '../../src/domain/credentials.ts';
import type { ParsedExceptionRow } from '../../src/domain/exception-row.ts';
import type { Policy } from '../../src/domain/policy.ts';

/** One run of rootguard, with what it has been shown so far: what it does is judged by what it could know. */
export class Worker {
  /** How many calls it gets to make before its process ends. */
  callsLeft: number;
  readonly policy: Policy;
  /** A person's command, not a consumer. */
  readonly isOperator: boolean;
  /** By how much its clock is ahead. */
  readonly clockSeconds: number;
  hasCrashed = false;
  /** A table, a queue or the topic did not answer, and the run ended there. */
  hasThrown = false;
  /** The latest word of Organizations. */
  described: MemberAccount | undefined;
  /** The exceptions as they stood at the latest reading; undefined when it failed. */
  rows: readonly ParsedExceptionRow[] | undefined;
  /** What the latest reading of the root credentials showed; undefined when it failed. */
  seen: readonly Credential[] | undefined;
  /** Milliseconds since the epoch. */
  sessionEnds = 0;
  readonly intended: Credential[] = [];
  /** How many credentials it took away. */
  removed = 0;
  /** A deletion of its own got no answer: what is gone afterwards, it has to count as removed by itself. */
  mayHaveRemoved = false;
  /** What it has tried to delete and has not asked for the exceptions since. */
  readonly tried = new Set<string>();
  readonly death: Promise<'crashed'>;
  #die: (crashed: 'crashed') => void = () => undefined;

  constructor(options: { policy: Policy; isOperator: boolean; callsLeft: number; clockSeconds: number }) {
    this.policy = options.policy;
    this.isOperator = options.isOperator;
    this.clockSeconds = options.clockSeconds;
    this.callsLeft = options.callsLeft;
    this.death = new Promise((resolve) => {
      this.#die = resolve;
    });
  }

  crash(): void {
    this.hasCrashed = true;
    this.#die('crashed');
  }
}

const current = new AsyncLocalStorage<Worker>();

/** Whose call this is; undefined for what the world does itself. */
export function currentWorker(): Worker | undefined {
  return current.getStore();
}

/** Runs until the task ends or its process does: no call of a process that has ended is ever made. */
export function runAs<Result>(worker: Worker, task: () => Promise<Result>): Promise<Result | 'crashed'> {
  return Promise.race([worker.death, current.run(worker, task)]);
}
