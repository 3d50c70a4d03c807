import * as v from 'valibot';
import type { Clock } from '../clock.ts';
import { validationMessage, violationsOf } from '../contract/constraints.ts';
import type { Call } from '../contract/operation.ts';
import type { ArchiveStore } from './archive.ts';
import { parseArn } from './arn.ts';
import type { BusLocation, EventBus, Rule } from './bus.ts';
import { type BusStore, busArn } from './bus-store.ts';
import { busNotFound, ruleNotFound, validationException } from './errors.ts';
import type { ReplayStore } from './replay.ts';
import type { Router } from './router.ts';

/** What EventBridge operations work on. */
export interface EventBridgeContext {
  readonly clock: Clock;
  readonly archives: ArchiveStore;
  readonly replays: ReplayStore;
  readonly buses: BusStore;
  readonly router: Router;
  readonly organizationId: string;
}

export const locationOf = (call: Call): BusLocation => ({
  partition: call.caller.arn.split(':')[1] ?? 'aws',
  region: call.region,
  accountId: call.caller.accountId,
});

/** The ARN of a bus that a caller names by name, by ARN, or not at all: the default bus. */
export const busArnOf = (call: Call, nameOrArn = 'default'): string =>
  nameOrArn.startsWith('arn:') ? nameOrArn : busArn(locationOf(call), nameOrArn);

/** A bus of the caller's own. */
export function ownBus(context: EventBridgeContext, call: Call, nameOrArn?: string): EventBus {
  const arn = busArnOf(call, nameOrArn);
  const bus = parseArn(arn)?.accountId === call.caller.accountId ? context.buses.get(arn) : undefined;
  if (bus === undefined) throw busNotFound(nameOrArn ?? 'default');
  return bus;
}

export function ruleOf(bus: EventBus, name: string): Rule {
  const rule = bus.rules.get(name);
  if (rule === undefined) throw ruleNotFound(name, bus.name);
  return rule;
}

/** Parses a call's input; what does not fit is a ValidationException that names each member. */
export function parseInput<Input, Output>(schema: v.GenericSchema<Input, Output>, call: Call): Output {
  const input = Object.fromEntries(Object.entries(call.input).filter(([, value]) => value !== null));
  const parsed = v.safeParse(schema, input);
  if (parsed.success) return parsed.output;
  throw validationException(validationMessage(violationsOf(parsed.issues)));
}
