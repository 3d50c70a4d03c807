import type { Clock } from '../clock.ts';
import type { BusLocation, EventBus } from './bus.ts';

/** The event buses of every account and Region. A default bus is there without being created. */
export class BusStore {
  readonly #clock: Clock;
  readonly #buses = new Map<string, EventBus>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The bus of that ARN, if it exists or is a default bus. */
  get(arn: string): EventBus | undefined {
    const existing = this.#buses.get(arn);
    if (existing !== undefined) return existing;
    const { partition, region, accountId } = DEFAULT_BUS.exec(arn)?.groups ?? {};
    if (!partition || !region || !accountId) return undefined;
    return this.create({ partition, region, accountId }, 'default');
  }

  create(place: BusLocation, name: string, description?: string): EventBus {
    const bus: EventBus = {
      name,
      arn: busArn(place, name),
      accountId: place.accountId,
      region: place.region,
      description,
      createdAt: this.#clock.now(),
      policy: undefined,
      rules: new Map(),
    };
    this.#buses.set(bus.arn, bus);
    return bus;
  }

  delete(bus: EventBus): void {
    this.#buses.delete(bus.arn);
  }

  /** The buses of one account and Region by name, the default bus among them. */
  list(place: BusLocation): EventBus[] {
    this.get(busArn(place, 'default'));
    return [...this.#buses.values()]
      .filter((bus) => bus.accountId === place.accountId && bus.region === place.region)
      .sort((left, right) => (left.name < right.name ? -1 : 1));
  }
}

const DEFAULT_BUS =
  /^arn:(?<partition>[^:]+):events:(?<region>[^:]+):(?<accountId>\d{12}):event-bus\/default$/;

export const busArn = ({ partition, region, accountId }: BusLocation, name: string): string =>
  `arn:${partition}:events:${region}:${accountId}:event-bus/${name}`;
