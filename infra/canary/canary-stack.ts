import {
  aws_cloudwatch_actions as actions,
  Fn,
  aws_iam as iam,
  aws_kms as kms,
  aws_lambda as lambda,
  Stack,
  aws_scheduler as scheduler,
  aws_sns as sns,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Configuration } from '../../src/installation/configuration.ts';
import { resourceNames } from '../../src/installation/names.ts';
import type { FunctionCode } from '../function-code.ts';
import { Alarms } from '../home/alarms.ts';
import { ServiceRole } from '../service-role.ts';
import { canaryAlarms } from './canary-alarms.ts';
import { CanaryFunction } from './canary-function.ts';

/** Opt-in. In the home account, beside the service, of which nothing has to be changed for it. */
export class CanaryStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    configuration: Configuration,
    canary: NonNullable<Configuration['canary']>,
    code: FunctionCode,
  ) {
    super(scope, id, {
      stackName: id,
      env: { account: configuration.homeAccountId, region: configuration.region },
      description: 'rootguard: the canary, which proves hop by hop that a root password is removed',
    });
    const names = resourceNames(configuration.namePrefix);
    const key = this.keyOf(configuration);
    const { partition, region, account } = this;
    const topicArn = `arn:${partition}:sns:${region}:${account}:${names.topic}`;
    const runner = new CanaryFunction(this, 'Canary', { configuration, canary, code, key, topicArn });
    // A second run would not be the one that was due, and the alarm on missing runs tells of one that failed.
    new lambda.CfnEventInvokeConfig(this, 'Asynchronously', {
      functionName: runner.function.functionName,
      qualifier: '$LATEST',
      maximumEventAgeInSeconds: 3600,
      maximumRetryAttempts: 0,
    });
    this.schedule(names, canary.everyHours, runner, key);
    const topic = sns.Topic.fromTopicArn(this, 'Topic', topicArn);
    new Alarms(this, 'Alarms', {
      namePrefix: names.alarmPrefix,
      settings: canaryAlarms(names.metricsNamespace, canary.everyHours),
      notifications: { addAlarm: (alarm) => alarm.addAlarmAction(new actions.SnsAction(topic)) },
      runbookUrl: configuration.runbookUrl,
    });
  }

  /** In a group of its own: that of the home stack may not be there yet. */
  private schedule(
    { canary, roles }: Pick<ReturnType<typeof resourceNames>, 'canary' | 'roles'>,
    everyHours: number,
    runner: CanaryFunction,
    key: kms.IKey | undefined,
  ): void {
    const { partition, region, account } = this;
    const group = new scheduler.CfnScheduleGroup(this, 'Group', { name: canary });
    const role = new ServiceRole(this, 'SchedulerRole', {
      description: 'lets EventBridge Scheduler run the canary',
      roleName: roles.canarySchedule,
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: {
            'aws:SourceArn': `arn:${partition}:scheduler:${region}:${account}:schedule-group/${canary}`,
          },
        },
      }),
      key,
    });
    role.allow({
      sid: 'RunCanary',
      actions: ['lambda:InvokeFunction'],
      resources: [runner.function.functionArn],
    });
    new scheduler.CfnSchedule(this, 'Schedule', {
      name: canary,
      groupName: group.ref,
      scheduleExpression: `rate(${everyHours} hour${everyHours === 1 ? '' : 's'})`,
      flexibleTimeWindow: { mode: 'OFF' },
      ...(key !== undefined && { kmsKeyArn: key.keyArn }),
      target: {
        arn: runner.function.functionArn,
        roleArn: role.arn,
        retryPolicy: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 3 },
      },
    });
  }

  /** That of the installation: tables and topic are encrypted with it. */
  private keyOf({ customerManagedKey, keyArn, namePrefix }: Configuration): kms.IKey | undefined {
    if (keyArn !== undefined) return kms.Key.fromKeyArn(this, 'Key', keyArn);
    if (!customerManagedKey) return undefined;
    return kms.Key.fromKeyArn(this, 'Key', Fn.importValue(resourceNames(namePrefix).exports.key));
  }
}
