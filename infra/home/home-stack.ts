import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import {
  CONTROL_TOWER_RULES,
  type EventRule,
  MANAGEMENT_RULES,
  MEMBER_RULES,
  RULE_NAME_PREFIX,
} from '../../src/events/rules.ts';
import type { Configuration } from '../configuration.ts';
import { ForwardingRules } from '../forwarding-rules.ts';
import { alarmSettings } from './alarm-settings.ts';
import { Alarms } from './alarms.ts';
import { Consumer } from './consumer.ts';
import { Dashboard } from './dashboard.ts';
import { createKey } from './encryption.ts';
import { EventHub } from './event-hub.ts';
import { ExceptionChanges } from './exception-changes.ts';
import { Notifications } from './notification-topic.ts';
import { People } from './operator-policies.ts';
import { Queues } from './queues.ts';
import { Schedules } from './schedules.ts';
import { Sweeper } from './sweeper.ts';
import { Tables } from './tables.ts';

/** Everything of rootguard that thinks and remembers. Stands in the IAM delegated administrator, or in the management account. */
export class HomeStack extends Stack {
  constructor(scope: Construct, id: string, configuration: Configuration) {
    super(scope, id, {
      env: { account: configuration.homeAccountId, region: configuration.region },
      description: 'rootguard: the service and what it remembers',
      terminationProtection: true,
    });
    const { organizationId, operatorRoles, fullSweepEveryHours, runbookUrl } = configuration;
    const key = configuration.customerManagedKey ? createKey(this, organizationId) : undefined;
    const queues = new Queues(this, 'Queues', { organizationId, operatorRoles, key });
    const tables = new Tables(this, 'Tables', key);
    const notifications = new Notifications(this, 'Notifications', configuration, key);

    const hub = new EventHub(this, 'Hub', { organizationId, queues });
    new ForwardingRules(this, 'OwnEvents', {
      rules: ownRules(configuration),
      // A StackSet that covers this account brings rules of the plain names; the same event twice does no harm.
      namePrefix: `${RULE_NAME_PREFIX}home-`,
      busArn: hub.bus.eventBusArn,
      deadLetterQueueArn: queues.undelivered.queue.queueArn,
    });

    const foundation = { key, queues, tables, notifications };
    const consumer = new Consumer(this, 'Consumer', configuration, foundation);
    const sweeper = new Sweeper(this, 'Sweeper', configuration, foundation);
    new Schedules(this, 'Schedules', configuration, { sweeper, queues, key });
    const { pipeName } = new ExceptionChanges(this, 'ExceptionChanges', { tables, queues, key });

    const ruleNames = hub.ruleNames;
    const alarms = new Alarms(this, 'Alarms', {
      settings: alarmSettings({ queues, consumer, sweeper, ruleNames, pipeName, fullSweepEveryHours }),
      notifications,
      runbookUrl,
    });
    new Dashboard(this, 'Dashboard', { alarms: alarms.all, queues, consumer });
    new People(this, 'People', {
      organization: configuration,
      key,
      tables,
      queues,
      busArn: hub.bus.eventBusArn,
      archiveArns: hub.archiveArns,
      topicArn: notifications.topic.topicArn,
      consumer,
      sweeper,
    });
  }
}

/**
 * What this account's own default bus forwards, so that the hub is no blind spot, whichever organizational units the
 * StackSet covers. StackSets never reach the management account.
 */
function ownRules({ homeIsManagement, controlTowerRegion, region }: Configuration): readonly EventRule[] {
  if (!homeIsManagement) return MEMBER_RULES;
  return controlTowerRegion === region ? [...MANAGEMENT_RULES, ...CONTROL_TOWER_RULES] : MANAGEMENT_RULES;
}
