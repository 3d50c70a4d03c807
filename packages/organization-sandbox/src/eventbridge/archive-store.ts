import { BoundedList } from '../bounded-list.ts';
import type { Clock } from '../clock.ts';
import { parseArn } from './arn.ts';
import type { BusLocation, EventBus } from './bus.ts';
import type { EventBridgeEvent } from './event.ts';
import { type EventPattern, matches } from './pattern/pattern.ts';

/** The settings of an archive, which can be changed later. */
export interface ArchiveSettings {
  readonly description: string | undefined;
  /** As the caller wrote it. */
  readonly eventPattern: string | undefined;
  readonly pattern: EventPattern | undefined;
  /** 0 keeps events forever. */
  readonly retentionDays: number;
  readonly kmsKeyIdentifier: string | undefined;
}

interface ArchivedEvent {
  readonly at: Date;
  readonly event: EventBridgeEvent;
}

/** The newest events that one archive keeps. */
const MAX_ARCHIVED_EVENTS = 100_000;

/**
 * Keeps the matching events of a bus, except replayed ones. They can be replayed at once; on AWS it may take ten minutes.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-archive.html
 */
export class Archive {
  readonly name: string;
  readonly arn: string;
  readonly sourceArn: string;
  readonly createdAt: Date;
  settings: ArchiveSettings;
  readonly #clock: Clock;
  readonly #events = new BoundedList<ArchivedEvent>(MAX_ARCHIVED_EVENTS);

  constructor(clock: Clock, bus: EventBus, location: BusLocation, name: string, settings: ArchiveSettings) {
    this.#clock = clock;
    this.name = name;
    this.arn = archiveArn(location, name);
    this.sourceArn = bus.arn;
    this.createdAt = clock.now();
    this.settings = settings;
  }

  offer(event: EventBridgeEvent): void {
    const { pattern } = this.settings;
    if (event['replay-name'] !== undefined || (pattern !== undefined && !matches(pattern, event))) return;
    this.#events.add({ at: this.#clock.now(), event });
  }

  /** The events within the retention period. */
  events(): readonly EventBridgeEvent[] {
    const { retentionDays } = this.settings;
    const oldest = this.#clock.now().getTime() - retentionDays * 86_400_000;
    const kept = this.#events.all().filter(({ at }) => retentionDays === 0 || at.getTime() >= oldest);
    return kept.map(({ event }) => event);
  }
}

export const archiveArn = ({ partition, region, accountId }: BusLocation, name: string): string =>
  `arn:${partition}:events:${region}:${accountId}:archive/${name}`;

/** All archives by ARN. */
export class ArchiveStore {
  readonly #archives = new Map<string, Archive>();

  get(arn: string): Archive | undefined {
    return this.#archives.get(arn);
  }

  add(archive: Archive): void {
    this.#archives.set(archive.arn, archive);
  }

  delete(archive: Archive): void {
    this.#archives.delete(archive.arn);
  }

  /** The archives of one account and Region, sorted by name. */
  list({ accountId, region }: BusLocation): Archive[] {
    return [...this.#archives.values()]
      .filter(({ arn }) => parseArn(arn)?.accountId === accountId && parseArn(arn)?.region === region)
      .sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  /** Offers an event on a bus to all archives of that bus. */
  offer(bus: EventBus, event: EventBridgeEvent): void {
    for (const archive of this.#archives.values()) if (archive.sourceArn === bus.arn) archive.offer(event);
  }
}
