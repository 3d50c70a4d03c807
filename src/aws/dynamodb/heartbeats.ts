import { latestAnsweredBy } from '../../domain/hearing.ts';
import type { HeartbeatRecorder } from '../../guardrail/ports/hearing.ts';
import type { Clock } from '../../guardrail/ports/platform.ts';
import { conditionalWrite, type Table, updateItem } from './table.ts';

/*
 * Attributes beside those of the posture, which no run's record replaces: `heardAt` and `awaitingHeartbeatSince`
 * (src/domain/hearing.ts). Times in ISO 8601 and UTC sort as text.
 */

/**
 * Neither an audit nor a heartbeat can be later than the heartbeat that arrives now, except by the difference of clocks. A later time
 * was not written by rootguard: it is replaced, and so is what is no text. Otherwise the account would count as heard for ever, or
 * never. The time of the heartbeat itself says nothing: it may have waited for days in the dead-letter queue.
 */
const MAX_AHEAD_MS = 24 * 60 * 60 * 1000;

/** For the listener, which can only update rows of the posture table. */
export function createHeartbeatRecorder(table: Table, clock: Clock): HeartbeatRecorder {
  return {
    async recordHeartbeat(account, at) {
      const heard = {
        Key: { account },
        ExpressionAttributeNames: { '#heardAt': 'heardAt', '#awaiting': 'awaitingHeartbeatSince' },
        ExpressionAttributeValues: {
          ':at': at.toISOString(),
          ':answered': latestAnsweredBy(at).toISOString(),
          ':ahead': new Date(clock.now().getTime() + MAX_AHEAD_MS).toISOString(),
          ':text': 'S',
        },
      };
      const isNews = `(#heardAt < :at OR ${cannotBe('#heardAt')})`;
      const isAnswer = `(#awaiting <= :answered OR ${cannotBe('#awaiting')})`;
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
