import { isTransient } from '../../domain/aws-failure.ts';
import { exposuresOf } from '../../domain/management-root.ts';
import { notifyManagementRootExposed, notifyManagementRootUnreadable } from '../notify/management-root.ts';
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
 * Reads the management account's own root user once for each finished sweep. Where AWS refuses that, people are notified, it is recorded, and
 * it is read again after the next sweep; a call that is throttled is made again by the next watch. Notified before it is recorded: a crash in between notifies twice, at most, and the record of sent
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
  const before = known?.type === 'record' ? known.record : undefined;
  if (summary.type === 'unreadable') {
    const { failure } = summary;
    telemetry.log('management-root-unreadable', { account: managementAccountId, failure });
    // The next watch tries again; what was read before is true until it is too old.
    if (isTransient(failure)) return;
    await notifyManagementRootUnreadable(deps, managementAccountId, failure);
    const { exposedSince } = before ?? {};
    await managementRoot.write({ readAt, sweepId, reading: summary, ...(exposedSince && { exposedSince }) });
    return;
  }
  const present = [...summary.present];
  const exposures = exposuresOf(present);
  if (exposures.length === 0) {
    await managementRoot.write({ readAt, sweepId, reading: { type: 'readable', present } });
    return;
  }
  const exposedSince = before?.exposedSince ?? sweepId;
  await notifyManagementRootExposed(deps, managementAccountId, exposures, exposedSince);
  await managementRoot.write({ readAt, sweepId, exposedSince, reading: { type: 'readable', present } });
}
