import { exposuresOf } from '../../domain/management-root.ts';
import { notifyManagementRootExposed } from '../notify/management-root.ts';
import type { SweepDependencies } from './dependencies.ts';

type Dependencies = Pick<
  SweepDependencies,
  | 'managementAccountId'
  | 'managementRootReader'
  | 'managementRoot'
  | 'sweepProgress'
  | 'clock'
  | 'notifier'
  | 'sentNotifications'
  | 'ledger'
  | 'newId'
  | 'telemetry'
>;

/**
 * Reads the management account's own root user once for each finished sweep. What cannot be read is recorded as such, and is read
 * again after the next sweep. Notified before it is recorded: a crash in between notifies twice, at most, and the record of sent
 * notifications prevents that too.
 */
export async function checkManagementRoot(deps: Dependencies): Promise<void> {
  const { managementRootReader, managementRoot, sweepProgress, managementAccountId, telemetry } = deps;
  if (managementRootReader === undefined) return;
  const sweep = await sweepProgress.read();
  if (sweep?.type !== 'progress' || sweep.progress.finishedAt === undefined) return;
  const { sweepId } = sweep.progress;
  const known = await managementRoot.read();
  if (known?.type === 'record' && known.record.sweepId === sweepId) return;

  const summary = await managementRootReader.readManagementRoot();
  const readAt = deps.clock.now();
  if (summary.type === 'unreadable') {
    telemetry.log('management-root-unreadable', { account: managementAccountId, failure: summary.failure });
    await managementRoot.write({ readAt, sweepId, reading: summary });
    return;
  }
  const present = [...summary.present];
  const exposures = exposuresOf(present);
  if (exposures.length > 0) await notifyManagementRootExposed(deps, managementAccountId, exposures);
  await managementRoot.write({ readAt, sweepId, reading: { type: 'readable', present } });
}
