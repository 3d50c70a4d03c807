import * as v from 'valibot';

export const number = v.pipe(v.number(), v.finite());
/** Longer than the clock can run, yet small enough to be added to a time. */
const MAX_SECONDS = 3_155_760_000;
/** setTimeout takes no more. */
const MAX_LATENCY_MS = 2_147_483_647;
export const positive = v.pipe(number, v.gtValue(0));
export const notNegative = v.pipe(number, v.minValue(0));
export const seconds = v.pipe(notNegative, v.maxValue(MAX_SECONDS));
export const latencyMs = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(MAX_LATENCY_MS));
export const count = v.pipe(v.number(), v.safeInteger(), v.gtValue(0));
export const every = v.exactOptional(count);
