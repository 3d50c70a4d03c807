import * as v from 'valibot';
import { AwsError } from '../../contract/aws-error.ts';
import type { Answer, Call, Operation } from '../../contract/operation.ts';
import { object, text } from '../../contract/shapes.ts';
import { Archive, type ArchiveSettings, archiveArn } from '../archive-store.ts';
import { type EventBridgeContext, locationOf, ownBus, parseInput } from '../context.ts';
import { resourceNotFound, validationException } from '../errors.ts';
import { pageEntries, pageOf } from '../page.ts';
import { parsePatternText } from '../pattern/parse-text.ts';

const archiveName = v.pipe(v.string(), v.regex(/^[.\-_A-Za-z0-9]{1,48}$/));
const busArn = v.pipe(
  v.string(),
  v.regex(/^arn:aws[a-z-]*:events:[a-z\d-]*:\d{12}:.+\/.+$/),
  v.maxLength(1600),
);
const settingEntries = {
  Description: v.optional(v.pipe(v.string(), v.maxLength(512))),
  EventPattern: v.optional(v.pipe(v.string(), v.maxLength(4096))),
  RetentionDays: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(2_147_483_647))),
  KmsKeyIdentifier: v.optional(v.pipe(v.string(), v.regex(/^[\w\-/:]*$/), v.maxLength(2048))),
};
const settingsSchema = object(settingEntries);
const createInput = object({ ArchiveName: archiveName, EventSourceArn: busArn, ...settingEntries });
const updateInput = object({ ArchiveName: archiveName, ...settingEntries });
const nameInput = object({ ArchiveName: archiveName });
const listInput = object({
  ...pageEntries,
  NamePrefix: v.optional(v.pipe(text, v.maxLength(48))),
  EventSourceArn: v.optional(busArn),
  State: v.optional(
    v.picklist(['ENABLED', 'DISABLED', 'CREATING', 'UPDATING', 'CREATE_FAILED', 'UPDATE_FAILED']),
  ),
});

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateArchive.html */
export const createArchive =
  (context: EventBridgeContext): Operation =>
  (call) => {
    const { ArchiveName, EventSourceArn, ...settings } = parseInput(createInput, call);
    const location = locationOf(call);
    if (context.archives.get(archiveArn(location, ArchiveName)) !== undefined) {
      throw new AwsError('ResourceAlreadyExistsException', `Archive ${ArchiveName} already exists.`);
    }
    const bus = ownBus(context, call, EventSourceArn);
    if (bus.region !== call.region) throw resourceNotFound(`Event bus ${bus.name} does not exist.`);
    const archive = new Archive(context.clock, bus, location, ArchiveName, settingsFrom(settings));
    context.archives.add(archive);
    return changeAnswer(archive);
  };

/** Members that are left out stay as they are. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_UpdateArchive.html */
export const updateArchive =
  (context: EventBridgeContext): Operation =>
  (call) => {
    const { ArchiveName, ...settings } = parseInput(updateInput, call);
    const archive = archiveOf(context, call, ArchiveName);
    archive.settings = settingsFrom(settings, archive.settings);
    return changeAnswer(archive);
  };

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeArchive.html */
export const describeArchive =
  (context: EventBridgeContext): Operation =>
  (call) => {
    const archive = archiveOf(context, call, parseInput(nameInput, call).ArchiveName);
    const { description, eventPattern, kmsKeyIdentifier } = archive.settings;
    return {
      ...listAnswer(archive),
      ArchiveArn: archive.arn,
      ...(description !== undefined && { Description: description }),
      ...(eventPattern !== undefined && { EventPattern: eventPattern }),
      ...(kmsKeyIdentifier !== undefined && { KmsKeyIdentifier: kmsKeyIdentifier }),
    };
  };

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListArchives.html */
export const listArchives =
  (context: EventBridgeContext): Operation =>
  (call) => {
    const { NamePrefix, EventSourceArn, State, ...page } = parseInput(listInput, call);
    requireOneFilter('ListArchives', [NamePrefix, EventSourceArn, State]);
    const archives = context.archives
      .list(locationOf(call))
      .filter(({ name }) => name.startsWith(NamePrefix ?? ''))
      .filter(({ sourceArn }) => sourceArn === (EventSourceArn ?? sourceArn))
      .filter(() => (State ?? 'ENABLED') === 'ENABLED');
    const { items, next } = pageOf(archives, page);
    return { Archives: items.map(listAnswer), ...next };
  };

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteArchive.html */
export const deleteArchive =
  (context: EventBridgeContext): Operation =>
  (call) => {
    context.archives.delete(archiveOf(context, call, parseInput(nameInput, call).ArchiveName));
    return {};
  };

export function requireOneFilter(operation: string, filters: readonly unknown[]): void {
  if (filters.filter((filter) => filter !== undefined).length <= 1) return;
  throw validationException(
    `At most one filter is allowed for ${operation}. Use either : State, EventSourceArn, or NamePrefix.`,
  );
}

function archiveOf({ archives }: EventBridgeContext, call: Call, name: string): Archive {
  const archive = archives.get(archiveArn(locationOf(call), name));
  if (archive === undefined) throw resourceNotFound(`Archive ${name} does not exist.`);
  return archive;
}

function settingsFrom(
  { Description, EventPattern, RetentionDays, KmsKeyIdentifier }: v.InferOutput<typeof settingsSchema>,
  before?: ArchiveSettings,
): ArchiveSettings {
  return {
    description: Description ?? before?.description,
    eventPattern: EventPattern ?? before?.eventPattern,
    pattern: EventPattern === undefined ? before?.pattern : parsePatternText(EventPattern),
    retentionDays: RetentionDays ?? before?.retentionDays ?? 0,
    kmsKeyIdentifier: KmsKeyIdentifier ?? before?.kmsKeyIdentifier,
  };
}

const changeAnswer = ({ arn, createdAt }: Archive): Answer => ({
  ArchiveArn: arn,
  State: 'ENABLED',
  CreationTime: createdAt,
});

function listAnswer(archive: Archive): Answer {
  const events = archive.events();
  return {
    ArchiveName: archive.name,
    EventSourceArn: archive.sourceArn,
    State: 'ENABLED',
    RetentionDays: archive.settings.retentionDays,
    SizeBytes: events.reduce((sum, event) => sum + Buffer.byteLength(JSON.stringify(event)), 0),
    EventCount: events.length,
    CreationTime: archive.createdAt,
  };
}
