import * as v from 'valibot';
import { strictObject } from '../contract/shapes.ts';
import { count, every, latencyMs, number, positive, seconds } from './numbers.ts';

/** What `POST /_sandbox/settings` takes, and a world file under `settings`. */
export const settingsSchema = v.pipe(
  strictObject({
    latencyMs: v.exactOptional(latencyMs),
    assumeRootRateLimit: v.exactOptional(
      v.nullable(strictObject({ ratePerSecond: positive, burst: v.pipe(number, v.minValue(1)) })),
    ),
    callLogSize: v.exactOptional(v.pipe(count, v.maxValue(10_000_000))),
    cloudTrailDelaySeconds: v.exactOptional(seconds),
    /** Its older name. */
    cloudTrailLagSeconds: v.exactOptional(seconds),
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
  }),
  v.forward(
    v.partialCheck(
      [['cloudTrailDelaySeconds'], ['cloudTrailLagSeconds']],
      ({ cloudTrailDelaySeconds: delay, cloudTrailLagSeconds: lag }) =>
        delay === undefined || lag === undefined || delay === lag,
      'cloudTrailLagSeconds is an older name of the same setting, and has another value',
    ),
    ['cloudTrailDelaySeconds'],
  ),
);
