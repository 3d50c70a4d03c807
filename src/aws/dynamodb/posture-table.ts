import type { AccountId } from '../../domain/account.ts';
import { isFarAhead } from '../../domain/clock-difference.ts';
import { RootguardError } from '../../domain/errors.ts';
import type { OpenEnforcement } from '../../domain/posture.ts';
import { isCount, parse, utcTimestamp } from '../../domain/schema.ts';
import type {
  AuditTimes,
  EnforcementChanges,
  PostureReader,
  PostureRecorder,
  PostureStore,
  PostureWithRevision,
  RecordChanges,
  StoredPosture,
} from '../../guardrail/ports/posture.ts';
import { hasCode } from '../failures.ts';
import { legacyEnforcement, readPostureItem } from './posture-item.ts';
import {
  type Change,
  type Expression,
  enforcementChange,
  heartbeatChange,
  merge,
  postureChange,
  sendUpdate,
} from './posture-update.ts';
import { isReservedKey } from './reserved-keys.ts';
import { conditionalWrite, getItem, type Item, isMap, scanItems, type Table, toItem } from './table.ts';

/*
 * One item for each account. The attributes of the posture are replaced one by one, so that the others stay:
 *
 *   drawnRevision     the latest revision that a run has reserved
 *   revision          the revision of the run that recorded the posture
 *   openEnforcements  a map from the id of an enforcement to its credentials and start
 *   schemaVersion     the version of rootguard's shapes in which the posture was recorded
 *
 * No condition compares times: the clocks of the writers may differ.
 */

export function createPostureRecorder(table: Table): PostureRecorder {
  return {
    async read(account) {
      const item = await getItem(table, { account });
      const stored = item && readPostureItem(item);
      return stored && hasContent(stored) ? stored : undefined;
    },
    async reserveRevision(account) {
      const item = await update(table, account, {
        set: ['#enforcements = if_not_exists(#enforcements, :none)'],
        add: ['#reserved :one'],
        values: { ':none': {}, ':one': 1 },
      });
      return postureWithRevisionFrom(table, account, item);
    },
    async startEnforcement(account, { id, ...enforcement }) {
      const item = await update(table, account, {
        set: ['#enforcements.#id = :enforcement'],
        add: ['#reserved :one'],
        names: { '#id': id },
        values: { ':enforcement': toItem(enforcement), ':one': 1 },
      });
      return postureWithRevisionFrom(table, account, item);
    },
    async record(posture, revision, changes = {}) {
      const [first = {}, ...others] = chunksOf(changes);
      const isNotSuperseded = 'attribute_not_exists(#revision) OR #revision <= :revision';
      const recorded = await conditionalWrite(
        update(table, posture.account, {
          ...merge(
            merge(postureChange(posture, revision), enforcementChange(first)),
            heartbeatChange(changes.heartbeat),
          ),
          condition: isNotSuperseded,
        }),
      );
      if (!recorded)
        await updateIfChanged(table, posture.account, supersededChange(first, changes.heartbeat));
      for (const chunk of others) await updateIfChanged(table, posture.account, enforcementChange(chunk));
      return recorded ? 'recorded' : 'superseded';
    },
    async updateEnforcements(account, changes) {
      for (const chunk of chunksOf(changes)) await updateIfChanged(table, account, enforcementChange(chunk));
    },
  };
}

/** An update expression has at most 4 KB, and an account may have any number of enforcements that nobody was notified of. */
const MAX_ENFORCEMENTS_PER_UPDATE = 50;

/** Those that are left if the run ends in between are closed by the next audit. */
function chunksOf({ closed = [], ended = [] }: EnforcementChanges): readonly EnforcementChanges[] {
  const chunks: EnforcementChanges[] = [];
  for (let at = 0; at < ended.length; at += MAX_ENFORCEMENTS_PER_UPDATE) {
    chunks.push({ ended: ended.slice(at, at + MAX_ENFORCEMENTS_PER_UPDATE) });
  }
  for (let at = 0; at < closed.length; at += MAX_ENFORCEMENTS_PER_UPDATE) {
    chunks.push({ closed: closed.slice(at, at + MAX_ENFORCEMENTS_PER_UPDATE) });
  }
  return chunks;
}

/** What is left of the record of a run whose posture is outdated. It has read the account all the same, and a heartbeat has to follow. */
function supersededChange(changes: EnforcementChanges, heartbeat: RecordChanges['heartbeat']): Change {
  return merge(
    enforcementChange(changes),
    heartbeatChange(heartbeat?.type === 'expected' ? heartbeat : undefined),
  );
}

async function updateIfChanged(table: Table, account: AccountId, change: Change): Promise<void> {
  if (change.set.length + change.remove.length > 0) await update(table, account, change);
}

/** For reports on all accounts. The role of the consumer has no permission for it. */
export function createPostureStore(table: Table): PostureStore {
  return {
    ...createPostureRecorder(table),
    ...createPostureReader(table),
  };
}

/** For the sweeper, which tells what all accounts have. */
export function createPostureReader(table: Table): PostureReader {
  return {
    async *readAll() {
      for await (const item of scanItems(table)) {
        if (isReservedKey(item.account)) continue;
        const stored = readPostureItem(item);
        if (hasContent(stored)) yield stored;
      }
    },
  };
}

/** For the sweeper, which needs nothing else of a posture. */
export function createAuditTimes(table: Table): AuditTimes {
  return {
    async readAuditedSince(since, now) {
      // ISO 8601 texts in UTC sort by time, but other texts may sort after them.
      const items = scanItems(table, {
        ProjectionExpression: '#account, #auditedAt',
        FilterExpression: '#auditedAt >= :since',
        ExpressionAttributeNames: { '#account': 'account', '#auditedAt': 'auditedAt' },
        ExpressionAttributeValues: { ':since': since.toISOString() },
      });
      const audited = new Set<string>();
      for await (const { account, auditedAt } of items) {
        const time = parse(utcTimestamp, auditedAt);
        if (time.type === 'parsed' && time.value >= since && !isFarAhead(time.value, now)) {
          audited.add(String(account));
        }
      }
      return audited;
    },
  };
}

/** False for a row in which a run has only reserved a revision, or only a heartbeat was recorded. */
function hasContent({ posture, enforcements, issues }: StoredPosture): boolean {
  return posture !== undefined || enforcements.length > 0 || issues.length > 0;
}

/** Returns the updated item. If DynamoDB rejects the update because of the item's shape, the item is repaired, once. */
async function update(table: Table, account: AccountId, expression: Expression): Promise<Item> {
  try {
    return await sendUpdate(table, account, expression);
  } catch (error) {
    if (!hasCode(error, 'ValidationException')) throw error;
    await repair(table, account);
    return sendUpdate(table, account, expression);
  }
}

/**
 * For a row that was edited, or written by another version of rootguard: makes the counter a whole number and
 * `openEnforcements` a map. Changes that another run has made since the read are kept: it may have started an enforcement.
 */
async function repair(table: Table, account: AccountId): Promise<void> {
  const { drawnRevision, revision, openEnforcements } = (await getItem(table, { account })) ?? {};
  const reserved = Math.max(recordedIn(drawnRevision) ?? 0, recordedIn(revision) ?? 0);
  const isUsable = recordedIn(revision) !== undefined;
  const hasMap = isMap(openEnforcements);
  const isUnchanged = drawnRevision === undefined ? 'attribute_not_exists(#reserved)' : '#reserved = :read';
  const hasNoMap = 'NOT attribute_type(#enforcements, :map)';
  await conditionalWrite(
    sendUpdate(table, account, {
      set: ['#reserved = :reserved', ...(hasMap ? [] : ['#enforcements = :enforcements'])],
      remove: isUsable ? [] : ['#revision'],
      names: isUsable ? {} : { '#revision': 'revision' },
      values: {
        ':reserved': reserved,
        ...(drawnRevision !== undefined && { ':read': drawnRevision }),
        ...(!hasMap && { ':enforcements': {}, ':map': 'M' }),
      },
      condition: hasMap ? isUnchanged : `${isUnchanged} AND ${hasNoMap}`,
    }),
  );
}

function countIn(value: unknown): number | undefined {
  return isCount(value) ? value : undefined;
}

/** A recorded revision that a later one can follow. */
function recordedIn(value: unknown): number | undefined {
  const recorded = countIn(value);
  return recorded !== undefined && isCount(recorded + 1) ? recorded : undefined;
}

/** The counter may have been lost or edited: a reserved revision must be greater than the recorded one. */
async function postureWithRevisionFrom(
  table: Table,
  account: AccountId,
  item: Item,
): Promise<PostureWithRevision> {
  let current = item;
  if (revisionOf(current) === undefined) {
    await repair(table, account);
    current = await sendUpdate(table, account, { add: ['#reserved :one'], values: { ':one': 1 } });
  }
  const revision = revisionOf(current);
  if (revision === undefined) {
    throw new RootguardError('posture-unusable', `the posture of ${account} has no usable revision`);
  }
  const stored = readPostureItem(current);
  const [legacy] = stored.posture ? legacyEnforcement(current, stored.posture) : [];
  if (legacy) await migrateLegacy(table, account, legacy);
  return { ...stored, revision };
}

function revisionOf(item: Item): number | undefined {
  const reserved = countIn(item.drawnRevision);
  const recorded = recordedIn(item.revision ?? 0);
  return reserved !== undefined && recorded !== undefined && reserved > recorded ? reserved : undefined;
}

async function migrateLegacy(table: Table, account: AccountId, legacy: OpenEnforcement): Promise<void> {
  const { id, ...enforcement } = legacy;
  await conditionalWrite(
    update(table, account, {
      set: ['#enforcements.#id = :enforcement'],
      remove: ['#legacy'],
      names: { '#id': id, '#legacy': 'openEnforcementId' },
      values: { ':enforcement': toItem(enforcement), ':id': id },
      condition: '#legacy = :id',
    }),
  );
}
