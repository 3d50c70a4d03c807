import type { AccountId } from '../../domain/account.ts';
import type { ValueReading } from '../../domain/reading.ts';

export interface TrailFacts {
  readonly name: string;
  readonly ofOrganization: boolean;
  readonly multiRegion: boolean;
  /** Whether it includes the events of global services such as IAM and Organizations. */
  readonly globalServices: boolean;
  /** A member account sees an organization trail, but may not be allowed to read its status. */
  readonly logging: ValueReading<boolean>;
}

export interface StackSetCoverage {
  /** Accounts with a current stack instance. */
  readonly covered: ReadonlySet<AccountId>;
  /** Accounts whose stack instance failed or is outdated, with CloudFormation's reason. */
  readonly failing: ReadonlyMap<AccountId, string>;
}

export interface RuleFacts {
  readonly name: string;
  /** As EventBridge names it: `DISABLED`, or one of the two states of an enabled rule. */
  readonly state: string;
}

/** An event source mapping of Lambda: a function receives from a queue or a stream. */
export interface MappingFacts {
  /** Lambda's id of it, by which it is changed. */
  readonly id: string;
  readonly sourceArn: string;
  /** The name of the function, without account and Region. */
  readonly functionName: string;
  /** As Lambda names it: `Enabled`, `Disabled`, or on the way to another, such as `Enabling` or `Deleting`. */
  readonly state: string;
  readonly batchSize: number | undefined;
}

export interface TableFacts {
  /** `ACTIVE` when it can be used. */
  readonly status: string;
  /** Attribute names of the partition key and, where there is one, the sort key. */
  readonly keys: readonly string[];
}

/** What doctor reads about the deployment of rootguard. Each reading may be `unreadable`. */
export interface Inspector {
  /** `ALL` or `CONSOLIDATED_BILLING`. */
  readFeatureSet(): Promise<ValueReading<string>>;
  readTrails(): Promise<ValueReading<readonly TrailFacts[]>>;
  /** Undefined when there is no such StackSet in the caller's account. */
  readStackSet(name: string): Promise<ValueReading<StackSetCoverage | undefined>>;
  /**
   * Rules of a bus whose name begins with the prefix; undefined when there is no such bus.
   * @param region default: that of rootguard
   */
  readRules(
    bus: string,
    prefix: string,
    region?: string,
  ): Promise<ValueReading<readonly RuleFacts[] | undefined>>;
  /** Of the account, in the Region of rootguard. */
  readMappings(): Promise<ValueReading<readonly MappingFacts[]>>;
  /** Undefined when there is no such table. */
  readTable(name: string): Promise<ValueReading<TableFacts | undefined>>;
}

export interface RuleSwitch {
  /** @throws AwsCallError */
  enableRule(bus: string, rule: string): Promise<void>;
}
