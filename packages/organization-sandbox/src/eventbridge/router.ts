import type { Clock } from '../clock.ts';
import type { ArchiveStore } from './archive-store.ts';
import { parseArn } from './arn.ts';
import type { EventBus, Rule } from './bus.ts';
import { mayPutEvents } from './bus-policy.ts';
import type { BusStore } from './bus-store.ts';
import { type Delivery, type DeliveryPorts, deliver } from './delivery.ts';
import { type DeliveryFaults, faultFunction } from './delivery-faults.ts';
import type { EventBridgeEvent } from './event.ts';
import { matches } from './pattern/pattern.ts';
import type { Target } from './target-schema.ts';

export interface RouterOptions extends Omit<DeliveryPorts, 'forwardToBus'> {
  readonly clock: Clock;
  readonly buses: BusStore;
  readonly archives: ArchiveStore;
  readonly accountExists: (accountId: string) => boolean;
  readonly organizationId: string;
  /** Whether policies of the organization let a role put events on a bus; they do by default. */
  readonly roleMayPutEvents?: (roleArn: string, busArn: string) => boolean;
}

export interface Router {
  /** Puts an event on a bus, whose rules deliver it to their targets. Delivery faults apply. */
  put(bus: EventBus, event: EventBridgeEvent): void;
  /** Puts an archived event on a bus, for these rules or for all. Delivery faults do not apply. */
  replay(bus: EventBus, event: EventBridgeEvent, ruleArns: readonly string[] | undefined): void;
  setDeliveryFaults(faults: DeliveryFaults): void;
}

export function createRouter(options: RouterOptions): Router {
  const { clock, buses, archives, accountExists, organizationId, roleMayPutEvents = () => true } = options;
  let nextFault = faultFunction({});
  let sequence = 0;

  const forwardToBus = (
    { Arn: busArn, RoleArn: roleArn }: Target,
    event: EventBridgeEvent,
    from: EventBus,
  ): Delivery => {
    const to = accountExists(parseArn(busArn)?.accountId ?? '') ? buses.get(busArn) : undefined;
    if (to === undefined) return { type: 'failed', error: 'NO_RESOURCE' };
    // The event keeps its origin: on a bus in another account or Region it was forwarded once already.
    if (event.account !== from.accountId && to.accountId !== from.accountId) {
      return { type: 'failed', error: 'THIRD_ACCOUNT_HOP_DETECTED' };
    }
    if (event.region !== from.region && to.region !== from.region) {
      return { type: 'failed', error: 'THIRD_REGION_HOP_DETECTED' };
    }
    const isForeign = to.accountId !== from.accountId;
    if (isForeign && !mayPutEvents(to, { accountId: from.accountId, organizationId })) {
      return { type: 'failed', error: 'NO_PERMISSIONS' };
    }
    // EventBridge acts in the role, and is bound as the role is.
    if (roleArn !== undefined && !roleMayPutEvents(roleArn, busArn)) {
      return { type: 'failed', error: 'NO_PERMISSIONS' };
    }
    route(to, event);
    return { type: 'delivered' };
  };

  const ports: DeliveryPorts = {
    deliverToQueue: options.deliverToQueue,
    publishToTopic: options.publishToTopic,
    forwardToBus,
  };

  const route = (bus: EventBus, event: EventBridgeEvent, ruleArns?: readonly string[]): void => {
    // EventBridge fills an archive by a managed rule, which does not ask for read-only calls.
    if (!isReadOnlyCall(event)) archives.offer(bus, event);
    const receivedAt = clock.now();
    for (const rule of bus.rules.values()) {
      if (ruleArns?.includes(rule.arn) === false || !ruleMatches(rule, event)) continue;
      for (const target of rule.targets.values()) deliver(ports, { bus, rule, event, receivedAt }, target);
    }
  };

  return {
    put: (bus, event) => {
      sequence += 1;
      const { drop = false, delaySeconds = 0, duplicates = 0 } = nextFault(event, sequence);
      if (drop) return;
      const arrive = () => {
        for (let copy = 0; copy <= duplicates; copy += 1) route(bus, event);
      };
      if (delaySeconds === 0) arrive();
      else clock.setTimer(new Date(clock.now().getTime() + delaySeconds * 1000), arrive);
    },
    replay: route,
    setDeliveryFaults: (faults) => {
      nextFault = faultFunction(faults);
      sequence = 0;
    },
  };
}

function ruleMatches(rule: Rule, event: EventBridgeEvent): boolean {
  if (rule.state === 'DISABLED' || rule.pattern === undefined) return false;
  return (rule.state !== 'ENABLED' || !isReadOnlyCall(event)) && matches(rule.pattern, event);
}

/**
 * Whether the event is a read-only call, which ENABLED rules do not get. It is recognized by its name.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
function isReadOnlyCall(event: EventBridgeEvent): boolean {
  const name = event.detail.eventName;
  return (
    event['detail-type'] === 'AWS API Call via CloudTrail' &&
    typeof name === 'string' &&
    /^(Get|List|Describe)/.test(name) &&
    !NOT_READ_ONLY.has(name)
  );
}

const NOT_READ_ONLY = new Set(['GetFederationToken', 'GetSessionToken']);
