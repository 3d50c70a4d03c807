import type { DeploymentFacts } from '../ports/deployment-record.ts';

/**
 * When the next watch is due; undefined where no watch has recorded itself, or none has been in time. Clocks differ, so this is
 * for people to read only.
 * @param everyMinutes how often it runs
 */
export function nextWatchAt(
  latest: Pick<DeploymentFacts, 'recordedAt'> | undefined,
  now: Date,
  everyMinutes: number,
): Date | undefined {
  if (latest === undefined) return undefined;
  const due = new Date(latest.recordedAt.getTime() + everyMinutes * 60_000);
  return due > now ? due : undefined;
}
