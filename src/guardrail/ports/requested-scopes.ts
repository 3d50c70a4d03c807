import type { WideScope } from '../../domain/exception.ts';

/** A scope that somebody requested to be audited again. */
export interface RequestedScope {
  readonly type: 'requested';
  readonly scope: WideScope;
  readonly requestedAt: Date;
  /** The time as it is stored: somebody may have written it in another form. */
  readonly stored: unknown;
}

/** A request that does not parse. Where its scope can be read, it is treated as requested now. */
export interface MalformedRequest {
  readonly type: 'malformed';
  /** The name of the attribute. */
  readonly key: string;
  readonly scope: WideScope | undefined;
  readonly issue: string;
}

/** The scopes wider than an account that have to be audited again. */
export interface RequestedScopes {
  /**
   * Notes a scope for the sweeper's next run. The stored time only increases: where `at` is not later than it (clocks differ), one
   * millisecond is added to the stored time, so that whoever is processing the earlier request does not clear the new one.
   */
  request(scope: WideScope, at: Date): Promise<void>;
  read(): Promise<readonly (RequestedScope | MalformedRequest)[]>;
  /** Keeps a request that was made again since it was read: its scope may have changed in between. */
  clear(requested: RequestedScope): Promise<void>;
}
