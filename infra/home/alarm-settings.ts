import { aws_cloudwatch as cloudwatch, Duration, type aws_sqs as sqs } from 'aws-cdk-lib';
import { BUS_NAME } from '../../src/runtime/resources.ts';
import { serviceMetric } from './metrics.ts';
import type { Queues } from './queues.ts';
import type { ServiceFunction } from './service-function.ts';

/** What the alarms watch. */
export interface Watched {
  readonly queues: Queues;
  readonly consumer: ServiceFunction;
  readonly sweeper: ServiceFunction;
  /** Of the rules on the home bus. */
  readonly ruleNames: readonly string[];
  readonly pipeName: string;
  readonly fullSweepEveryHours: number;
}

export interface AlarmSettings {
  /** The anchor of its entry in the runbook, and its name unless it has one of its own. */
  readonly entry: string;
  readonly name?: string;
  /** What it means, in one sentence. */
  readonly meaning: string;
  readonly metric: cloudwatch.IMetric;
  /** In alarm from this value on; `below` turns it round. */
  readonly threshold: number;
  readonly below?: true;
  readonly evaluationPeriods?: number;
  /** In alarm once so many of the periods are; all of them unless it says less. */
  readonly periodsToAlarm?: number;
  /** In alarm when CloudWatch has no data. */
  readonly silenceIsAlarming?: true;
}

const FIVE_MINUTES = Duration.minutes(5);
const QUARTER_OF_HOUR = Duration.minutes(15).toSeconds();
const SUM = { period: FIVE_MINUTES, statistic: cloudwatch.Stats.SUM };
const MAXIMUM = { period: FIVE_MINUTES, statistic: cloudwatch.Stats.MAXIMUM };

export function alarmSettings(watched: Watched): readonly AlarmSettings[] {
  return [...ofDelivery(watched), ...ofGuardrail(watched), ...ofFunctions(watched)];
}

export function undeliveredAlarm(queue: sqs.IQueue): AlarmSettings {
  return {
    entry: 'undelivered',
    meaning: 'A rule, a schedule or the pipe could not deliver something.',
    metric: queue.metricApproximateNumberOfMessagesVisible(MAXIMUM),
    threshold: 1,
  };
}

/** Whether every event reaches the consumer. */
function ofDelivery({ queues, ruleNames, pipeName, fullSweepEveryHours }: Watched): readonly AlarmSettings[] {
  return [
    {
      entry: 'dead-letters',
      meaning: 'A message was given up on, or cannot be read. It waits in the dead-letter queue.',
      metric: queues.deadLetters.queue.metricApproximateNumberOfMessagesVisible(MAXIMUM),
      threshold: 1,
    },
    undeliveredAlarm(queues.undelivered.queue),
    ...ruleNames.map((ruleName) => ({
      entry: 'events-lost',
      name: `events-lost-${ruleName}`,
      meaning: 'A rule could neither deliver an event nor keep it as undelivered.',
      metric: ruleMetric('InvocationsFailedToBeSentToDlq', ruleName),
      threshold: 1,
    })),
    {
      entry: 'exception-changes-failing',
      meaning: 'Changes of exceptions do not reach the triggers queue.',
      metric: new cloudwatch.Metric({
        namespace: 'AWS/EventBridge/Pipes',
        metricName: 'ExecutionFailed',
        dimensionsMap: { PipeName: pipeName },
        ...SUM,
      }),
      threshold: 1,
    },
    {
      entry: 'triggers-too-old',
      meaning: 'A trigger has waited for a quarter of an hour: reverts are late.',
      metric: queues.triggers.queue.metricApproximateAgeOfOldestMessage(MAXIMUM),
      threshold: QUARTER_OF_HOUR,
    },
    {
      // SQS's own metric leaves a message out that was received three times, as one that keeps failing soon was.
      entry: 'triggers-failing',
      meaning: 'A trigger has failed for a quarter of an hour and is tried again.',
      metric: serviceMetric('OldestFailedTriggerSeconds', FIVE_MINUTES, {
        statistic: cloudwatch.Stats.MAXIMUM,
      }),
      threshold: QUARTER_OF_HOUR,
      // The longest pause between two tries is a quarter of an hour.
      evaluationPeriods: 4,
      periodsToAlarm: 1,
    },
    {
      entry: 'later-too-old',
      meaning: 'A second look, or a look after an approval ended, has waited for an hour.',
      metric: queues.later.queue.metricApproximateAgeOfOldestMessage(MAXIMUM),
      threshold: Duration.hours(1).toSeconds(),
    },
    {
      entry: 'sweep-too-old',
      meaning: 'An account that a sweep queued has waited for hours to be audited.',
      metric: queues.sweep.queue.metricApproximateAgeOfOldestMessage(MAXIMUM),
      threshold: Duration.hours(hoursToWorkOffSweep(fullSweepEveryHours)).toSeconds(),
    },
  ];
}

/** Whether the organization is as rootguard promises. */
function ofGuardrail({ fullSweepEveryHours }: Watched): readonly AlarmSettings[] {
  return [
    {
      entry: 'enforcement-failed',
      meaning: 'Root credentials remained after a removal.',
      metric: serviceMetric('EnforcementFailures', FIVE_MINUTES),
      threshold: 1,
    },
    {
      entry: 'accounts-unknown',
      meaning: 'An account could not be audited, so nobody knows whether it is compliant.',
      metric: serviceMetric('AccountsUnknown', FIVE_MINUTES),
      threshold: 1,
    },
    {
      entry: 'organization-blocked',
      meaning: 'The organization does not let rootguard open root sessions in any account.',
      metric: serviceMetric('OrganizationBlocked', FIVE_MINUTES),
      threshold: 1,
    },
    {
      entry: 'breaker-open',
      meaning: 'Too many accounts lost credentials within an hour. Removals wait for an operator.',
      metric: serviceMetric('BreakerOpen', FIVE_MINUTES),
      threshold: 1,
    },
    {
      entry: 'guardrail-weakened',
      meaning: 'Somebody switched off what rootguard rests on.',
      metric: serviceMetric('GuardrailWeakened', FIVE_MINUTES),
      threshold: 1,
    },
    {
      entry: 'sweep-missed',
      meaning: 'No sweep of the organization has finished for more than its interval.',
      metric: serviceMetric('SweepsFinished', Duration.hours(1)),
      threshold: 1,
      below: true,
      evaluationPeriods: hoursWithoutSweep(fullSweepEveryHours),
      silenceIsAlarming: true,
    },
    {
      entry: 'accounts-missed',
      meaning: 'Accounts that a sweep queued were not audited before the next one.',
      metric: serviceMetric('AccountsMissed', FIVE_MINUTES),
      threshold: 1,
    },
  ];
}

/** The largest organization takes three hours where AWS lets root sessions be opened slowly; none may take its interval. */
function hoursToWorkOffSweep(everyHours: number): number {
  return Math.min(everyHours, 6);
}

/** A sweep may come late by a quarter of the interval, and by two hours in any case. CloudWatch looks back 168 hours. */
function hoursWithoutSweep(everyHours: number): number {
  return everyHours + Math.max(2, Math.ceil(everyHours / 4));
}

function ofFunctions({ consumer, sweeper }: Watched): readonly AlarmSettings[] {
  return Object.entries({ consumer, sweeper }).flatMap(([name, { function: lambda }]) => [
    {
      entry: `${name}-errors`,
      meaning: `The ${name} failed as a whole: a defect, a missing permission, or no time left.`,
      metric: lambda.metricErrors(SUM),
      threshold: 1,
    },
    {
      entry: `${name}-throttled`,
      meaning: `Lambda had no concurrency left for the ${name} for a quarter of an hour.`,
      metric: lambda.metricThrottles(SUM),
      threshold: 1,
      evaluationPeriods: 3,
    },
  ]);
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html */
function ruleMetric(metricName: string, ruleName: string): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: 'AWS/Events',
    metricName,
    dimensionsMap: { EventBusName: BUS_NAME, RuleName: ruleName },
    ...SUM,
  });
}
