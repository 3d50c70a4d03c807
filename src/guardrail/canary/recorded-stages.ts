import { type CanaryStageName, isOfCanary } from '../../domain/canary.ts';
import type { Credential } from '../../domain/credentials.ts';
import type { LedgerEntry } from '../../domain/ledger-entry.ts';
import type { Trigger } from '../../domain/trigger.ts';
import { canaryFoundFingerprint, enforcementFingerprint } from '../notify/fingerprints.ts';

/** What identifies a run in the entries of its account. */
export interface WatchedRun {
  readonly id: string;
  readonly startedAt: Date;
  readonly passwordCreatedAt: Date | undefined;
  /** Of the session that created the password. */
  readonly accessKeyId: string | undefined;
}

/** When the run passed each hop, by what rootguard itself has recorded of it. */
export function recordedStages(
  entries: readonly LedgerEntry[],
  run: WatchedRun,
): ReadonlyMap<CanaryStageName, Date> {
  const isOurs = (credential: Credential) => isOfCanary(credential, run);
  const stages = new Map<CanaryStageName, Date>();
  const see = (name: CanaryStageName, at: Date) => {
    if (!stages.has(name)) stages.set(name, at);
  };
  const enforcements = new Set<string>();
  for (const entry of entries) {
    const event = 'triggers' in entry ? eventOf(entry.triggers, run) : undefined;
    if (event !== undefined) {
      see('event', event.at);
      see('queue', event.queuedAt ?? entry.at);
    }
    switch (entry.type) {
      case 'audit':
        if (entry.decisions.some(({ credential }) => isOurs(credential))) see('audit', entry.at);
        break;
      case 'intent':
        if (entry.before.some(isOurs)) see('audit', entry.at);
        break;
      case 'outcome':
        if (!entry.results.some(({ credential, result }) => isOurs(credential) && isGone(result))) break;
        enforcements.add(enforcementFingerprint(entry.enforcementId));
        see('outcome', entry.at);
        break;
      case 'notification':
        if (enforcements.has(entry.fingerprint) || entry.fingerprint === canaryFoundFingerprint(run.id)) {
          see('notification', entry.at);
        }
    }
  }
  return stages;
}

function isGone(result: string): boolean {
  return result === 'removed' || result === 'already-absent';
}

type EntryTrigger = Extract<LedgerEntry, { triggers: unknown }>['triggers'][number];

/** CloudTrail's record of the call: it has the key of the session in which it was made. */
function eventOf(
  triggers: readonly EntryTrigger[],
  { accessKeyId }: WatchedRun,
): { readonly at: Date; readonly queuedAt: Date | undefined } | undefined {
  for (const trigger of triggers) {
    if (trigger.type !== 'root-credential-changed') continue;
    const { event, at } = trigger;
    if (accessKeyId === undefined || event.actor.accessKeyId !== accessKeyId) continue;
    return { at, queuedAt: queuedAtOf(trigger) };
  }
  return undefined;
}

/** The time of the event has whole seconds, the delay since then has not. */
function queuedAtOf({ at, event }: Extract<Trigger, { type: 'root-credential-changed' }>): Date | undefined {
  const { delaySeconds } = event;
  return delaySeconds === undefined ? undefined : new Date(at.getTime() + delaySeconds * 1000);
}
