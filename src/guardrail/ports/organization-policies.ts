/** The types of policies that may stop a call, whatever the policies of the caller allow. */
export type OrganizationPolicyType = 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY';

export interface PolicySummary {
  readonly id: string;
  readonly name: string;
  /** Of AWS, such as `FullAWSAccess`. */
  readonly awsManaged: boolean;
}

/** Where a policy is attached: the organization's root, an organizational unit or an account. */
export interface PolicyTarget {
  readonly id: string;
  readonly name: string;
}

export interface OrganizationRoot {
  readonly id: string;
  /** The types of policies that are enabled, so that attached ones have an effect. */
  readonly enabledTypes: readonly string[];
}

/**
 * The policies of the organization. Organizations answers only a few of these calls a second, so each waits for its turn.
 * Every method throws AwsCallError.
 */
export interface OrganizationPolicies {
  readRoot(): Promise<OrganizationRoot>;
  listPolicies(type: OrganizationPolicyType): Promise<readonly PolicySummary[]>;
  /** Everything that the policy is attached to. */
  listTargets(policyId: string): Promise<readonly PolicyTarget[]>;
  /** The policies attached to the target itself, not to what is above it. */
  listAttached(targetId: string, type: OrganizationPolicyType): Promise<readonly PolicySummary[]>;
  /** The JSON text. */
  readContent(policyId: string): Promise<string>;
}
