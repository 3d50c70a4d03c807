import { describe, expect, it } from 'vitest';
import { METRICS } from '../../src/guardrail/telemetry/metrics.ts';
import { DEFAULT_NAMES } from '../../src/installation/names.ts';
import { backoffSeconds } from '../../src/lambda/backoff.ts';
import { METRICS_DIMENSIONS } from '../../src/runtime/metrics.ts';
import { QUEUES } from '../../src/runtime/resources.ts';
import { type Resource, resourceOf, resourcesOf, synthesizeRootguard, templateOf } from './synthesis.ts';

const homeOf = (settings: object = {}) => templateOf(synthesizeRootguard(settings).home);
const alarms = resourcesOf(homeOf(), 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);
const named = (name: string, template = homeOf()): Resource =>
  resourceOf(template, 'AWS::CloudWatch::Alarm', ({ AlarmName }) => AlarmName === name).Properties;

describe('the alarms', () => {
  it('have these names', () => {
    expect(alarms.map(({ AlarmName }) => AlarmName).toSorted()).toEqual([
      'rootguard-accounts-missed',
      'rootguard-accounts-silent',
      'rootguard-accounts-unknown',
      'rootguard-activity-too-old',
      'rootguard-breaker-open',
      'rootguard-consumer-errors',
      'rootguard-consumer-throttled',
      'rootguard-coverage-low',
      'rootguard-dead-letters',
      'rootguard-enforcement-failed',
      'rootguard-events-lost-rootguard-watched-events',
      'rootguard-exception-changes-failing',
      'rootguard-guardrail-weakened',
      'rootguard-later-too-old',
      'rootguard-listener-errors',
      'rootguard-member-activity-too-old',
      'rootguard-organization-blocked',
      'rootguard-sweep-missed',
      'rootguard-sweep-too-old',
      'rootguard-sweeper-errors',
      'rootguard-sweeper-throttled',
      'rootguard-triggers-failing',
      'rootguard-triggers-too-old',
      'rootguard-undelivered',
    ]);
  });

  it.each(alarms)('$AlarmName has a meaning, links to the runbook and publishes to the topic', (alarm) => {
    expect(alarm.AlarmDescription).toMatch(/^[A-Z].+\. Runbook: docs\/runbook\.md#[a-z-]+$/);
    expect(alarm.AlarmActions).toEqual([{ Ref: expect.stringMatching(/^NotificationsTopic/) }]);
  });

  it('link to another runbook if configured', () => {
    const template = homeOf({ runbookUrl: 'https://wiki.example.com/rootguard' });
    expect(named('rootguard-dead-letters', template).AlarmDescription).toContain(
      'Runbook: https://wiki.example.com/rootguard#dead-letters',
    );
  });

  it('use only metrics that the service emits', () => {
    const own = alarms.filter(({ Namespace }) => Namespace === DEFAULT_NAMES.metricsNamespace);
    expect(own.length).toBeGreaterThanOrEqual(6);
    for (const { MetricName, Dimensions } of own) {
      expect(Object.keys(METRICS)).toContain(MetricName);
      expect(Dimensions).toEqual(
        Object.entries(METRICS_DIMENSIONS).map(([Name, Value]) => ({ Name, Value })),
      );
    }
  });

  it.each(alarms.filter(({ AlarmName }) => AlarmName !== 'rootguard-sweep-missed'))(
    '$AlarmName treats missing data as not breaching',
    ({ TreatMissingData }) => {
      expect(TreatMissingData).toBe('notBreaching');
    },
  );

  it.each([
    [1, 3],
    [24, 30],
    [120, 150],
  ])(
    'report a missed sweep with an interval of %i hours after %i hours, also without data',
    (fullSweepEveryHours, hours) => {
      expect(named('rootguard-sweep-missed', homeOf({ fullSweepEveryHours }))).toMatchObject({
        MetricName: 'SweepsFinished',
        ComparisonOperator: 'LessThanThreshold',
        Threshold: 1,
        Period: 3600,
        EvaluationPeriods: hours,
        TreatMissingData: 'breaching',
      });
      expect(hours).toBeLessThanOrEqual(168);
    },
  );
});

describe('the alarms on waiting work', () => {
  it('fire for a trigger that has been failing for 15 minutes, whatever its receive count', () => {
    expect(named('rootguard-triggers-failing')).toMatchObject({
      MetricName: 'OldestFailedTriggerSeconds',
      Statistic: 'Maximum',
      Threshold: 15 * 60,
    });
    // Between two attempts are up to 15 minutes without data, in which the alarm must not return to OK.
    const { Period, EvaluationPeriods, DatapointsToAlarm } = named('rootguard-triggers-failing');
    expect(DatapointsToAlarm).toBe(1);
    expect(Period * EvaluationPeriods).toBeGreaterThan(backoffSeconds(QUEUES.triggers.maxReceiveCount));
  });

  it.each([
    [1, 1],
    [24, 6],
    [120, 6],
  ])(
    'fire for a sweep with an interval of %i hours when an account has waited %i hours',
    (fullSweepEveryHours, hours) => {
      expect(named('rootguard-sweep-too-old', homeOf({ fullSweepEveryHours }))).toMatchObject({
        MetricName: 'ApproximateAgeOfOldestMessage',
        Dimensions: [
          {
            Name: 'QueueName',
            Value: { 'Fn::GetAtt': [expect.stringMatching(/^QueuesSweep/), 'QueueName'] },
          },
        ],
        Threshold: hours * 3600,
      });
    },
  );
});

describe('the alarm on silent accounts', () => {
  it.each([1, 5, 60])(
    'goes on while each watch counts some, also with a watch every %i minutes',
    (watchEveryMinutes) => {
      const { Period, EvaluationPeriods, DatapointsToAlarm } = named(
        'rootguard-accounts-silent',
        homeOf({ watchEveryMinutes }),
      );
      expect(DatapointsToAlarm).toBe(1);
      expect(Period * EvaluationPeriods).toBeGreaterThan(watchEveryMinutes * 60);
    },
  );
});

describe('the alarm in the Region of Control Tower', () => {
  const { controlTower } = synthesizeRootguard({
    controlTowerRegion: 'eu-central-1',
    notifications: { emails: ['security@example.com'] },
  });

  it('notifies by e-mail about undelivered events', () => {
    const template = templateOf(controlTower);
    const { Properties } = resourceOf(template, 'AWS::CloudWatch::Alarm');
    expect(Properties).toMatchObject({
      AlarmName: 'rootguard-undelivered-control-tower',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [
        { Name: 'QueueName', Value: { 'Fn::GetAtt': [expect.stringMatching(/^Undelivered/), 'QueueName'] } },
      ],
      AlarmActions: [{ Ref: expect.stringMatching(/^NotificationsTopic/) }],
      AlarmDescription: expect.stringContaining('docs/runbook.md#undelivered'),
    });
    expect(resourceOf(template, 'AWS::SNS::Subscription').Properties).toMatchObject({
      Protocol: 'email',
      Endpoint: 'security@example.com',
    });
  });
});

describe('the dashboard', () => {
  const { DashboardBody } = resourceOf(homeOf(), 'AWS::CloudWatch::Dashboard').Properties;
  const text = JSON.stringify(DashboardBody);

  it.each([
    'EnforceMode',
    'ModeOverrides',
    'AccountsQueued',
    'AccountsAudited',
    'AccountsUnknown',
    'ViolationsFound',
    'CredentialsRemoved',
    'CredentialsExcepted',
    'CredentialsWithheld',
    'EventToRemovalMilliseconds',
    'EventDelaySeconds',
    'EventsLost',
    'SweepsFinished',
    'ApproximateAgeOfOldestMessage',
    'AssumeRootThrottled',
  ])('shows %s', (metric) => {
    expect(text).toContain(metric);
  });

  it('shows every alarm', () => {
    for (const id of Object.keys(homeOf().findResources('AWS::CloudWatch::Alarm'))) {
      expect(text).toContain(id);
    }
  });
});
