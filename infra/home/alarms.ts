import { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { AlarmSettings } from './alarm-settings.ts';
import type { Notifications } from './notification-topic.ts';

export interface AlarmsProps {
  readonly namePrefix: string;
  readonly settings: readonly AlarmSettings[];
  readonly notifications: Pick<Notifications, 'addAlarm'>;
  readonly runbookUrl: string;
}

/** Each alarm publishes to the topic, and its description links to the runbook. */
export class Alarms extends Construct {
  readonly all: readonly cloudwatch.Alarm[];

  constructor(
    scope: Construct,
    id: string,
    { namePrefix, settings, notifications, runbookUrl }: AlarmsProps,
  ) {
    super(scope, id);
    this.all = settings.map((alarm) => this.create(namePrefix, alarm, runbookUrl));
    for (const alarm of this.all) notifications.addAlarm(alarm);
  }

  private create(namePrefix: string, settings: AlarmSettings, runbookUrl: string): cloudwatch.Alarm {
    const {
      entry,
      name = entry,
      meaning,
      metric,
      threshold,
      evaluationPeriods = 1,
      periodsToAlarm,
    } = settings;
    const { ComparisonOperator, TreatMissingData } = cloudwatch;
    return new cloudwatch.Alarm(this, name, {
      alarmName: `${namePrefix}${name}`,
      alarmDescription: `${meaning} Runbook: ${runbookUrl}#${entry}`,
      metric,
      threshold,
      evaluationPeriods,
      ...(periodsToAlarm !== undefined && { datapointsToAlarm: periodsToAlarm }),
      comparisonOperator: settings.below
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: settings.missingDataIsBreaching
        ? TreatMissingData.BREACHING
        : TreatMissingData.NOT_BREACHING,
    });
  }
}
