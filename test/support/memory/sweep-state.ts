import type { AccountId } from '../../../src/domain/account.ts';
import { formatScope } from '../../../src/domain/exception.ts';
import type { RequestedScope, SweepProgress, SweepState } from '../../../src/guardrail/ports/sweep-state.ts';
import type { CallLog } from './call-log.ts';

export function createMemorySweepState(log: CallLog): SweepState {
  let progress: SweepProgress | undefined;
  const graceEnds = new Map<AccountId, Date>();
  const requested = new Map<string, RequestedScope>();
  return {
    async read() {
      await log.enter('sweepState.read');
      return progress;
    },
    async write(latest) {
      await log.enter('sweepState.write');
      if (latest.revision !== (progress?.revision ?? 0) + 1) return 'conflict';
      progress = latest;
      return 'written';
    },
    async noteGraceEnd({ account, endsAt }) {
      await log.enter('sweepState.noteGraceEnd', account);
      const known = graceEnds.get(account);
      if (known === undefined || known > endsAt) graceEnds.set(account, endsAt);
    },
    async readGraceEnds() {
      await log.enter('sweepState.readGraceEnds');
      return [...graceEnds].map(([account, endsAt]) => ({ account, endsAt }));
    },
    async clearGraceEnd({ account, endsAt }) {
      await log.enter('sweepState.clearGraceEnd', account);
      if (graceEnds.get(account)?.getTime() === endsAt.getTime()) graceEnds.delete(account);
    },
    async requestScope(scope, at) {
      await log.enter('sweepState.requestScope');
      const key = formatScope(scope);
      const noted = requested.get(key)?.requestedAt.getTime() ?? Number.NEGATIVE_INFINITY;
      requested.set(key, { scope, requestedAt: new Date(Math.max(at.getTime(), noted + 1)) });
    },
    async readRequestedScopes() {
      await log.enter('sweepState.readRequestedScopes');
      return [...requested.values()];
    },
    async clearRequestedScope({ scope, requestedAt }) {
      await log.enter('sweepState.clearRequestedScope');
      const key = formatScope(scope);
      if (requested.get(key)?.requestedAt.getTime() === requestedAt.getTime()) requested.delete(key);
    },
  };
}
