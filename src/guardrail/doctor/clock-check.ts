import { MAX_CLOCK_SKEW_SECONDS } from '../ports/platform.ts';
import { type Check, notDetermined, ok, warning } from './check.ts';

/** @param ahead by how many seconds this machine's clock is ahead of AWS's; undefined where AWS's answer had no time */
export function checkClock(ahead: number | undefined): Check {
  const id = 'clock';
  if (ahead === undefined) {
    const detail = 'the answer of AWS had no time';
    return notDetermined(id, detail, 'Compare it by hand: date -u.');
  }
  const detail = `${Math.abs(ahead)} s ${ahead < 0 ? 'behind' : 'ahead'}`;
  return Math.abs(ahead) <= MAX_CLOCK_SKEW_SECONDS
    ? ok(id, detail)
    : warning(id, detail, "Set this machine's clock; until then commands use AWS's time.");
}
