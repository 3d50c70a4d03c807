import { type Clock, canAdvance } from '../clock.ts';
import type { Settings } from '../settings/settings.ts';
import { settingsSchema } from '../settings/settings-schema.ts';
import { invalid, ok, parsed, type Routes } from './response.ts';
import { clockSchema } from './schemas.ts';

const BEYOND_MAX_TIME = 'the clock does not go beyond the year 9999';

/** Settings, and the clock. */
export const settingsRoutes = ({
  settings,
  clock,
}: {
  readonly settings: Settings;
  readonly clock: Clock;
}): Routes => ({
  'POST /_sandbox/settings': parsed(settingsSchema, (change) => {
    settings.change(change);
    return ok(change);
  }),
  'GET /_sandbox/clock': () => ok({ now: clock.now() }),
  'POST /_sandbox/clock': parsed(clockSchema, ({ advanceSeconds }) => {
    if (!canAdvance(clock, advanceSeconds)) {
      return invalid([{ path: 'advanceSeconds', message: BEYOND_MAX_TIME }]);
    }
    clock.advance(advanceSeconds);
    return ok({ now: clock.now() });
  }),
});
