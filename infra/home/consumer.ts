import { type aws_cloudwatch as cloudwatch, Duration, aws_logs as logs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { LogEventKey } from '../../src/guardrail/telemetry/log-events.ts';
import type { Configuration } from '../../src/installation/configuration.ts';
import { resourceNames } from '../../src/installation/names.ts';
import { VARIABLES } from '../../src/runtime/environment.ts';
import { CONSUMER_CONCURRENCY, EVENT_SOURCES, FUNCTIONS } from '../../src/runtime/resources.ts';
import type { Foundation } from './foundation.ts';
import { organizationReadPermissions } from './organization-reads.ts';
import { receiveFrom } from './queue-source.ts';
import { acknowledgeOrganizationWideAccess, rootSessionPermission } from './root-sessions.ts';
import { configurePolicy, configureService } from './service-environment.ts';
import { ServiceFunction } from './service-function.ts';

/** The function that audits accounts and removes unapproved root credentials. */
export class Consumer extends ServiceFunction {
  /** AssumeRoot calls that were still throttled after all retries of the SDK. */
  readonly throttled: cloudwatch.IMetric;

  constructor(scope: Construct, id: string, configuration: Configuration, foundation: Foundation) {
    const { key, queues, tables, notifications } = foundation;
    super(scope, id, {
      description: 'audits accounts and removes unapproved root credentials',
      code: foundation.code(scope, 'consumer'),
      ...FUNCTIONS.consumer,
      ...(configuration.reserveConcurrency && { reservedConcurrency: CONSUMER_CONCURRENCY }),
      logRetentionDays: configuration.logRetentionDays,
      key,
      roleName: resourceNames(configuration.namePrefix).roles.consumer,
    });
    configureService(this, configuration);
    configurePolicy(this, configuration);
    this.setVariable(VARIABLES.coveredUnits, configuration.coveredOrganizationalUnits.join());
    acknowledgeOrganizationWideAccess(this.role, configuration);
    this.role.allow(rootSessionPermission(configuration.allowEnforcement ? ['audit', 'delete'] : ['audit']));
    this.role.allow(...organizationReadPermissions(configuration, ['accountDirectory', 'featuresReader']));
    tables.grantConsumer(this);
    queues.grantConsumer(this);
    notifications.grantNotify(this);
    receiveFrom(this, 'Triggers', queues.triggers, EVENT_SOURCES.triggers);
    receiveFrom(this, 'Later', queues.later, EVENT_SOURCES.later);
    receiveFrom(this, 'Sweep', queues.sweep, EVENT_SOURCES.sweep);
    this.throttled = this.createThrottledMetric(resourceNames(configuration.namePrefix).metricsNamespace);
  }

  /** The line of the message that fails because of it has the same failure, and is not counted again. */
  private createThrottledMetric(metricNamespace: string): cloudwatch.IMetric {
    const filter = new logs.MetricFilter(this, 'Throttled', {
      logGroup: this.logGroup,
      filterPattern: logs.FilterPattern.all(
        logs.FilterPattern.stringValue('$.failure.reason', '=', 'throttled'),
        logs.FilterPattern.stringValue('$.failure.call', '=', 'sts:AssumeRoot'),
        logs.FilterPattern.stringValue('$.event', '!=', 'message-failed' satisfies LogEventKey),
      ),
      metricNamespace,
      metricName: 'AssumeRootThrottled',
    });
    return filter.metric({ label: 'Throttled', statistic: 'Sum', period: Duration.minutes(5) });
  }
}
