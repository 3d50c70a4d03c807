import { type DigestProgress, NOTHING_TOLD } from '../../../src/domain/digest-progress.ts';
import type { DigestProgressStore, FindingCounter } from '../../../src/guardrail/ports/digest-progress.ts';
import type { CallLog } from './call-log.ts';

export interface MemoryDigestProgress {
  readonly findings: FindingCounter;
  readonly digestProgress: DigestProgressStore;
}

export function createMemoryDigestProgress(log: CallLog): MemoryDigestProgress {
  let progress: DigestProgress = NOTHING_TOLD;
  return {
    findings: {
      async count() {
        await log.enter('findings.count');
        progress = { ...progress, findings: progress.findings + 1 };
      },
    },
    digestProgress: {
      async read() {
        await log.enter('digestProgress.read');
        const { findings: storedFindings, revision: storedRevision } = progress;
        return { progress, storedFindings, storedRevision };
      },
      async write(stored, latest) {
        await log.enter('digestProgress.write');
        if (stored.storedRevision !== progress.revision) return 'conflict';
        const { findings, revision } = progress;
        progress = { ...latest, findings, revision: revision + 1 };
        return 'written';
      },
    },
  };
}
