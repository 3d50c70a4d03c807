import { aws_lambda as lambda } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Configuration } from '../../src/installation/configuration.ts';
import { resourceNames } from '../../src/installation/names.ts';
import { VARIABLES } from '../../src/runtime/environment.ts';
import { FUNCTIONS } from '../../src/runtime/resources.ts';
import { managementRoleArn, watchdogTopicArn } from '../arns.ts';
import { actionsOf } from '../permissions.ts';
import type { Foundation } from './foundation.ts';
import { organizationReadPermissions } from './organization-reads.ts';
import { acknowledgeOrganizationWideAccess } from './root-sessions.ts';
import { configurePolicy, configureService } from './service-environment.ts';
import { ServiceFunction } from './service-function.ts';

/** Lambda discards an invocation that has waited this long; the next scheduled one follows soon. */
const MAX_EVENT_AGE_SECONDS = 3600;

/** The function that queues accounts for audit and processes ended exceptions. It opens no root sessions. */
export class Sweeper extends ServiceFunction {
  constructor(scope: Construct, id: string, configuration: Configuration, foundation: Foundation) {
    const { key, queues, tables, notifications } = foundation;
    super(scope, id, {
      description: 'queues accounts for audit and processes exceptions that have ended',
      code: foundation.code(scope, 'sweeper'),
      ...FUNCTIONS.sweeper,
      logRetentionDays: configuration.logRetentionDays,
      key,
      roleName: resourceNames(configuration.namePrefix).roles.sweeper,
    });
    configureService(this, configuration);
    configurePolicy(this, configuration);
    this.setVariable(VARIABLES.coveredUnits, configuration.coveredOrganizationalUnits.join());
    this.setVariable(VARIABLES.sweepEveryHours, String(configuration.fullSweepEveryHours));
    acknowledgeOrganizationWideAccess(this.role, configuration);
    this.role.allow(
      ...organizationReadPermissions(configuration, ['accountDirectory', 'accountLister', 'featuresReader']),
    );
    this.allowReadingManagementRoot(configuration);
    tables.grantSweeper(this);
    queues.grantSweeper(this);
    notifications.grantNotify(this);
    if (!configuration.homeIsManagement) this.allowWatchdog(configuration);
    queues.grantSendUndelivered(this.role);
    // Schedules invoke it asynchronously, so without a destination a failed run would only be in the log.
    new lambda.CfnEventInvokeConfig(this, 'Asynchronously', {
      functionName: this.function.functionName,
      qualifier: '$LATEST',
      maximumEventAgeInSeconds: MAX_EVENT_AGE_SECONDS,
      maximumRetryAttempts: 2,
      destinationConfig: { onFailure: { destination: queues.undelivered.queue.queueArn } },
    });
  }

  /** In an account of its own it proves something: whoever can mute this account cannot reset it. */
  private allowWatchdog(configuration: Configuration): void {
    const topicArn = watchdogTopicArn(configuration);
    this.setVariable(VARIABLES.watchdogTopicArn, topicArn);
    this.role.allow({ sid: 'ResetWatchdog', actions: actionsOf('watchdog'), resources: [topicArn] });
  }

  /** Nobody can open a root session in the management account, so its summary is read by a role. */
  private allowReadingManagementRoot(configuration: Configuration): void {
    if (configuration.homeIsManagement) {
      this.role.allow({ sid: 'ReadOwnRoot', actions: actionsOf('ownRootReader'), resources: ['*'] });
      return;
    }
    this.role.allow({
      sid: 'ReadManagementRoot',
      actions: actionsOf('managementRootReader'),
      resources: [managementRoleArn(configuration)],
    });
  }
}
