import type { Clock } from '../clock.ts';
import type { RegularFaults } from '../eventbridge/delivery-faults.ts';
import type { CallLog } from '../gateway/call-log.ts';
import { type RateLimit, TokenBucket } from './token-bucket.ts';

/** How the sandbox behaves; what is left out of a change stays as it is. */
export interface SettingsChange {
  /** How many calls `GET /_sandbox/calls` looks back on: 100,000 at first. */
  readonly callLogSize?: number;
  /** How long after it happened CloudTrail puts an event onto a bus. */
  readonly cloudTrailLagSeconds?: number;
  /** What every AWS call takes longer, in milliseconds of the machine's clock. */
  readonly latencyMs?: number;
  /** Calls of sts:AssumeRoot past it are throttled; null lifts the limit. */
  readonly assumeRootRateLimit?: RateLimit | null;
  /** IAM's reads show root credentials as they were that long ago. */
  readonly readConsistencyDelaySeconds?: number;
  /** Whether GetAccountSummary's flags count inactive access keys and certificates of the root user: AWS does not say. */
  readonly summaryCountsInactive?: boolean;
  /** How long an account takes to be created. */
  readonly accountCreationSeconds?: number;
  /** What happens to events on their way onto a bus; `{}` ends it. */
  readonly eventDelivery?: RegularFaults;
}

export class Settings {
  latencyMs = 0;
  cloudTrailLagSeconds = 0;
  readConsistencyDelaySeconds = 0;
  summaryCountsInactive = true;
  accountCreationSeconds = 3;
  assumeRootLimiter: TokenBucket | undefined;
  readonly #clock: Clock;
  readonly #calls: CallLog;
  readonly #setEventDelivery: (faults: RegularFaults) => void;

  constructor(clock: Clock, calls: CallLog, setEventDelivery: (faults: RegularFaults) => void) {
    this.#clock = clock;
    this.#calls = calls;
    this.#setEventDelivery = setEventDelivery;
  }

  change(change: SettingsChange): void {
    this.latencyMs = change.latencyMs ?? this.latencyMs;
    this.cloudTrailLagSeconds = change.cloudTrailLagSeconds ?? this.cloudTrailLagSeconds;
    this.readConsistencyDelaySeconds = change.readConsistencyDelaySeconds ?? this.readConsistencyDelaySeconds;
    this.summaryCountsInactive = change.summaryCountsInactive ?? this.summaryCountsInactive;
    this.accountCreationSeconds = change.accountCreationSeconds ?? this.accountCreationSeconds;
    if (change.callLogSize !== undefined) this.#calls.resize(change.callLogSize);
    if (change.assumeRootRateLimit !== undefined) {
      const limit = change.assumeRootRateLimit;
      this.assumeRootLimiter = limit === null ? undefined : new TokenBucket(this.#clock, limit);
    }
    if (change.eventDelivery !== undefined) this.#setEventDelivery(change.eventDelivery);
  }
}
