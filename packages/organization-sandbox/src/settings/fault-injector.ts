/** What happens to a matching call. */
export type FaultEffect =
  | { readonly type: 'error'; readonly code: string; readonly status: number; readonly message: string }
  /** The call takes that much longer, on the machine's clock. */
  | { readonly type: 'latency'; readonly milliseconds: number }
  /** The call takes effect, but the connection breaks before the caller gets the answer. */
  | { readonly type: 'drop-response' };

export interface InjectedFault {
  /** Signing name, or `*`. */
  readonly service: string;
  /** Name of the operation, or `*`. */
  readonly operation: string;
  /** Only calls about that account: see `affectedAccount`. */
  readonly account?: string | undefined;
  /** How many matching calls the fault applies to. */
  readonly times: number;
  readonly effect: FaultEffect;
}

export interface FaultTarget {
  readonly service: string;
  readonly operation: string;
  readonly account: string;
}

/** Faults that apply to calls to come. */
export class FaultInjector {
  #pending: { readonly fault: InjectedFault; remaining: number }[] = [];

  inject(fault: InjectedFault): void {
    this.#pending.push({ fault, remaining: fault.times });
  }

  /** Uses the oldest fault that matches the call, if there is one. */
  take(target: FaultTarget): FaultEffect | undefined {
    const found = this.#pending.find(({ fault }) => matches(fault, target));
    if (found === undefined) return undefined;
    found.remaining -= 1;
    if (found.remaining === 0) this.#pending = this.#pending.filter((it) => it !== found);
    return found.fault.effect;
  }

  /** Faults that still apply, each with the number of calls that remain. */
  pending(): readonly InjectedFault[] {
    return this.#pending.map(({ fault, remaining }) => ({ ...fault, times: remaining }));
  }

  clear(): void {
    this.#pending = [];
  }
}

function matches({ service, operation, account }: InjectedFault, target: FaultTarget): boolean {
  return (
    (service === '*' || service === target.service) &&
    (operation === '*' || operation === target.operation) &&
    (account === undefined || account === target.account)
  );
}
