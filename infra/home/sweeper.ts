import { aws_lambda as lambda } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { FUNCTIONS } from '../../src/runtime/resources.ts';
import type { Configuration } from '../configuration.ts';
import type { Foundation } from './foundation.ts';
import { readOrganization } from './organization-reads.ts';
import { acknowledgeReach } from './root-sessions.ts';
import { configureService } from './service-environment.ts';
import { ServiceFunction } from './service-function.ts';

/** An invocation that Lambda could not run within this time is not worth running: the next one is near. */
const LONGEST_WAIT_SECONDS = 3600;

/** Queues the audit of every account, and sees to exceptions that have ended. It opens no root session. */
export class Sweeper extends ServiceFunction {
  constructor(scope: Construct, id: string, configuration: Configuration, foundation: Foundation) {
    const { key, queues, tables, notifications } = foundation;
    super(scope, id, {
      description: 'queues accounts for their audit, and sees to exceptions that have ended',
      entry: 'sweeper-handler.ts',
      ...FUNCTIONS.sweeper,
      key,
    });
    configureService(this, configuration);
    acknowledgeReach(this.role, configuration);
    this.role.allow(...readOrganization(configuration, ['accountLister', 'featuresReader']));
    tables.letSweep(this);
    queues.letFill(this);
    notifications.letNotify(this);
    queues.letReportUndelivered(this.role);
    // Schedules invoke it asynchronously, so a run that fails for good would leave no trace but a log line.
    new lambda.CfnEventInvokeConfig(this, 'Asynchronously', {
      functionName: this.function.functionName,
      qualifier: '$LATEST',
      maximumEventAgeInSeconds: LONGEST_WAIT_SECONDS,
      maximumRetryAttempts: 2,
      destinationConfig: { onFailure: { destination: queues.undelivered.queue.queueArn } },
    });
  }
}
