import type { CanaryRuns, StoredCanaryRun } from '../../../src/guardrail/ports/canary-runs.ts';
import type { CallLog } from './call-log.ts';

export interface MemoryCanaryRuns extends CanaryRuns {
  /** Replaces the row by one that does not parse. */
  corrupt(account: string): void;
}

export function createMemoryCanaryRuns(log: CallLog): MemoryCanaryRuns {
  const runs = new Map<string, StoredCanaryRun>();
  return {
    async read(account) {
      await log.enter('canaryRuns.read', account);
      return runs.get(account);
    },
    async write(run, after) {
      await log.enter('canaryRuns.write', run.account);
      const stored = runs.get(run.account);
      const revision = stored?.type === 'run' ? stored.revision : 0;
      if (revision !== after) return 'conflict';
      runs.set(run.account, { type: 'run', run, revision: after + 1 });
      return 'written';
    },
    async replace(_unreadable, run) {
      await log.enter('canaryRuns.replace', run.account);
      if (runs.get(run.account)?.type !== 'malformed') return 'conflict';
      runs.set(run.account, { type: 'run', run, revision: 1 });
      return 'written';
    },
    corrupt: (account) =>
      runs.set(account, { type: 'malformed', issues: ['startedAt: is missing'], storedRevision: 7 }),
  };
}
