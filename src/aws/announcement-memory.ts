import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { object } from '../domain/schema.ts';
import type { AnnouncementMemory } from '../guardrail/ports/records.ts';
import { RESERVED_KEYS } from './reserved-keys.ts';
import { instant, parseStored } from './stored-records.ts';
import { getItem, type Table, toItem } from './table.ts';

const memory = object({ rememberedUntil: instant });

/** One item for each incident, in the posture table. */
export function createAnnouncementMemory(table: Table): AnnouncementMemory {
  return {
    async wasAnnounced(fingerprint, now) {
      const item = await getItem(table, { account: RESERVED_KEYS.announced(fingerprint) });
      if (item === undefined) return false;
      return now < parseStored(memory, item, `announcement ${fingerprint}`).rememberedUntil;
    },
    async remember(fingerprint, now, seconds) {
      const rememberedUntil = new Date(now.getTime() + seconds * 1000);
      const account = RESERVED_KEYS.announced(fingerprint);
      await table.client.send(
        new PutCommand({
          TableName: table.name,
          Item: toItem({ account, fingerprint, announcedAt: now, rememberedUntil }),
        }),
      );
    },
  };
}
