import type { AccountId } from '../../../src/domain/account.ts';
import { isFarAhead } from '../../../src/domain/clock-difference.ts';
import { awaitingAfter, type Hearing, latestAnsweredBy } from '../../../src/domain/hearing.ts';
import { type HearingProgress, NOTHING_SURVEYED } from '../../../src/domain/hearing-progress.ts';
import type { OpenEnforcement, Posture } from '../../../src/domain/posture.ts';
import type { HeartbeatRecorder, SilenceStore } from '../../../src/guardrail/ports/hearing.ts';
import type {
  AuditTimes,
  EnforcementChanges,
  PostureStore,
  PostureWithRevision,
  StoredPosture,
} from '../../../src/guardrail/ports/posture.ts';
import type { CallLog } from './call-log.ts';

interface MemoryPosture extends PostureStore, AuditTimes, HeartbeatRecorder, SilenceStore {
  /** A heartbeat arrives, without a call that a test could count or let fail. */
  hear(account: AccountId, at: Date): void;
}

interface PostureRow {
  readonly enforcements: Map<string, OpenEnforcement>;
  reserved: number;
  revision: number;
  posture: Posture | undefined;
  hearing: Hearing;
}

export function createMemoryPosture(log: CallLog): MemoryPosture {
  const rows = createPostureRows();
  let hearingProgress: HearingProgress = NOTHING_SURVEYED;
  return {
    async read(account) {
      await log.enter('posture.read', account);
      return rows.stored().find((row) => row.account === account);
    },
    async reserveRevision(account) {
      await log.enter('posture.reserveRevision', account);
      return rows.reserve(account);
    },
    async startEnforcement(account, enforcement) {
      await log.enter('posture.startEnforcement', account);
      rows.of(account).enforcements.set(enforcement.id, enforcement);
      return rows.reserve(account);
    },
    async record(posture, revision, changes) {
      await log.enter('posture.record', posture.account);
      const row = rows.of(posture.account);
      rows.change(posture.account, changes);
      const { heartbeat } = changes ?? {};
      const isSuperseded = row.revision > revision;
      if (heartbeat !== undefined && !(isSuperseded && heartbeat.type === 'none')) {
        const { awaitingHeartbeatSince: _, ...others } = row.hearing;
        row.hearing =
          heartbeat.type === 'none'
            ? others
            : { ...others, awaitingHeartbeatSince: awaitingAfter(row.hearing, heartbeat) };
      }
      if (isSuperseded) return 'superseded';
      row.posture = posture;
      row.revision = revision;
      return 'recorded';
    },
    async updateEnforcements(account, changes) {
      await log.enter('posture.updateEnforcements', account);
      rows.change(account, changes);
    },
    async recordHeartbeat(account, at) {
      await log.enter('posture.recordHeartbeat', account);
      rows.hear(account, at);
    },
    hear: rows.hear,
    async markSilenceNotified(account, since) {
      await log.enter('posture.markSilenceNotified', account);
      const row = rows.of(account);
      const { notifiedSilentSince: _, ...others } = row.hearing;
      row.hearing = { ...others, ...(since !== undefined && { notifiedSilentSince: since }) };
    },
    async readHearingProgress() {
      await log.enter('posture.readHearingProgress');
      return { progress: hearingProgress, storedRevision: hearingProgress.revision };
    },
    async writeHearingProgress({ storedRevision }, latest) {
      await log.enter('posture.writeHearingProgress');
      if (storedRevision !== hearingProgress.revision) return 'conflict';
      hearingProgress = { ...latest, revision: hearingProgress.revision + 1 };
      return 'written';
    },
    async readAuditedSince(since, now) {
      await log.enter('posture.readAuditedSince');
      const audited = rows
        .stored()
        .filter(
          ({ posture }) =>
            posture !== undefined && posture.auditedAt >= since && !isFarAhead(posture.auditedAt, now),
        );
      return new Set(audited.map(({ account }) => account));
    },
    async *readAll() {
      await log.enter('posture.readAll');
      yield* rows.stored();
    },
  };
}

function createPostureRows() {
  const rows = new Map<AccountId, PostureRow>();
  /** Creates the row where there is none. */
  const of = (account: AccountId): PostureRow => {
    const row = rows.get(account) ?? {
      enforcements: new Map(),
      reserved: 0,
      revision: 0,
      posture: undefined,
      hearing: {},
    };
    rows.set(account, row);
    return row;
  };
  return {
    of,
    /** The rows that have content, in the order of their creation. */
    stored: (): readonly StoredPosture[] =>
      [...rows].filter(([, row]) => hasContent(row)).map(([account, row]) => storedOf(account, row)),
    reserve(account: AccountId): PostureWithRevision {
      const row = of(account);
      row.reserved = Math.max(row.reserved, row.revision) + 1;
      return { ...storedOf(account, row), revision: row.reserved };
    },
    hear(account: AccountId, at: Date): void {
      const row = of(account);
      const { heardAt, awaitingHeartbeatSince: since, ...others } = row.hearing;
      if (heardAt !== undefined && heardAt >= at) return;
      const isWaiting = since !== undefined && since > latestAnsweredBy(at);
      row.hearing = { ...others, heardAt: at, ...(isWaiting && { awaitingHeartbeatSince: since }) };
    },
    change(account: AccountId, { closed = [], ended = [] }: EnforcementChanges = {}): void {
      const { enforcements } = of(account);
      for (const id of closed) enforcements.delete(id);
      for (const one of ended) enforcements.set(one.id, one);
    },
  };
}

function storedOf(account: AccountId, { posture, enforcements, hearing }: PostureRow): StoredPosture {
  return { account, posture, enforcements: [...enforcements.values()], hearing, issues: [] };
}

function hasContent({ posture, enforcements }: PostureRow): boolean {
  return posture !== undefined || enforcements.size > 0;
}
