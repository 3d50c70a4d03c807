import { aws_cloudwatch as cloudwatch, Duration, type aws_sqs as sqs } from 'aws-cdk-lib';
import type { ResourceNames } from '../../src/installation/names.ts';
import { type ServiceMetrics, serviceMetrics } from './metrics.ts';
import type { Queues } from './queues.ts';
import type { ServiceFunction } from './service-function.ts';

/** The resources that the alarms monitor. */
export interface MonitoredResources {
  readonly names: Pick<ResourceNames, 'bus' | 'metricsNamespace'>;
  readonly queues: Queues;
  readonly consumer: ServiceFunction;
  readonly listener: ServiceFunction;
  readonly sweeper: ServiceFunction;
  /** Names of the rules on the home bus of which no event may be lost. */
  readonly ruleNames: readonly string[];
  readonly fullSweepEveryHours: number;
  readonly watchEveryMinutes: number;
  /** Whether every account is to forward its events. */
  readonly coversOrganization: boolean;
}

export interface AlarmSettings {
  /** Anchor of the alarm's entry in the runbook; also its name unless `name` is set. */
  readonly entry: string;
  readonly name?: string;
  /** What the alarm means, in one sentence. */
  readonly meaning: string;
  readonly metric: cloudwatch.IMetric;
  /** In alarm at or above this value, or below it if `below` is set. */
  readonly threshold: number;
  readonly below?: true;
  readonly evaluationPeriods?: number;
  /** How many of the periods have to breach the threshold; by default all. */
  readonly periodsToAlarm?: number;
  /** In alarm if CloudWatch has no data. */
  readonly missingDataIsBreaching?: true;
}

const MIN_COVERAGE_PERCENT = 90;
const FIVE_MINUTES = Duration.minutes(5);
const FIFTEEN_MINUTES_SECONDS = Duration.minutes(15).toSeconds();
const SUM = { period: FIVE_MINUTES, statistic: cloudwatch.Stats.SUM };
const MAXIMUM = { period: FIVE_MINUTES, statistic: cloudwatch.Stats.MAXIMUM };

export function alarmSettings(resources: MonitoredResources): readonly AlarmSettings[] {
  return [
    ...deliveryAlarms(resources),
    ...latencyAlarms(resources),
    ...guardrailAlarms(resources),
    ...functionAlarms(resources),
  ];
}

export function undeliveredAlarm(queue: sqs.IQueue): AlarmSettings {
  return {
    entry: 'undelivered',
    meaning: 'A rule, a schedule or Lambda could not deliver a message.',
    metric: queue.metricApproximateNumberOfMessagesVisible(MAXIMUM),
    threshold: 1,
  };
}

/** Do all events reach the consumer? */
function deliveryAlarms({
  names,
  queues,
  listener,
  ruleNames,
}: MonitoredResources): readonly AlarmSettings[] {
  return [
    {
      entry: 'dead-letters',
      meaning: 'A message could not be processed or parsed, and was moved to the dead-letter queue.',
      metric: queues.deadLetters.queue.metricApproximateNumberOfMessagesVisible(MAXIMUM),
      threshold: 1,
    },
    undeliveredAlarm(queues.undelivered.queue),
    ...ruleNames.map((ruleName) => ({
      entry: 'events-lost',
      name: `events-lost-${ruleName}`,
      meaning: 'A rule could neither deliver an event nor send it to the undelivered queue.',
      metric: ruleMetric('InvocationsFailedToBeSentToDlq', names.bus, ruleName),
      threshold: 1,
    })),
    {
      entry: 'exception-changes-failing',
      meaning: 'A changed exception has waited in the stream of its table for 15 minutes.',
      // The listener has no other stream.
      metric: listener.function.metric('IteratorAge', MAXIMUM),
      threshold: Duration.seconds(FIFTEEN_MINUTES_SECONDS).toMilliseconds(),
    },
  ];
}

/** Are queued accounts audited in time? */
function latencyAlarms({ names, queues, fullSweepEveryHours }: MonitoredResources): readonly AlarmSettings[] {
  const metric = serviceMetrics(names.metricsNamespace);
  return [
    {
      entry: 'triggers-too-old',
      meaning: 'A trigger has been in the queue for 15 minutes: reverts are late.',
      metric: queues.triggers.queue.metricApproximateAgeOfOldestMessage(MAXIMUM),
      threshold: FIFTEEN_MINUTES_SECONDS,
    },
    {
      // SQS's age metric ignores a message after its third receive, so it misses messages that keep failing.
      entry: 'triggers-failing',
      meaning: 'A trigger has been failing for 15 minutes and is being retried.',
      metric: metric('OldestFailedTriggerSeconds', FIVE_MINUTES, {
        statistic: cloudwatch.Stats.MAXIMUM,
      }),
      threshold: FIFTEEN_MINUTES_SECONDS,
      // The maximum delay between two attempts is 15 minutes.
      evaluationPeriods: 4,
      periodsToAlarm: 1,
    },
    {
      entry: 'later-too-old',
      meaning: 'A delayed re-audit has been in the queue for an hour.',
      metric: queues.later.queue.metricApproximateAgeOfOldestMessage(MAXIMUM),
      threshold: Duration.hours(1).toSeconds(),
    },
    {
      entry: 'sweep-too-old',
      meaning: 'An account that a sweep queued has not been audited for hours.',
      metric: queues.sweep.queue.metricApproximateAgeOfOldestMessage(MAXIMUM),
      threshold: Duration.hours(maxSweepQueueAgeHours(fullSweepEveryHours)).toSeconds(),
    },
    {
      entry: 'activity-too-old',
      meaning:
        'What the home or the management account has to be notified about has been in the queue of the listener for 15 minutes.',
      metric: queues.activity.queue.metricApproximateAgeOfOldestMessage(MAXIMUM),
      threshold: FIFTEEN_MINUTES_SECONDS,
    },
    {
      entry: 'member-activity-too-old',
      meaning:
        'What happened in a member account and has to be notified has been in the queue of the listener for 15 minutes.',
      metric: queues.memberActivity.queue.metricApproximateAgeOfOldestMessage(MAXIMUM),
      threshold: FIFTEEN_MINUTES_SECONDS,
    },
  ];
}

/** Is the organization compliant, and can rootguard work in it? */
function guardrailAlarms({
  names,
  fullSweepEveryHours,
  watchEveryMinutes,
  coversOrganization,
}: MonitoredResources): readonly AlarmSettings[] {
  const metric = serviceMetrics(names.metricsNamespace);
  return [
    {
      entry: 'enforcement-failed',
      meaning: 'Root credentials remained after a removal.',
      metric: metric('EnforcementFailures', FIVE_MINUTES),
      threshold: 1,
    },
    {
      entry: 'accounts-unknown',
      meaning: 'An account could not be audited, so it is unknown whether it is compliant.',
      metric: metric('AccountsUnknown', FIVE_MINUTES),
      threshold: 1,
    },
    {
      entry: 'organization-blocked',
      meaning: 'The organization does not let rootguard open root sessions in any account.',
      metric: metric('OrganizationBlocked', FIVE_MINUTES),
      threshold: 1,
    },
    {
      entry: 'breaker-open',
      meaning:
        'Too many accounts lost credentials within an hour. Removals are withheld until an operator acknowledges.',
      metric: metric('BreakerOpen', FIVE_MINUTES),
      threshold: 1,
    },
    {
      entry: 'guardrail-weakened',
      meaning: 'A feature or setting that rootguard depends on was disabled.',
      metric: metric('GuardrailWeakened', FIVE_MINUTES),
      threshold: 1,
    },
    {
      entry: 'sweep-missed',
      meaning: 'No sweep of the organization has finished within its interval.',
      metric: metric('SweepsFinished', Duration.hours(1)),
      threshold: 1,
      below: true,
      evaluationPeriods: maxHoursBetweenSweeps(fullSweepEveryHours),
      missingDataIsBreaching: true,
    },
    {
      entry: 'accounts-silent',
      meaning:
        'Accounts were audited, and no event of the audit arrived: only sweeps find credentials there.',
      metric: metric('AccountsSilent', FIVE_MINUTES, { statistic: cloudwatch.Stats.MAXIMUM }),
      threshold: 1,
      // Each watch counts them. Between two watches the alarm must not end, and go off again with the next.
      evaluationPeriods: Math.ceil(watchEveryMinutes / FIVE_MINUTES.toMinutes()) + 1,
      periodsToAlarm: 1,
    },
    {
      entry: 'accounts-missed',
      meaning: 'Accounts that a sweep queued were not audited before the next one.',
      metric: metric('AccountsMissed', FIVE_MINUTES),
      threshold: 1,
    },
    // Where only some units are covered, the others would keep it in alarm.
    ...(coversOrganization ? [coverageAlarm(metric)] : []),
  ];
}

function coverageAlarm(metric: ServiceMetrics): AlarmSettings {
  return {
    entry: 'coverage-low',
    meaning: 'More than a tenth of the active accounts was not audited in time or is not heard.',
    metric: metric('CoveragePercent', Duration.hours(1), { statistic: cloudwatch.Stats.MINIMUM }),
    threshold: MIN_COVERAGE_PERCENT,
    below: true,
    // It is counted once an hour. Right after the first sweep, heartbeats are still on their way.
    evaluationPeriods: 3,
  };
}

/**
 * The largest organization takes three hours if AWS throttles AssumeRoot heavily; no sweep may take longer than its
 * interval.
 */
function maxSweepQueueAgeHours(everyHours: number): number {
  return Math.min(everyHours, 6);
}

/**
 * A sweep may be late by a quarter of the interval, and by at least two hours. CloudWatch evaluates at most 168 hours.
 */
function maxHoursBetweenSweeps(everyHours: number): number {
  return everyHours + Math.max(2, Math.ceil(everyHours / 4));
}

function functionAlarms({ consumer, listener, sweeper }: MonitoredResources): readonly AlarmSettings[] {
  // A listener without concurrency is noticed by the age of its queue.
  return [
    failing('consumer', consumer),
    throttled('consumer', consumer),
    failing('listener', listener),
    failing('sweeper', sweeper),
    throttled('sweeper', sweeper),
  ];
}

function failing(name: string, { function: lambda }: ServiceFunction): AlarmSettings {
  return {
    entry: `${name}-errors`,
    meaning: `An invocation of the ${name} failed: a bug, a missing permission or a timeout.`,
    metric: lambda.metricErrors(SUM),
    threshold: 1,
  };
}

function throttled(name: string, { function: lambda }: ServiceFunction): AlarmSettings {
  return {
    entry: `${name}-throttled`,
    meaning: `Lambda throttled the ${name} for 15 minutes because no concurrency was left.`,
    metric: lambda.metricThrottles(SUM),
    threshold: 1,
    evaluationPeriods: 3,
  };
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html */
function ruleMetric(metricName: string, bus: string, ruleName: string): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: 'AWS/Events',
    metricName,
    dimensionsMap: { EventBusName: bus, RuleName: ruleName },
    ...SUM,
  });
}
