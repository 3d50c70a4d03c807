import type { Clock } from '../clock.ts';
import type { Service } from '../contract/operation.ts';
import { ArchiveStore } from './archive-store.ts';
import type { RuleState } from './bus.ts';
import { BusStore, busArn } from './bus-store.ts';
import type { EventBridgeContext } from './context.ts';
import type { DeliverToQueue, PublishOutcome } from './delivery.ts';
import type { DeliveryFaults } from './delivery-faults.ts';
import type { EventBridgeEvent } from './event.ts';
import {
  createArchive,
  deleteArchive,
  describeArchive,
  listArchives,
  updateArchive,
} from './operations/archives.ts';
import {
  createEventBus,
  deleteEventBus,
  describeEventBus,
  listEventBuses,
} from './operations/event-buses.ts';
import { putPermission, removePermission } from './operations/permissions.ts';
import { putEvents } from './operations/put-events.ts';
import { cancelReplay, describeReplay, listReplays, startReplay } from './operations/replays.ts';
import { deleteRule, describeRule, disableRule, enableRule, listRules, putRule } from './operations/rules.ts';
import { listRuleNamesByTarget, listTargetsByRule, putTargets, removeTargets } from './operations/targets.ts';
import { testEventPattern } from './operations/test-event-pattern.ts';
import { ReplayStore } from './replay-store.ts';
import { createRouter } from './router.ts';

/** EventBridge of every account and Region of the sandbox. */
export interface EventBridge {
  readonly service: Service;
  /**
   * Puts an event on the default bus of `event.account` in `event.region`, as an AWS service does. It is delivered
   * synchronously, except for delivery faults. Ignored if there is no such account.
   */
  emit(event: EventBridgeEvent): void;
  /** Whether a rule of that default bus asks for read-only calls that CloudTrail records. */
  wantsReadOnlyCalls(accountId: string, region: string): boolean;
  /** Sets the faults of events to come, both emitted ones and those from PutEvents; `{}` ends them. */
  setDeliveryFaults(faults: DeliveryFaults): void;
}

export interface EventBridgeOptions {
  readonly clock: Clock;
  /** `aws:PrincipalOrgID` of every account of the sandbox. */
  readonly organizationId: string;
  readonly accountExists: (accountId: string) => boolean;
  /** Whether policies of the organization let a role put events on a bus; they do by default. */
  readonly roleMayPutEvents?: (roleArn: string, busArn: string) => boolean;
  /** `sqs.send`. */
  readonly deliverToQueue: DeliverToQueue;
  /** `sns.publish`. */
  readonly publishToTopic: (topicArn: string, message: string) => PublishOutcome;
  readonly partition?: string;
}

const ALL_MANAGEMENT_EVENTS: RuleState = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';

export function createEventBridge(options: EventBridgeOptions): EventBridge {
  const { clock, organizationId, accountExists, partition = 'aws' } = options;
  const buses = new BusStore(clock);
  const archives = new ArchiveStore();
  const router = createRouter({ ...options, buses, archives });
  const replays = new ReplayStore(clock);
  const context: EventBridgeContext = { clock, buses, archives, replays, router, organizationId };
  return {
    emit: (event) => {
      if (!accountExists(event.account)) return;
      const location = { partition, region: event.region, accountId: event.account };
      const bus = buses.get(busArn(location, 'default'));
      if (bus !== undefined) router.put(bus, event);
    },
    wantsReadOnlyCalls: (accountId, region) => {
      const bus = buses.get(busArn({ partition, region, accountId }, 'default'));
      return [...(bus?.rules.values() ?? [])].some(({ state }) => state === ALL_MANAGEMENT_EVENTS);
    },
    setDeliveryFaults: (faults) => router.setDeliveryFaults(faults),
    service: {
      name: 'events',
      operations: {
        CreateEventBus: createEventBus(context),
        DescribeEventBus: describeEventBus(context),
        ListEventBuses: listEventBuses(context),
        DeleteEventBus: deleteEventBus(context),
        PutPermission: putPermission(context),
        RemovePermission: removePermission(context),
        PutRule: putRule(context),
        DeleteRule: deleteRule(context),
        EnableRule: enableRule(context),
        DisableRule: disableRule(context),
        DescribeRule: describeRule(context),
        ListRules: listRules(context),
        PutTargets: putTargets(context),
        RemoveTargets: removeTargets(context),
        ListTargetsByRule: listTargetsByRule(context),
        ListRuleNamesByTarget: listRuleNamesByTarget(context),
        PutEvents: putEvents(context),
        TestEventPattern: testEventPattern,
        CreateArchive: createArchive(context),
        DescribeArchive: describeArchive(context),
        ListArchives: listArchives(context),
        UpdateArchive: updateArchive(context),
        DeleteArchive: deleteArchive(context),
        StartReplay: startReplay(context),
        DescribeReplay: describeReplay(context),
        ListReplays: listReplays(context),
        CancelReplay: cancelReplay(context),
      },
    },
  };
}
