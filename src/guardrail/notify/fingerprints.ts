import type { Actor } from '../../domain/trigger.ts';

/** Of the notification that an enforcement has removed something. */
export function enforcementFingerprint(enforcementId: string): string {
  return `enforcement#${enforcementId}`;
}

/** Of the notification that an audit has found the password of a canary run, and left it. */
export function canaryFoundFingerprint(runId: string): string {
  return `canary-found#${runId}`;
}

/** Who did it, for fingerprints: sessions of one role have names of their caller's choice. */
export function actorFingerprint({ principal }: Actor): string {
  return principal?.replace(/(:assumed-role\/[^/]+)\/.*$/, '$1') ?? 'unnamed';
}

/** `2026-11-26T17`: what happens within one hour counts together. */
export function hourOf(at: Date): string {
  return at.toISOString().slice(0, 13);
}
