import type { AccountId } from '../../domain/account.ts';
import type { ManagedPolicy } from '../ports/account-inspection.ts';

/** The names of what rootguard creates in the home account and in the account of the StackSet. */
export interface PlannedNames {
  /** The stack that is deployed first, and keeps the tables. */
  readonly dataStack: string;
  /** The stack of everything else in the home account. */
  readonly homeStack: string;
  readonly tables: readonly string[];
  readonly queues: readonly string[];
  readonly bus: string;
  readonly managedPolicies: readonly string[];
  /** Those that have fixed names, in the home stack and in that of the canary. */
  readonly homeRoles: readonly string[];
  readonly canaryRoles: readonly string[];
  /** Slack channels; none where notifications go elsewhere. */
  readonly chatConfigurations: readonly string[];
  readonly stackSet: string;
  /** Begins the names of the stacks in further Regions. */
  readonly sessionsStack: string;
  /** Begins the name of each rule. */
  readonly rulePrefix: string;
  /** Of the home account. */
  readonly topic: string;
  /** The opt-in stack of the canary. */
  readonly canaryStack: string;
  readonly managementStack: string;
  /** What the management stack makes where the home account is another one. */
  readonly managementTopics: readonly string[];
  readonly managementRole: string;
}

/** What is to be deployed, and where. */
export interface PreflightPlan {
  readonly partition: string;
  readonly region: string;
  readonly organizationId: string;
  readonly managementAccountId: AccountId;
  /** Undefined as long as nobody has said which account it will be. */
  readonly homeAccountId: AccountId | undefined;
  /** The account that owns the StackSet. */
  readonly stackSetsAccountId: AccountId;
  /** Organizational units or the organization's root; empty as long as nobody has said which, and every account counts. */
  readonly coveredUnits: readonly string[];
  /** Further Regions to be watched. */
  readonly sessionRegions: readonly string[];
  readonly names: PlannedNames;
  readonly namePrefix: string;
  /** The account in which the canary runs; undefined if there is none. */
  readonly canaryAccountId: AccountId | undefined;
  /** Executions of Lambda to be reserved; 0 if none are. */
  readonly reservedConcurrency: number;
  /** The role that deploys in the home account; by default that of the CDK's bootstrap. */
  readonly deployRoleArn: string | undefined;
  /** Roles and patterns of the configuration that deploy as well. */
  readonly otherDeployers: readonly string[];
  /** The permissions boundary of every role; undefined if there is none. */
  readonly permissionsBoundary: ManagedPolicy | undefined;
  /** The KMS key that exists already and is to be used; undefined if there is none. */
  readonly keyArn: string | undefined;
  /** Whether the deployment makes a KMS key of its own. */
  readonly makesKey: boolean;
  /** Whether the CDK deploys, rather than templates. */
  readonly usesCdk: boolean;
}
