/** Of the notification that an enforcement has removed something. */
export function enforcementFingerprint(enforcementId: string): string {
  return `enforcement#${enforcementId}`;
}

/** Of the notification that an audit has found the password of a canary run, and left it. */
export function canaryFoundFingerprint(runId: string): string {
  return `canary-found#${runId}`;
}
