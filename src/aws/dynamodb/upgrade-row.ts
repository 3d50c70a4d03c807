import { type Item, isMap } from './table.ts';

/*
 * Rows of schema version 1 use other names for the same things. They are renamed when they are read. The names are looked
 * at instead of `schemaVersion`, because both versions may have written to one row of the posture table: each updates only
 * some of its attributes.
 */

/** A row of the ledger with the current names. */
export function upgradeLedgerRow(row: Item): Item {
  const { verdicts, ...rest } = row;
  return {
    ...rest,
    ...(row.type === 'announcement' && { type: 'notification' }),
    ...(row.type === 'already-audited' && { state: upgradeState(row.state) }),
    ...(row.type === 'recovery' && row.result === 'begun' && { result: 'started' }),
    ...(row.type === 'rejected' &&
      row.reason === 'outside-organization' && { reason: 'not-in-organization' }),
    // The verdict of each follows from its reason, so it is not read.
    ...(Array.isArray(verdicts) && { decisions: verdicts }),
  };
}

/** A row of the posture table with the current names. */
export function upgradePostureRow(row: Item): Item {
  const { openEnforcements, state } = row;
  return {
    ...row,
    ...(state !== undefined && { state: upgradeState(state) }),
    ...(isMap(openEnforcements) && {
      openEnforcements: Object.fromEntries(
        Object.entries(openEnforcements).map(([id, entry]) => [id, upgradeEnforcement(entry)]),
      ),
    }),
  };
}

function upgradeState(state: unknown): unknown {
  return state === 'clean' ? 'compliant' : state;
}

function upgradeEnforcement(stored: unknown): unknown {
  if (!isMap(stored) || stored.begunAt === undefined) return stored;
  const { begunAt, ...enforcement } = stored;
  return { startedAt: begunAt, ...enforcement };
}
