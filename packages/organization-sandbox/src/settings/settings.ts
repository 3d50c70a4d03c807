import type { Clock } from '../clock.ts';
import type { PeriodicFaults } from '../eventbridge/delivery-faults.ts';
import { type RateLimit, TokenBucket } from './rate-limit.ts';

/** How the sandbox behaves. A setting that is left out of a change stays as it is. */
export interface SettingsChange {
  /** How many calls `GET /_sandbox/calls` keeps; 100,000 by default. */
  readonly callLogSize?: number;
  /** How long after a call CloudTrail puts its event on a bus. */
  readonly cloudTrailDelaySeconds?: number;
  /** An older name of `cloudTrailDelaySeconds`. */
  readonly cloudTrailLagSeconds?: number;
  /** Added to every AWS call, on the machine's clock. */
  readonly latencyMs?: number;
  /** Calls of sts:AssumeRoot beyond it are throttled; null removes the limit. */
  readonly assumeRootRateLimit?: RateLimit | null;
  /** IAM's reads show root credentials as they were that long ago. */
  readonly readConsistencyDelaySeconds?: number;
  /** Whether GetAccountSummary counts inactive access keys and certificates of the root user: AWS does not document it. */
  readonly summaryCountsInactive?: boolean;
  /** How long it takes to create an account. */
  readonly accountCreationSeconds?: number;
  /** Faults of events on their way to a bus; `{}` ends them. */
  readonly eventDelivery?: PeriodicFaults;
}

export interface SettingsOptions {
  readonly clock: Clock;
  readonly setCallLogSize: (size: number) => void;
  readonly setEventDelivery: (faults: PeriodicFaults) => void;
}

export class Settings {
  latencyMs = 0;
  cloudTrailDelaySeconds = 0;
  readConsistencyDelaySeconds = 0;
  summaryCountsInactive = true;
  accountCreationSeconds = 3;
  assumeRootLimiter: TokenBucket | undefined;
  readonly #options: SettingsOptions;

  constructor(options: SettingsOptions) {
    this.#options = options;
  }

  change(change: SettingsChange): void {
    const { clock, setCallLogSize, setEventDelivery } = this.#options;
    this.latencyMs = change.latencyMs ?? this.latencyMs;
    this.cloudTrailDelaySeconds =
      change.cloudTrailDelaySeconds ?? change.cloudTrailLagSeconds ?? this.cloudTrailDelaySeconds;
    this.readConsistencyDelaySeconds = change.readConsistencyDelaySeconds ?? this.readConsistencyDelaySeconds;
    this.summaryCountsInactive = change.summaryCountsInactive ?? this.summaryCountsInactive;
    this.accountCreationSeconds = change.accountCreationSeconds ?? this.accountCreationSeconds;
    if (change.callLogSize !== undefined) setCallLogSize(change.callLogSize);
    if (change.assumeRootRateLimit !== undefined) {
      const limit = change.assumeRootRateLimit;
      this.assumeRootLimiter = limit === null ? undefined : new TokenBucket(clock, limit);
    }
    if (change.eventDelivery !== undefined) setEventDelivery(change.eventDelivery);
  }
}
