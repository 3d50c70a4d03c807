import type { Clock } from '../clock.ts';
import type { BusLocation, EventBus } from './bus.ts';

/** The event buses of every account and Region. Default buses exist without being created. */
export class BusStore {
  readonly #clock: Clock;
  readonly #buses = new Map<string, EventBus>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The bus of that ARN. A default bus is created on demand. */
  get(arn: string): EventBus | undefined {
    const existing = this.#buses.get(arn);
    if (existing !== undefined) return existing;
    const { partition, region, accountId } = DEFAULT_BUS.exec(arn)?.groups ?? {};
    if (!partition || !region || !accountId) return undefined;
    return this.create({ partition, region, accountId }, 'default');
  }

  create(location: BusLocation, name: string, description?: string): EventBus {
    const bus: EventBus = {
      name,
      arn: busArn(location, name),
      accountId: location.accountId,
      region: location.region,
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

  /** The buses of one account and Region, sorted by name, including the default bus. */
  list(location: BusLocation): EventBus[] {
    this.get(busArn(location, 'default'));
    return [...this.#buses.values()]
      .filter((bus) => bus.accountId === location.accountId && bus.region === location.region)
      .sort((left, right) => (left.name < right.name ? -1 : 1));
  }
}

const DEFAULT_BUS =
  /^arn:(?<partition>[^:]+):events:(?<region>[^:]+):(?<accountId>\d{12}):event-bus\/default$/;

export const busArn = ({ partition, region, accountId }: BusLocation, name: string): string =>
  `arn:${partition}:events:${region}:${accountId}:event-bus/${name}`;
