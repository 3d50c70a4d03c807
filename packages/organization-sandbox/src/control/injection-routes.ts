import type { Clock } from '../clock.ts';
import { isoSeconds } from '../cloudtrail/format.ts';
import type { EventBridgeEvent } from '../eventbridge/event.ts';
import type { Ids } from '../ids.ts';
import type { FaultInjector } from '../settings/fault-injector.ts';
import type { Organization } from '../world/organization.ts';
import { faultFrom, faultSchema } from './fault-schema.ts';
import { noSuchAccount, ok, parsed, type Routes } from './response.ts';
import { eventSchema } from './schemas.ts';

export interface InjectionRoutesOptions {
  readonly organization: Organization;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly faults: FaultInjector;
  readonly emit: (event: EventBridgeEvent) => void;
}

/** Events and faults that come from outside. */
export const injectionRoutes = (options: InjectionRoutesOptions): Routes => {
  const { organization, clock, ids, faults, emit } = options;
  return {
    'POST /_sandbox/events': parsed(eventSchema, (input) => {
      if (!organization.accounts.has(input.account)) return noSuchAccount(input.account);
      const event = { ...input, id: input.id ?? ids.uuid(), time: input.time ?? isoSeconds(clock.now()) };
      emit(event);
      return ok({ id: event.id });
    }),
    'GET /_sandbox/faults': () => ok(faults.pending()),
    'POST /_sandbox/faults': parsed(faultSchema, (input) => {
      faults.inject(faultFrom(input));
      return ok(faults.pending());
    }),
    'DELETE /_sandbox/faults': () => {
      faults.clear();
      return ok(faults.pending());
    },
  };
};
