import type { HeartbeatRecorder } from '../../guardrail/ports/hearing.ts';
import { conditionalWrite, type Table, updateItem } from './table.ts';

/*
 * Attributes beside those of the posture, which no run's record replaces: `heardAt` and `awaitingHeartbeatSince`
 * (src/domain/hearing.ts). Times in ISO 8601 and UTC sort as text.
 */

/**
 * No heartbeat is a day older than another one that has arrived, so a later time was not written by rootguard: it is replaced, and so
 * is what is no text. Otherwise the account would count as heard for ever, or never.
 */
const MAX_AHEAD_MS = 2 * 24 * 60 * 60 * 1000;

/** For the listener, which can only update rows of the posture table. */
export function createHeartbeatRecorder(table: Table): HeartbeatRecorder {
  return {
    async recordHeartbeat(account, at) {
      const heard = {
        Key: { account },
        ExpressionAttributeNames: { '#heardAt': 'heardAt', '#awaiting': 'awaitingHeartbeatSince' },
        ExpressionAttributeValues: {
          ':at': at.toISOString(),
          ':ahead': new Date(at.getTime() + MAX_AHEAD_MS).toISOString(),
          ':text': 'S',
        },
      };
      const isNews = `(#heardAt < :at OR ${cannotBe('#heardAt')})`;
      const isAnswer = `(#awaiting <= :at OR ${cannotBe('#awaiting')})`;
      const answered = await conditionalWrite(
        updateItem(table, {
          ...heard,
          UpdateExpression: 'SET #heardAt = :at REMOVE #awaiting',
          ConditionExpression: `${isNews} AND ${isAnswer}`,
        }),
      );
      if (answered) return;
      // An earlier heartbeat than one that is recorded, or a late one of an earlier audit than the one that waits.
      await conditionalWrite(
        updateItem(table, {
          ...heard,
          UpdateExpression: 'SET #heardAt = :at',
          ConditionExpression: `${isNews} AND NOT ${isAnswer}`,
        }),
      );
    },
  };
}

/** Absent, or no time of a heartbeat or an audit. */
function cannotBe(attribute: string): string {
  return `attribute_not_exists(${attribute}) OR NOT attribute_type(${attribute}, :text) OR ${attribute} > :ahead`;
}
