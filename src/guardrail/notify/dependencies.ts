import type { Ledger } from '../ports/ledger.ts';
import type { Notifier } from '../ports/notifier.ts';
import type { Clock, NewId, Telemetry } from '../ports/platform.ts';
import type { SentNotifications } from '../ports/sent-notifications.ts';
import type { SessionOpeners } from '../ports/session-register.ts';

/** For sending a notification once, and recording that it was sent. */
export interface NotifyDependencies {
  readonly notifier: Notifier;
  readonly sentNotifications: SentNotifications;
  /** For what is notified after an event. */
  readonly sessionOpeners?: SessionOpeners;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly telemetry: Telemetry;
}
