import type { ValueReading } from '../../domain/reading.ts';
import type { Inspector, TrailFacts } from './deployment-inspection.ts';

/** Which management events a trail records, by its event selectors. */
export interface RecordedEvents {
  readonly reads: boolean;
  readonly writes: boolean;
}

export interface LogGroup {
  readonly name: string;
  readonly region: string;
}

export interface TrailDetails extends TrailFacts {
  readonly homeRegion: string;
  readonly events: ValueReading<RecordedEvents>;
  /** CloudWatch's log group that gets its events, if there is one in the account of the credentials. */
  readonly logGroup: LogGroup | undefined;
}

/** The output of every stack, and of the template of the StackSet, that has the version of rootguard. */
export const VERSION_OUTPUT = 'Version';

/** The output of the home stack that has how many executions of Lambda it reserves. */
export const RESERVED_OUTPUT = 'ReservedConcurrency';

export interface StackFacts {
  /** Such as `CREATE_COMPLETE`. */
  readonly status: string;
  readonly outputs: Readonly<Record<string, string>>;
}

export interface StackSetFacts {
  /** Those of its template whose values are texts; `unreadable` where the template is not JSON. */
  readonly outputs: ValueReading<Readonly<Record<string, string>>>;
}

/** How many executions of Lambda the account may run at once, and how many of these are not reserved for one function. */
export interface ConcurrencyFacts {
  readonly limit: number;
  readonly unreserved: number;
}

/** A filter that counts events in a log group. */
export interface MetricFilter {
  readonly name: string;
  readonly pattern: string;
}

/** Resources that have names of their own. */
export type NamedResource =
  | 'table'
  | 'queue'
  | 'event bus'
  | 'managed policy'
  | 'chat configuration'
  | 'topic'
  | 'role';

/** A managed policy of IAM, in any account that has one of that name, or one of AWS. */
export interface ManagedPolicy {
  readonly isOfAws: boolean;
  readonly pathAndName: string;
}

/** A key of KMS. */
export interface KeyFacts {
  readonly enabled: boolean;
  /** Such as `ENCRYPT_DECRYPT`. */
  readonly usage: string;
  /** Such as `SYMMETRIC_DEFAULT`. */
  readonly spec: string;
}

/** What preflight reads with the credentials of one account. Each reading may be `unreadable`. */
export interface AccountInspector extends Pick<Inspector, 'readFeatureSet'> {
  /** Trails of the account and, in a member account, those of the organization. */
  readTrails(): Promise<ValueReading<readonly TrailDetails[]>>;
  /** `ENABLED` when StackSets may deploy to the organization. */
  readStackSetsAccess(): Promise<ValueReading<string>>;
  /** Undefined when there is no such StackSet. @param region default: that of rootguard */
  readStackSet(name: string, region?: string): Promise<ValueReading<StackSetFacts | undefined>>;
  /** Undefined when there is no such stack. @param region default: that of rootguard */
  readStack(name: string, region?: string): Promise<ValueReading<StackFacts | undefined>>;
  /** The names of the stacks that CloudFormation changes with this service role, in the Region of rootguard. */
  readStacksOfRole(roleArn: string): Promise<ValueReading<readonly string[]>>;
  /** The ARN of the KMS key of a table; undefined for a key that AWS owns, and when there is no such table. */
  readTableKey(table: string): Promise<ValueReading<string | undefined>>;
  hasResource(type: NamedResource, name: string): Promise<ValueReading<boolean>>;
  /** The document in force; undefined when there is no such policy. */
  readManagedPolicy(policy: ManagedPolicy): Promise<ValueReading<string | undefined>>;
  /** Undefined when the account has no such key, or it is to be deleted. */
  readKey(id: string): Promise<ValueReading<KeyFacts | undefined>>;
  readConcurrency(): Promise<ValueReading<ConcurrencyFacts>>;
  /** Whether GuardDuty has a detector that is enabled. */
  hasGuardDuty(): Promise<ValueReading<boolean>>;
  readMetricFilters(logGroup: LogGroup): Promise<ValueReading<readonly MetricFilter[]>>;
  /** The names of the rules of the default bus whose patterns mention the root user, other than rootguard's own. */
  readRootUserRules(ownPrefix: string): Promise<ValueReading<readonly string[]>>;
}
