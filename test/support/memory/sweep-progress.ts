import type { SweepProgress } from '../../../src/domain/sweep-progress.ts';
import type { SweepProgressStore } from '../../../src/guardrail/ports/sweep-progress.ts';
import type { CallLog } from './call-log.ts';

export function createMemorySweepProgress(log: CallLog): SweepProgressStore {
  let progress: SweepProgress | undefined;
  return {
    async read() {
      await log.enter('sweepProgress.read');
      return progress && { type: 'progress', progress };
    },
    async write(latest) {
      await log.enter('sweepProgress.write');
      if (latest.revision !== (progress?.revision ?? 0) + 1) return 'conflict';
      progress = latest;
      return 'written';
    },
    async replace() {
      throw new Error('the memory holds no malformed progress');
    },
  };
}
