import { aws_iam as iam, type aws_kms as kms, Stack, aws_scheduler as scheduler } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Configuration } from '../../src/installation/configuration.ts';
import type { SweeperTask } from '../../src/installation/defaults.ts';
import { type ResourceNames, resourceNames } from '../../src/installation/names.ts';
import { ServiceRole } from '../service-role.ts';
import type { Queues } from './queues.ts';
import type { Sweeper } from './sweeper.ts';

export interface SchedulesProps {
  readonly sweeper: Sweeper;
  readonly queues: Queues;
  readonly key: kms.IKey | undefined;
}

/** EventBridge Scheduler invokes the sweeper. A failed invocation goes to the undelivered queue. */
export class Schedules extends Construct {
  constructor(scope: Construct, id: string, configuration: Configuration, props: SchedulesProps) {
    super(scope, id);
    const names = resourceNames(configuration.namePrefix);
    const group = new scheduler.CfnScheduleGroup(this, 'Group', { name: names.scheduleGroup });
    const role = this.createRole(names, props);
    const tasks = {
      'full-sweep': { rate: rate(configuration.fullSweepEveryHours, 'hour'), retryForSeconds: 3600 },
      watch: { rate: rate(configuration.watchEveryMinutes, 'minute'), retryForSeconds: 300 },
    } as const satisfies Record<SweeperTask, { rate: string; retryForSeconds: number }>;
    for (const [task, { rate, retryForSeconds }] of Object.entries(tasks)) {
      new scheduler.CfnSchedule(this, task, {
        name: `${names.schedulePrefix}${task}`,
        groupName: group.ref,
        scheduleExpression: rate,
        flexibleTimeWindow: { mode: 'OFF' },
        ...(props.key !== undefined && { kmsKeyArn: props.key.keyArn }),
        target: {
          arn: props.sweeper.function.functionArn,
          roleArn: role.arn,
          input: JSON.stringify({ task }),
          retryPolicy: { maximumEventAgeInSeconds: retryForSeconds, maximumRetryAttempts: 10 },
          deadLetterConfig: { arn: props.queues.undelivered.queue.queueArn },
        },
      });
    }
  }

  /** @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html */
  private createRole(
    { roles, scheduleGroup: group }: Pick<ResourceNames, 'roles' | 'scheduleGroup'>,
    { sweeper, queues, key }: SchedulesProps,
  ): ServiceRole {
    const { partition, region, account } = Stack.of(this);
    const role = new ServiceRole(this, 'Role', {
      description: 'lets EventBridge Scheduler run the sweeper',
      roleName: roles.schedules,
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: {
            'aws:SourceArn': `arn:${partition}:scheduler:${region}:${account}:schedule-group/${group}`,
          },
        },
      }),
      key,
    });
    role.allow({
      sid: 'RunSweeper',
      actions: ['lambda:InvokeFunction'],
      resources: [sweeper.function.functionArn],
    });
    queues.grantSendUndelivered(role);
    return role;
  }
}

function rate(every: number, unit: 'hour' | 'minute'): string {
  return `rate(${every} ${unit}${every === 1 ? '' : 's'})`;
}
