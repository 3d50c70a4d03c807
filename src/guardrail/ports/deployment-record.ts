import type { DeployedCoverage } from '../../domain/deployed-coverage.ts';
import type { Policy } from '../../domain/policy.ts';
import type { PolicyFacts } from '../../domain/settings.ts';

/** What an operator's command cannot see of the functions that are deployed: the sweeper records it with each watch. */
export interface DeploymentFacts {
  readonly recordedAt: Date;
  /** Applies until an operator has changed the settings. */
  readonly initialPolicy: Policy;
  /** Whether anything can be deleted: the role of the consumer has the delete task policy. */
  readonly canEnforce: boolean;
  /** Undefined where an earlier rootguard recorded it. */
  readonly coverage?: DeployedCoverage | undefined;
  /** Identifies the settings that the latest watch saw; undefined where it could not use them. */
  readonly seenSettings: string | undefined;
  /** The highest version of the settings that a watch has seen; 0 where there were none. */
  readonly highestVersion: number;
  /**
   * Set where it could not use the settings, and credentials may have been withheld until it can: for that long, or by the
   * deployment before.
   */
  readonly wereUnusable?: boolean | undefined;
  /** The latest change that it found and recorded, until people have been notified of it. */
  readonly unnotified?: FoundChange | undefined;
}

/** A change of the settings that no command has reported. */
export interface FoundChange {
  /** Of the notification: it is the same with each attempt. */
  readonly fingerprint: string;
  /** 0 where the settings were deleted. */
  readonly version: number;
  readonly after: PolicyFacts;
}

export interface DeploymentRecord {
  /** Undefined before the first watch, and where the record does not parse; the next watch writes it. @throws AwsCallError */
  read(): Promise<DeploymentFacts | undefined>;
  /** @throws AwsCallError */
  write(facts: DeploymentFacts): Promise<void>;
}
