import * as v from 'valibot';
import { record, strictObject, text } from '../shapes.ts';
import { ROOT_ACTIONS } from './root-actions.ts';

const accountId = v.pipe(v.string(), v.regex(/^\d{12}$/, 'expected 12 digits'));
const number = v.pipe(v.number(), v.finite());
/** Further than any clock of the sandbox goes, and yet a number that can be added to a time. */
const HUNDRED_YEARS_SECONDS = 3_155_760_000;
/** setTimeout takes no more. */
const LONGEST_LATENCY_MS = 2_147_483_647;
const positive = v.pipe(number, v.gtValue(0));
const notNegative = v.pipe(number, v.minValue(0));
const seconds = v.pipe(notNegative, v.maxValue(HUNDRED_YEARS_SECONDS));
const latencyMs = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(LONGEST_LATENCY_MS));
const count = v.pipe(v.number(), v.safeInteger(), v.gtValue(0));
const every = v.exactOptional(count);

export const rootActionSchema = strictObject({ action: v.picklist(ROOT_ACTIONS) });

export const clockSchema = strictObject({ advanceSeconds: notNegative });

/** An EventBridge event; what AWS would fill in may be left out. */
export const eventSchema = strictObject({
  version: v.optional(v.literal('0'), '0'),
  id: v.optional(text),
  'detail-type': text,
  source: text,
  account: accountId,
  time: v.optional(text),
  region: v.optional(text, 'us-east-1'),
  resources: v.optional(v.array(v.string()), []),
  detail: record(v.unknown()),
});

/** What is injected: exactly one of `error`, `latencyMs` and `dropResponse`. */
export const faultSchema = v.pipe(
  strictObject({
    service: text,
    operation: text,
    account: v.optional(accountId),
    times: v.optional(count, 1),
    error: v.optional(
      strictObject({
        code: text,
        status: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(400), v.maxValue(599)), 400),
        message: v.optional(v.string(), ''),
      }),
    ),
    latencyMs: v.optional(v.pipe(latencyMs, v.gtValue(0))),
    dropResponse: v.optional(v.literal(true)),
  }),
  // A misspelt effect is a fault as an unknown key, and as an effect that is not there.
  v.partialCheck(
    [['error'], ['latencyMs'], ['dropResponse']],
    ({ error, latencyMs, dropResponse }) =>
      [error, latencyMs, dropResponse].filter((effect) => effect !== undefined).length === 1,
    'expected one of error, latencyMs and dropResponse',
  ),
);

export const settingsSchema = strictObject({
  latencyMs: v.exactOptional(latencyMs),
  assumeRootRateLimit: v.exactOptional(
    v.nullable(strictObject({ ratePerSecond: positive, burst: v.pipe(number, v.minValue(1)) })),
  ),
  callLogSize: v.exactOptional(v.pipe(count, v.maxValue(10_000_000))),
  readConsistencyDelaySeconds: v.exactOptional(seconds),
  summaryCountsInactive: v.exactOptional(v.boolean()),
  accountCreationSeconds: v.exactOptional(seconds),
  eventDelivery: v.exactOptional(
    strictObject({
      dropEvery: every,
      duplicateEvery: every,
      delaySeconds: v.exactOptional(v.pipe(seconds, v.gtValue(0))),
      delayEvery: every,
    }),
  ),
});
