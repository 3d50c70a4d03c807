import type { Clock } from '../clock.ts';
import type { ArchiveStore } from './archive.ts';
import { parseArn } from './arn.ts';
import type { EventBus, Rule } from './bus.ts';
import { mayPutEvents } from './bus-policy.ts';
import type { BusStore } from './bus-store.ts';
import { type Delivery, type DeliveryPorts, deliver } from './delivery.ts';
import { type DeliveryFaults, faultFunction } from './delivery-faults.ts';
import type { EventBridgeEvent } from './event.ts';
import { matches } from './pattern/pattern.ts';

export interface RouterOptions extends Omit<DeliveryPorts, 'forwardToBus'> {
  readonly clock: Clock;
  readonly buses: BusStore;
  readonly archives: ArchiveStore;
  readonly accountExists: (accountId: string) => boolean;
  readonly organizationId: string;
}

export interface Router {
  /** Puts an event on a bus, from where rules take it to their targets; delivery faults apply here. */
  put(bus: EventBus, event: EventBridgeEvent): void;
  /** Puts an event on a bus once more, for these rules or for all; without delivery faults. */
  replay(bus: EventBus, event: EventBridgeEvent, ruleArns: readonly string[] | undefined): void;
  setDeliveryFaults(faults: DeliveryFaults): void;
}

export function createRouter(options: RouterOptions): Router {
  const { clock, buses, archives, accountExists, organizationId } = options;
  let faultOf = faultFunction({});
  let sequence = 0;

  const forwardToBus = (busArn: string, event: EventBridgeEvent, from: EventBus): Delivery => {
    const to = accountExists(parseArn(busArn)?.accountId ?? '') ? buses.get(busArn) : undefined;
    if (to === undefined) return { type: 'failed', error: 'NO_RESOURCE' };
    // The envelope keeps where the event arose, so that a bus elsewhere means it has been sent on once already.
    if (event.account !== from.accountId && to.accountId !== from.accountId) {
      return { type: 'failed', error: 'THIRD_ACCOUNT_HOP_DETECTED' };
    }
    if (event.region !== from.region && to.region !== from.region) {
      return { type: 'failed', error: 'THIRD_REGION_HOP_DETECTED' };
    }
    const isForeign = to.accountId !== from.accountId;
    if (isForeign && !mayPutEvents(to.policy, { accountId: from.accountId, organizationId })) {
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
    // An archive is fed by a rule that EventBridge makes, and that asks for no read-only calls.
    if (!isReadOnlyCall(event)) archives.offer(bus, event);
    for (const rule of bus.rules.values()) {
      if (ruleArns?.includes(rule.arn) === false || !ruleMatches(rule, event)) continue;
      for (const target of rule.targets.values()) deliver(ports, bus, rule, target, event);
    }
  };

  return {
    put: (bus, event) => {
      sequence += 1;
      const { drop = false, delaySeconds = 0, duplicates = 0 } = faultOf(event, sequence);
      if (drop) return;
      const arrive = () => {
        for (let copy = 0; copy <= duplicates; copy += 1) route(bus, event);
      };
      if (delaySeconds === 0) arrive();
      else clock.setTimer(new Date(clock.now().getTime() + delaySeconds * 1000), arrive);
    },
    replay: route,
    setDeliveryFaults: (faults) => {
      faultOf = faultFunction(faults);
      sequence = 0;
    },
  };
}

function ruleMatches(rule: Rule, event: EventBridgeEvent): boolean {
  if (rule.state === 'DISABLED' || rule.pattern === undefined) return false;
  return (rule.state !== 'ENABLED' || !isReadOnlyCall(event)) && matches(rule.pattern, event);
}

/**
 * Whether an ENABLED rule does not see it: a call that CloudTrail records as reading, told by its name.
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
