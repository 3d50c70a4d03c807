import * as v from 'valibot';
import { record, strictObject, text } from '../contract/shapes.ts';
import { count, latencyMs, notNegative } from '../settings/numbers.ts';
import { ROOT_ACTIONS } from './root-actions.ts';

const accountId = v.pipe(v.string(), v.regex(/^\d{12}$/, 'expected 12 digits'));

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
  'replay-name': v.exactOptional(text),
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
