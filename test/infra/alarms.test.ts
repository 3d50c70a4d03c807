import { describe, expect, it } from 'vitest';
import { METRICS } from '../../src/guardrail/telemetry/metrics.ts';
import { backoffSeconds } from '../../src/lambda/backoff.ts';
import { METRICS_DIMENSIONS, METRICS_NAMESPACE } from '../../src/runtime/metrics.ts';
import { QUEUES } from '../../src/runtime/resources.ts';
import { type Resource, resourceOf, resourcesOf, synthesizeRootguard, templateOf } from './synthesis.ts';

const homeOf = (settings: object = {}) => templateOf(synthesizeRootguard(settings).home);
const alarms = resourcesOf(homeOf(), 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);
const named = (name: string, template = homeOf()): Resource =>
  resourceOf(template, 'AWS::CloudWatch::Alarm', ({ AlarmName }) => AlarmName === name).Properties;

describe('the alarms', () => {
  it('are these', () => {
    expect(alarms.map(({ AlarmName }) => AlarmName).toSorted()).toEqual([
      'rootguard-accounts-missed',
      'rootguard-accounts-unknown',
      'rootguard-breaker-open',
      'rootguard-consumer-errors',
      'rootguard-consumer-throttled',
      'rootguard-dead-letters',
      'rootguard-enforcement-failed',
      'rootguard-events-lost-rootguard-watched-events',
      'rootguard-exception-changes-failing',
      'rootguard-guardrail-weakened',
      'rootguard-later-too-old',
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

  it.each(alarms)('$AlarmName says what it means and where to read on, and tells people', (alarm) => {
    expect(alarm.AlarmDescription).toMatch(/^[A-Z].+\. Runbook: docs\/runbook\.md#[a-z-]+$/);
    expect(alarm.AlarmActions).toEqual([{ Ref: expect.stringMatching(/^NotificationsTopic/) }]);
  });

  it('link to a runbook elsewhere where told to', () => {
    const template = homeOf({ runbookUrl: 'https://wiki.example.com/rootguard' });
    expect(named('rootguard-dead-letters', template).AlarmDescription).toContain(
      'Runbook: https://wiki.example.com/rootguard#dead-letters',
    );
  });

  it('watch metrics that the service counts', () => {
    const own = alarms.filter(({ Namespace }) => Namespace === METRICS_NAMESPACE);
    expect(own.length).toBeGreaterThanOrEqual(6);
    for (const { MetricName, Dimensions } of own) {
      expect(Object.keys(METRICS)).toContain(MetricName);
      expect(Dimensions).toEqual(
        Object.entries(METRICS_DIMENSIONS).map(([Name, Value]) => ({ Name, Value })),
      );
    }
  });

  it.each(alarms.filter(({ AlarmName }) => AlarmName !== 'rootguard-sweep-missed'))(
    '$AlarmName takes silence for peace',
    ({ TreatMissingData }) => {
      expect(TreatMissingData).toBe('notBreaching');
    },
  );

  it.each([
    [1, 3],
    [24, 30],
    [120, 150],
  ])('a sweep every %i hours is missed after %i, silence included', (fullSweepEveryHours, hours) => {
    expect(named('rootguard-sweep-missed', homeOf({ fullSweepEveryHours }))).toMatchObject({
      MetricName: 'SweepsFinished',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      Period: 3600,
      EvaluationPeriods: hours,
      TreatMissingData: 'breaching',
    });
    expect(hours).toBeLessThanOrEqual(168);
  });
});

describe('what waits too long', () => {
  it('is a trigger that failed for a quarter of an hour, however often it was received', () => {
    expect(named('rootguard-triggers-failing')).toMatchObject({
      MetricName: 'OldestFailedTriggerSeconds',
      Statistic: 'Maximum',
      Threshold: 15 * 60,
    });
    // Between two tries lie up to 15 minutes without a value, in which the alarm must not go green.
    const { Period, EvaluationPeriods, DatapointsToAlarm } = named('rootguard-triggers-failing');
    expect(DatapointsToAlarm).toBe(1);
    expect(Period * EvaluationPeriods).toBeGreaterThan(backoffSeconds(QUEUES.triggers.maxReceiveCount));
  });

  it.each([
    [1, 1],
    [24, 6],
    [120, 6],
  ])('is an account of a sweep every %i hours that waited for %i', (fullSweepEveryHours, hours) => {
    expect(named('rootguard-sweep-too-old', homeOf({ fullSweepEveryHours }))).toMatchObject({
      MetricName: 'ApproximateAgeOfOldestMessage',
      Dimensions: [
        { Name: 'QueueName', Value: { 'Fn::GetAtt': [expect.stringMatching(/^QueuesSweep/), 'QueueName'] } },
      ],
      Threshold: hours * 3600,
    });
  });
});

describe("Control Tower's Region", () => {
  const { controlTower } = synthesizeRootguard({
    controlTowerRegion: 'eu-central-1',
    notifications: { emails: ['security@example.com'] },
  });

  it('tells by e-mail of what it could not deliver', () => {
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
    'AccountsQueued',
    'AccountsAudited',
    'AccountsUnknown',
    'ViolationsFound',
    'CredentialsRemoved',
    'CredentialsExcepted',
    'CredentialsWithheld',
    'EventToRemovalMilliseconds',
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
