import * as v from 'valibot';
import type { Clock } from '../clock.ts';
import { validationMessage, violationsOf } from '../contract/constraints.ts';
import type { Call } from '../contract/operation.ts';
import type { ArchiveStore } from './archive-store.ts';
import { parseArn } from './arn.ts';
import type { BusLocation, EventBus, Rule } from './bus.ts';
import { type BusStore, busArn } from './bus-store.ts';
import { busNotFound, ruleNotFound, validationException } from './errors.ts';
import type { ReplayStore } from './replay-store.ts';
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

/** The ARN of the bus that a caller names by name or ARN; of the default bus by default. */
export const busArnOf = (call: Call, nameOrArn = 'default'): string =>
  nameOrArn.startsWith('arn:') ? nameOrArn : busArn(locationOf(call), nameOrArn);

/** A bus in the caller's own account. @throws AwsError ResourceNotFoundException */
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

/** Parses the input of a call. @throws AwsError ValidationException, which names each invalid member */
export function parseInput<Input, Output>(schema: v.GenericSchema<Input, Output>, call: Call): Output {
  const input = Object.fromEntries(Object.entries(call.input).filter(([, value]) => value !== null));
  const parsed = v.safeParse(schema, input);
  if (parsed.success) return parsed.output;
  throw validationException(validationMessage(violationsOf(parsed.issues)));
}
