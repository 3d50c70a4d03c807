/** Which notifications were sent lately, so that people are notified of an incident once. */
export interface SentNotifications {
  wasSent(fingerprint: string, now: Date): Promise<boolean>;
  /** For `seconds`; after that people may be notified of the same incident again. */
  recordSent(fingerprint: string, now: Date, seconds: number): Promise<void>;
}
