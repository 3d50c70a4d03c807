import { ownPartHomeBusRules } from '../../src/events/own-parts/rules.ts';
import { homeBusRules, REPLAY_NAME_PREFIX } from '../../src/events/rules.ts';
import { DEFAULT_NAMES } from '../../src/installation/names.ts';
import { HOME, MANAGEMENT } from './sandbox-scene.ts';

/** In the sandbox, and in the example of a configuration. */
const SERVICE_ACCOUNTS = [HOME, MANAGEMENT];

/** Those that lead to an audit, a notification or a record of an event. */
export function watchingRules(replayNamePrefix = REPLAY_NAME_PREFIX) {
  return homeBusRules({ replayNamePrefix, serviceAccounts: SERVICE_ACCOUNTS });
}

/** All rules of the home bus. */
export function busRules(replayNamePrefix = REPLAY_NAME_PREFIX) {
  const options = { replayNamePrefix, serviceAccounts: SERVICE_ACCOUNTS };
  return [...homeBusRules(options), ...ownPartHomeBusRules(DEFAULT_NAMES, options)];
}
