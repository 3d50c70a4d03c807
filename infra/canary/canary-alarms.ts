import { aws_cloudwatch as cloudwatch, Duration } from 'aws-cdk-lib';
import type { AlarmSettings } from '../home/alarm-settings.ts';
import { serviceMetrics } from '../home/metrics.ts';

/** Two questions: did the latest run see every hop in time, and is there one at all? */
export function canaryAlarms(metricsNamespace: string, everyHours: number): readonly AlarmSettings[] {
  const metric = serviceMetrics(metricsNamespace);
  return [
    {
      entry: 'canary-failed',
      meaning:
        'A canary run did not see every hop from a new root password to the notification, or too late.',
      metric: metric('CanaryFailures', Duration.minutes(5)),
      threshold: 1,
    },
    {
      entry: 'canary-missing',
      meaning: 'No canary run has seen every hop within its interval.',
      metric: metric('CanarySeconds', Duration.hours(1), { statistic: cloudwatch.Stats.SAMPLE_COUNT }),
      threshold: 1,
      below: true,
      evaluationPeriods: maxHoursBetweenRuns(everyHours),
      missingDataIsBreaching: true,
    },
  ];
}

/** A run may be late by a quarter of the interval, and by at least two hours, as a sweep. CloudWatch evaluates at most 168 hours. */
function maxHoursBetweenRuns(everyHours: number): number {
  return everyHours + Math.max(2, Math.ceil(everyHours / 4));
}
