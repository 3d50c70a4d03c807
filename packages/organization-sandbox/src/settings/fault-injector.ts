/** What is done to a matching call. */
export type FaultEffect =
  | { readonly type: 'error'; readonly code: string; readonly status: number; readonly message: string }
  /** The call takes that much longer, on the machine's clock. */
  | { readonly type: 'latency'; readonly milliseconds: number }
  /** The call takes effect, but the connection breaks before the caller hears of it. */
  | { readonly type: 'drop-response' };

export interface InjectedFault {
  /** Signing name, or `*`. */
  readonly service: string;
  /** Name of the operation, or `*`. */
  readonly operation: string;
  /** Only calls about that account: see `LoggedCall.account`. */
  readonly account?: string | undefined;
  /** How many matching calls are hit; then the fault is used up. */
  readonly times: number;
  readonly effect: FaultEffect;
}

export interface FaultTarget {
  readonly service: string;
  readonly operation: string;
  readonly account: string;
}

/** Faults waiting for calls to hit. */
export class FaultInjector {
  #armed: { readonly fault: InjectedFault; left: number }[] = [];

  inject(fault: InjectedFault): void {
    this.#armed.push({ fault, left: fault.times });
  }

  /** Takes the oldest fault that matches the call, if there is one. */
  take(target: FaultTarget): FaultEffect | undefined {
    const found = this.#armed.find(({ fault }) => matches(fault, target));
    if (found === undefined) return undefined;
    found.left -= 1;
    if (found.left === 0) this.#armed = this.#armed.filter((it) => it !== found);
    return found.fault.effect;
  }

  /** Faults that are not used up yet, with what is left of them. */
  pending(): readonly InjectedFault[] {
    return this.#armed.map(({ fault, left }) => ({ ...fault, times: left }));
  }

  clear(): void {
    this.#armed = [];
  }
}

function matches({ service, operation, account }: InjectedFault, target: FaultTarget): boolean {
  return (
    (service === '*' || service === target.service) &&
    (operation === '*' || operation === target.operation) &&
    (account === undefined || account === target.account)
  );
}
