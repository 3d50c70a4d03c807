import type { Policy } from '../../domain/policy.ts';

/** What an operator's command cannot see of the functions that are deployed: the sweeper records it with each watch. */
export interface DeploymentFacts {
  readonly recordedAt: Date;
  /** Applies until an operator has changed the settings. */
  readonly initialPolicy: Policy;
  /** Whether anything can be deleted: the role of the consumer has the delete task policy. */
  readonly canEnforce: boolean;
  /** Identifies the settings that the latest watch saw; undefined where it could not use them. */
  readonly seenSettings: string | undefined;
  /** The highest version of the settings that a watch has seen; 0 where there were none. */
  readonly highestVersion: number;
  /** Set where it could not use the settings, so that credentials may have been withheld until it can. */
  readonly wereUnusable?: boolean | undefined;
}

export interface DeploymentRecord {
  /** Undefined before the first watch, and where the record does not parse; the next watch writes it. @throws AwsCallError */
  read(): Promise<DeploymentFacts | undefined>;
  /** @throws AwsCallError */
  write(facts: DeploymentFacts): Promise<void>;
}
