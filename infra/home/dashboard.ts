import { aws_cloudwatch as cloudwatch, Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { ResourceNames } from '../../src/installation/names.ts';
import type { Consumer } from './consumer.ts';
import { type ServiceMetrics, serviceMetrics } from './metrics.ts';
import type { Queues } from './queues.ts';

export interface DashboardProps {
  readonly names: Pick<ResourceNames, 'dashboard' | 'metricsNamespace'>;
  readonly alarms: readonly cloudwatch.Alarm[];
  readonly queues: Queues;
  readonly consumer: Consumer;
}

const HOUR = Duration.hours(1);
const DAY = Duration.days(1);
const FIVE_MINUTES = Duration.minutes(5);
const WIDTH = 24;
const HALF = WIDTH / 2;
const THIRD = WIDTH / 3;

/** From top to bottom: alarms, mode, coverage, findings, latency. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, { names, alarms, queues, consumer }: DashboardProps) {
    super(scope, id);
    const metric = serviceMetrics(names.metricsNamespace);
    new cloudwatch.Dashboard(this, 'Dashboard', {
      dashboardName: names.dashboard,
      defaultInterval: Duration.days(3),
      widgets: [
        [new cloudwatch.AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: WIDTH, height: 4 })],
        [mode(metric)],
        [coverageShare(metric), oldestAudit(metric)],
        [coverage(metric), sweepAge(metric), unknownAccounts(metric)],
        [violations(metric), timeToRemoval(metric)],
        [eventDelay(metric), queueAge(queues), throttles(consumer)],
      ],
    });
  }
}

/** As the latest watch found it. In a period with more than one, whether any of them found enforce mode. */
function mode(metric: ServiceMetrics): cloudwatch.IWidget {
  const statistic = cloudwatch.Stats.MAXIMUM;
  return new cloudwatch.SingleValueWidget({
    title: 'Mode',
    width: WIDTH,
    height: 3,
    sparkline: true,
    setPeriodToTimeRange: false,
    metrics: [
      metric('EnforceMode', FIVE_MINUTES, {
        statistic,
        label: 'Organization: 1 is enforce mode, 0 is observe mode',
      }),
      metric('ModeOverrides', FIVE_MINUTES, {
        statistic,
        label: 'Organizational units and accounts with the other mode',
      }),
    ],
  });
}

/** The one number of report and doctor, as the sweeper counts it once an hour. */
function coverageShare(metric: ServiceMetrics): cloudwatch.IWidget {
  return new cloudwatch.GraphWidget({
    title: 'Coverage: active accounts audited in time and heard',
    width: HALF,
    left: [
      metric('CoveragePercent', HOUR, {
        statistic: cloudwatch.Stats.MINIMUM,
        label: 'Share of the accounts',
      }),
    ],
    leftYAxis: { min: 0, max: 100, label: 'percent', showUnits: false },
  });
}

function oldestAudit(metric: ServiceMetrics): cloudwatch.IWidget {
  return new cloudwatch.GraphWidget({
    title: 'Oldest audit',
    width: HALF,
    left: [
      metric('OldestAuditSeconds', HOUR, { statistic: cloudwatch.Stats.MAXIMUM, label: 'Age of the oldest' }),
    ],
    leftYAxis: { min: 0, label: 'seconds', showUnits: false },
  });
}

function coverage(metric: ServiceMetrics): cloudwatch.IWidget {
  return new cloudwatch.SingleValueWidget({
    title: 'Audits, last day',
    width: THIRD,
    setPeriodToTimeRange: false,
    metrics: [
      metric('AccountsQueued', DAY, { label: 'Queued by sweeps' }),
      metric('AccountsAudited', DAY, { label: 'Audited' }),
      metric('AccountsSkipped', DAY, { label: 'Not active' }),
      metric('EventsLost', DAY, { label: 'Credentials without an event' }),
    ],
  });
}

/** Hours since a sweep last finished, within the time range of the graph. */
function sweepAge(metric: ServiceMetrics): cloudwatch.IWidget {
  const age = new cloudwatch.MathExpression({
    label: 'Hours since the last sweep',
    expression: '(EPOCH(FILL(finished, 0)) - FILL(EPOCH(finished), REPEAT)) / 3600',
    usingMetrics: { finished: metric('SweepsFinished', HOUR) },
    period: HOUR,
  });
  return new cloudwatch.GraphWidget({ title: 'Sweep age', width: THIRD, left: [age], leftYAxis: { min: 0 } });
}

function unknownAccounts(metric: ServiceMetrics): cloudwatch.IWidget {
  return new cloudwatch.GraphWidget({
    title: 'Unknown, withheld or blocked',
    width: THIRD,
    left: [
      metric('AccountsUnknown', HOUR, { label: 'Accounts that could not be audited' }),
      metric('CredentialsWithheld', HOUR, { label: 'Credentials withheld from removal' }),
      metric('OrganizationBlocked', HOUR, { label: 'Organization not accessible' }),
    ],
    leftYAxis: { min: 0 },
  });
}

function violations(metric: ServiceMetrics): cloudwatch.IWidget {
  return new cloudwatch.GraphWidget({
    title: 'Root credentials',
    width: HALF,
    left: [
      metric('ViolationsFound', HOUR, { label: 'Violations found', color: cloudwatch.Color.RED }),
      metric('CredentialsRemoved', HOUR, { label: 'Removed', color: cloudwatch.Color.GREEN }),
      metric('CredentialsExcepted', HOUR, { label: 'Excepted', color: cloudwatch.Color.GREY }),
      metric('EnforcementFailures', HOUR, { label: 'Removal failed', color: cloudwatch.Color.ORANGE }),
    ],
    leftYAxis: { min: 0 },
  });
}

function timeToRemoval(metric: ServiceMetrics): cloudwatch.IWidget {
  const percentile = (statistic: string, label: string) =>
    metric('EventToRemovalMilliseconds', HOUR, { statistic, label });
  return new cloudwatch.GraphWidget({
    title: 'Time from event to removal',
    width: HALF,
    left: [
      percentile('p50', 'Median'),
      percentile('p95', '95th percentile'),
      percentile('Maximum', 'Maximum'),
    ],
    leftYAxis: { min: 0, label: 'milliseconds', showUnits: false },
  });
}

/** From the time of the event to its arrival in the queue: CloudTrail's and EventBridge's share of the time to removal. */
function eventDelay(metric: ServiceMetrics): cloudwatch.IWidget {
  const percentile = (statistic: string, label: string) =>
    metric('EventDelaySeconds', HOUR, { statistic, label });
  return new cloudwatch.GraphWidget({
    title: 'Delay of events',
    width: THIRD,
    left: [
      percentile('p50', 'Median'),
      percentile('p99', '99th percentile'),
      percentile('Maximum', 'Maximum'),
    ],
    leftYAxis: { min: 0, label: 'seconds', showUnits: false },
  });
}

function queueAge({ triggers, later, sweep, activity, memberActivity }: Queues): cloudwatch.IWidget {
  const oldest = { period: FIVE_MINUTES, statistic: cloudwatch.Stats.MAXIMUM };
  return new cloudwatch.GraphWidget({
    title: 'Queues: age of the oldest message',
    width: THIRD,
    left: [
      triggers.queue.metricApproximateAgeOfOldestMessage({ ...oldest, label: 'Triggers' }),
      later.queue.metricApproximateAgeOfOldestMessage({ ...oldest, label: 'Later' }),
      sweep.queue.metricApproximateAgeOfOldestMessage({ ...oldest, label: 'Sweep' }),
      activity.queue.metricApproximateAgeOfOldestMessage({ ...oldest, label: 'Activity at home' }),
      memberActivity.queue.metricApproximateAgeOfOldestMessage({ ...oldest, label: 'Activity of members' }),
    ],
    leftYAxis: { min: 0, label: 'seconds', showUnits: false },
  });
}

/** AWS has no such metric, so it is counted in the log: calls that were throttled in all ten attempts. */
function throttles({ throttled }: Consumer): cloudwatch.IWidget {
  return new cloudwatch.GraphWidget({
    title: 'AssumeRoot: throttled after all retries',
    width: THIRD,
    left: [throttled],
    leftYAxis: { min: 0 },
  });
}
