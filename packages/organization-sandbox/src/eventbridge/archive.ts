import { BoundedList } from '../bounded-list.ts';
import type { Clock } from '../clock.ts';
import { parseArn } from './arn.ts';
import type { BusLocation, EventBus } from './bus.ts';
import type { EventBridgeEvent } from './event.ts';
import { type EventPattern, matches } from './pattern/pattern.ts';

/** What can be set of an archive when it is made, and changed later. */
export interface ArchiveSettings {
  readonly description: string | undefined;
  /** As the caller wrote it. */
  readonly eventPattern: string | undefined;
  readonly pattern: EventPattern | undefined;
  /** 0 keeps events for ever. */
  readonly retentionDays: number;
  readonly kmsKeyIdentifier: string | undefined;
}

interface ArchivedEvent {
  readonly at: Date;
  readonly event: EventBridgeEvent;
}

/** Events that one archive keeps, the newest of them. */
const MAX_ARCHIVED_EVENTS = 100_000;

/**
 * Keeps the events of a bus that match, but never one that comes out of an archive. A replay can have them at once; on AWS
 * it may take ten minutes.
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

  constructor(clock: Clock, bus: EventBus, place: BusLocation, name: string, settings: ArchiveSettings) {
    this.#clock = clock;
    this.name = name;
    this.arn = archiveArn(place, name);
    this.sourceArn = bus.arn;
    this.createdAt = clock.now();
    this.settings = settings;
  }

  offer(event: EventBridgeEvent): void {
    const { pattern } = this.settings;
    if (event['replay-name'] !== undefined || (pattern !== undefined && !matches(pattern, event))) return;
    this.#events.add({ at: this.#clock.now(), event });
  }

  /** What it still keeps. */
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

  /** The archives of one account and Region by name. */
  list({ accountId, region }: BusLocation): Archive[] {
    return [...this.#archives.values()]
      .filter(({ arn }) => parseArn(arn)?.accountId === accountId && parseArn(arn)?.region === region)
      .sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  /** Gives an event on a bus to all archives of that bus. */
  offer(bus: EventBus, event: EventBridgeEvent): void {
    for (const archive of this.#archives.values()) if (archive.sourceArn === bus.arn) archive.offer(event);
  }
}
