import { CANARY_TIMEOUT_SECONDS } from '../../domain/canary.ts';
import { formatDuration, parseDuration } from './duration.ts';
import { withDefault } from './option.ts';
import { notAccepted } from './parsers.ts';

const { min, max, default: byDefault } = CANARY_TIMEOUT_SECONDS;

export const TIMEOUT = withDefault(
  '--timeout <duration>',
  'how long to wait for the hops',
  (input) => {
    const seconds = parseDuration(input);
    if (seconds >= min && seconds <= max) return seconds;
    throw notAccepted('timeout', input, `a duration from ${formatDuration(min)} to ${formatDuration(max)}`);
  },
  formatDuration(byDefault),
);
