import { isFarAhead } from '../../../src/domain/clock-difference.ts';
import type { SentNotifications } from '../../../src/guardrail/ports/sent-notifications.ts';
import type { CallLog } from './call-log.ts';

export function createMemorySentNotifications(log: CallLog): SentNotifications {
  const sent = new Map<string, { readonly at: Date; readonly until: Date }>();
  return {
    async wasSent(fingerprint, now) {
      await log.enter('sentNotifications.wasSent');
      const known = sent.get(fingerprint);
      return known !== undefined && now < known.until && !isFarAhead(known.at, now);
    },
    async recordSent(fingerprint, now, seconds) {
      await log.enter('sentNotifications.recordSent');
      sent.set(fingerprint, { at: now, until: new Date(now.getTime() + seconds * 1000) });
    },
  };
}
