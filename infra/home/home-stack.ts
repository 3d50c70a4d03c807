import { CfnOutput, Fn, aws_kms as kms, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ownPartRules } from '../../src/events/own-parts/rules.ts';
import { type EventRule, HOME_RULES } from '../../src/events/rules.ts';
import { ownBoundary } from '../../src/installation/boundary.ts';
import type { Configuration } from '../../src/installation/configuration.ts';
import { resourceNames } from '../../src/installation/names.ts';
import { CONSUMER_CONCURRENCY } from '../../src/runtime/resources.ts';
import { managementTopicArn, roleArn } from '../arns.ts';
import { ForwardingRules } from '../forwarding-rules.ts';
import type { FunctionCode } from '../function-code.ts';
import { managementRules } from '../management-rules.ts';
import { alarmSettings } from './alarm-settings.ts';
import { Alarms } from './alarms.ts';
import { Consumer } from './consumer.ts';
import { Dashboard } from './dashboard.ts';
import { EventHub } from './event-hub.ts';
import { ExceptionChanges } from './exception-changes.ts';
import { Listener } from './listener.ts';
import { ManagementPath } from './management-path.ts';
import { Notifications } from './notification-topic.ts';
import { OperatorPolicies } from './operator-policies.ts';
import { Queues } from './queues.ts';
import { Schedules } from './schedules.ts';
import { Sweeper } from './sweeper.ts';
import { Tables } from './tables.ts';

/**
 * The service. Deployed in the IAM delegated administrator account or in the management account. It holds no data, so it can
 * be deleted and created again: waiting messages and archived events are lost then, and the next sweep makes up for them.
 */
export class HomeStack extends Stack {
  constructor(scope: Construct, id: string, configuration: Configuration, code: FunctionCode) {
    super(scope, id, {
      stackName: id,
      env: { account: configuration.homeAccountId, region: configuration.region },
      description: 'rootguard: the service',
      terminationProtection: configuration.terminationProtection,
    });
    const { organizationId, operatorRoles, fullSweepEveryHours, watchEveryMinutes, runbookUrl } =
      configuration;
    const { homeAccountId, managementAccountId } = configuration;
    const names = resourceNames(configuration.namePrefix);
    const watched = { ...names, boundary: ownBoundary(configuration) };
    const key = this.keyOf(configuration);
    const queues = new Queues(this, 'Queues', { names, organizationId, operatorRoles, key });
    const tables = new Tables(this, 'Tables', names);
    const notifications = new Notifications(this, 'Notifications', configuration, key);

    const hub = new EventHub(this, 'Hub', {
      names: watched,
      organizationId,
      serviceAccounts: [...new Set([homeAccountId, managementAccountId])],
      queues,
      key,
    });
    new ForwardingRules(this, 'OwnEvents', {
      rules: [
        ...ownRules(configuration),
        ...ownPartRules(watched, 'home', { watchesKeys: key !== undefined }),
      ],
      // A StackSet that covers this account creates the rules without this prefix. A duplicate event is harmless.
      namePrefix: names.homeRulePrefix,
      rolePath: names.rolePath,
      busArn: hub.bus.eventBusArn,
      deadLetterQueueArn: queues.undelivered.queue.queueArn,
    });

    if (!configuration.homeIsManagement) {
      new ManagementPath(this, 'ManagementPath', {
        names: watched,
        topicArn: managementTopicArn(configuration),
        deadLetterQueueArn: queues.undelivered.queue.queueArn,
        watchesKeys: key !== undefined,
      });
    }

    const foundation = { code, key, queues, tables, notifications };
    const consumer = new Consumer(this, 'Consumer', configuration, foundation);
    const listener = new Listener(this, 'Listener', configuration, foundation, [
      consumer.role.arn,
      ...(configuration.canary === undefined ? [] : [roleArn(this, names.canaryRole)]),
    ]);
    const sweeper = new Sweeper(this, 'Sweeper', configuration, foundation);
    // A watch that finds another deployment requests a sweep, whose audits have to be made by the new consumer.
    sweeper.function.node.addDependency(consumer.function);
    new Schedules(this, 'Schedules', configuration, { sweeper, queues, key });
    new ExceptionChanges(this, 'ExceptionChanges', { tables, queues, listener });

    // `rootguard preflight` reads it.
    new CfnOutput(this, 'ReservedConcurrency', {
      description: 'Executions of Lambda that are reserved',
      value: String(configuration.reserveConcurrency ? CONSUMER_CONCURRENCY : 0),
    });

    const ruleNames = hub.alarmedRuleNames;
    const alarms = new Alarms(this, 'Alarms', {
      namePrefix: names.alarmPrefix,
      settings: alarmSettings({
        names,
        queues,
        consumer,
        listener,
        sweeper,
        ruleNames,
        fullSweepEveryHours,
        watchEveryMinutes,
        coversOrganization: configuration.coveredOrganizationalUnits.some((unit) => unit.startsWith('r-')),
      }),
      notifications,
      runbookUrl,
    });
    new Dashboard(this, 'Dashboard', { names, alarms: alarms.all, queues, consumer });
    // The id is part of the policies' logical ids: with another one they would be replaced, but their names are taken.
    new OperatorPolicies(this, 'People', {
      names,
      organization: configuration,
      key,
      tables,
      queues,
      busArn: hub.bus.eventBusArn,
      archiveArns: hub.archiveArns,
      sessionRegions: configuration.sessionRegions,
      topicArn: notifications.topic.topicArn,
      consumer,
      sweeper,
    });
  }

  /** The configured key, or that of the data stack; undefined where AWS's own keys are used. */
  private keyOf({ customerManagedKey, keyArn, namePrefix }: Configuration): kms.IKey | undefined {
    if (keyArn !== undefined) return kms.Key.fromKeyArn(this, 'Key', keyArn);
    if (!customerManagedKey) return undefined;
    return kms.Key.fromKeyArn(this, 'Key', Fn.importValue(resourceNames(namePrefix).exports.key));
  }
}

/**
 * The rules on this account's default bus, so that the home account is monitored whichever organizational units the
 * StackSet covers. StackSets never deploy to the management account.
 */
function ownRules(configuration: Configuration): readonly EventRule[] {
  return configuration.homeIsManagement ? managementRules(configuration) : HOME_RULES;
}
