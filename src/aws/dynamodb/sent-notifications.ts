import { isFarAhead } from '../../domain/clock-difference.ts';
import { maybe, type Output, object, parse, utcTimestamp } from '../../domain/schema.ts';
import { SCHEMA_VERSION } from '../../domain/schema-version.ts';
import { MAX_REMEMBERED_SECONDS, type SentNotifications } from '../../guardrail/ports/sent-notifications.ts';
import { RESERVED_KEYS } from './reserved-keys.ts';
import { getItem, putItem, type Table, toItem } from './table.ts';

const sentNotification = object({ sentAt: maybe(utcTimestamp), rememberedUntil: utcTimestamp });

interface SentNotification extends Output<typeof sentNotification> {}

function isRemembered({ sentAt, rememberedUntil }: SentNotification, now: Date): boolean {
  const latestEnd = new Date(now.getTime() + MAX_REMEMBERED_SECONDS * 1000);
  if (isFarAhead(rememberedUntil, latestEnd)) return false;
  return now < rememberedUntil && !(sentAt && isFarAhead(sentAt, now));
}

/** One item for each incident, in the posture table. */
export function createSentNotifications(table: Table): SentNotifications {
  return {
    async wasSent(fingerprint, now) {
      const item = await getItem(table, { account: RESERVED_KEYS.sentNotifications(fingerprint) });
      if (item === undefined) return false;
      const parsed = parse(sentNotification, item);
      // If the item does not parse, the notification is sent again: twice is better than never, and it repairs the item.
      return parsed.type === 'parsed' && isRemembered(parsed.value, now);
    },
    async recordSent(fingerprint, now, seconds) {
      const rememberedUntil = new Date(now.getTime() + seconds * 1000);
      const sent: SentNotification = { sentAt: now, rememberedUntil };
      const account = RESERVED_KEYS.sentNotifications(fingerprint);
      await putItem(table, {
        Item: toItem({ account, schemaVersion: SCHEMA_VERSION, fingerprint, ...sent }),
      });
    },
  };
}
