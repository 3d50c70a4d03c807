import type { EventPattern } from './pattern/pattern.ts';
import type { Target } from './target-schema.ts';

export type RuleState = 'ENABLED' | 'DISABLED' | 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';

export interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly busName: string;
  readonly description: string | undefined;
  readonly roleArn: string | undefined;
  /** As the caller wrote it. */
  readonly eventPattern: string | undefined;
  readonly pattern: EventPattern | undefined;
  /** Stored and returned; the sandbox runs no schedules. */
  readonly scheduleExpression: string | undefined;
  readonly state: RuleState;
  readonly createdBy: string;
  /** By target id. */
  readonly targets: Map<string, Target>;
}

export interface EventBus {
  readonly name: string;
  readonly arn: string;
  readonly accountId: string;
  readonly region: string;
  readonly description: string | undefined;
  readonly createdAt: Date;
  /** Resource policy, JSON. */
  policy: string | undefined;
  /** By name. */
  readonly rules: Map<string, Rule>;
}

/** The location of a bus. */
export interface BusLocation {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

/** The ARN of a rule on a custom bus contains the name of the bus. */
export const ruleArn = (bus: EventBus, name: string): string =>
  bus.arn.replace(/:event-bus\/.*$/, `:rule/${bus.name === 'default' ? '' : `${bus.name}/`}${name}`);
