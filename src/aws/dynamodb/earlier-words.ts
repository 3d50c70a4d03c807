import { type Item, isMap } from './table.ts';

/*
 * Rows of schema version 1 use other words for the same things. They are translated when they are read, and by the words
 * themselves: in a row of the posture table both versions may have written, as each writes only some of its attributes.
 */

/** A row of the ledger in today's words. */
export function ledgerRowInTodaysWords(row: Item): Item {
  const { verdicts, ...rest } = row;
  return {
    ...rest,
    ...(row.type === 'announcement' && { type: 'notification' }),
    ...(row.type === 'already-audited' && { state: stateInTodaysWords(row.state) }),
    ...(row.type === 'recovery' && row.result === 'begun' && { result: 'started' }),
    // The verdict of each follows from its reason, so it is not read.
    ...(Array.isArray(verdicts) && { decisions: verdicts }),
  };
}

/** A row of the posture table in today's words. */
export function postureRowInTodaysWords(row: Item): Item {
  const { openEnforcements, state } = row;
  return {
    ...row,
    ...(state !== undefined && { state: stateInTodaysWords(state) }),
    ...(isMap(openEnforcements) && {
      openEnforcements: Object.fromEntries(
        Object.entries(openEnforcements).map(([id, entry]) => [id, enforcementInTodaysWords(entry)]),
      ),
    }),
  };
}

function stateInTodaysWords(state: unknown): unknown {
  return state === 'clean' ? 'compliant' : state;
}

function enforcementInTodaysWords(stored: unknown): unknown {
  if (!isMap(stored) || stored.begunAt === undefined) return stored;
  const { begunAt, ...enforcement } = stored;
  return { startedAt: begunAt, ...enforcement };
}
