/** The value of a condition key. */
export type ContextValue = string | boolean;

/** Calls of one principal on the same resources, and the policies that bind it. */
export interface Simulation {
  /** Documents as JSON, level by level from the organization's root down to the account. */
  readonly levels: readonly (readonly string[])[];
  /** The document of the principal's permissions boundary, if it has one. */
  readonly boundary?: string | undefined;
  /** Such as `events:PutRule`. */
  readonly actions: readonly string[];
  /** ARNs, or `*`. */
  readonly resources: readonly string[];
  readonly context: Readonly<Record<string, ContextValue>>;
}

/** `implicit-deny`: at a level no policy allows it, or the boundary does not. */
export type SimulatedDecision = 'allowed' | 'explicit-deny' | 'implicit-deny';

/** AWS's own evaluation of policies. */
export interface PolicySimulator {
  /** The decision on each action: denied where it is on any of the resources, explicitly before implicitly. @throws AwsCallError */
  simulate(simulation: Simulation): Promise<ReadonlyMap<string, SimulatedDecision>>;
}
