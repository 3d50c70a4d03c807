import { z } from 'zod';
import { ROOT_ACTIONS } from './root-actions.ts';

const accountId = z.string().regex(/^\d{12}$/, 'expected 12 digits');
const positive = z.number().positive();
const every = z.int().positive().exactOptional();

export const rootActionSchema = z.strictObject({ action: z.enum(ROOT_ACTIONS) });

export const clockSchema = z.strictObject({ advanceSeconds: z.number().nonnegative() });

/** An EventBridge event; what AWS would fill in may be left out. */
export const eventSchema = z.strictObject({
  version: z.literal('0').default('0'),
  id: z.string().min(1).optional(),
  'detail-type': z.string().min(1),
  source: z.string().min(1),
  account: accountId,
  time: z.string().min(1).optional(),
  region: z.string().min(1).default('us-east-1'),
  resources: z.array(z.string()).default([]),
  detail: z.record(z.string(), z.unknown()),
});

const faultTarget = {
  service: z.string().min(1),
  operation: z.string().min(1),
  account: accountId.optional(),
  times: z.int().positive().default(1),
};

/** What is injected: exactly one of `error`, `latencyMs` and `dropResponse`. */
export const faultSchema = z
  .strictObject({
    ...faultTarget,
    error: z
      .strictObject({
        code: z.string().min(1),
        status: z.int().min(400).max(599).default(400),
        message: z.string().default(''),
      })
      .optional(),
    latencyMs: z.int().positive().optional(),
    dropResponse: z.literal(true).optional(),
  })
  .refine(
    ({ error, latencyMs, dropResponse }) =>
      [error, latencyMs, dropResponse].filter((effect) => effect !== undefined).length === 1,
    'expected one of error, latencyMs and dropResponse',
  );

export const settingsSchema = z.strictObject({
  latencyMs: z.int().nonnegative().exactOptional(),
  assumeRootRateLimit: z
    .strictObject({ ratePerSecond: positive, burst: z.number().min(1) })
    .nullable()
    .exactOptional(),
  readConsistencyDelaySeconds: z.number().nonnegative().exactOptional(),
  accountCreationSeconds: z.number().nonnegative().exactOptional(),
  eventDelivery: z
    .strictObject({
      dropEvery: every,
      duplicateEvery: every,
      delaySeconds: positive.exactOptional(),
      delayEvery: every,
    })
    .exactOptional(),
});
