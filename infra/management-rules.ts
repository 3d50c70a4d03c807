import { CONTROL_TOWER_RULES, type EventRule, MANAGEMENT_RULES } from '../src/events/rules.ts';
import type { Configuration } from '../src/installation/configuration.ts';

/** The rules on the default bus of the management account, in the Region of rootguard. */
export function managementRules({
  controlTowerRegion,
  region,
}: Pick<Configuration, 'controlTowerRegion' | 'region'>): readonly EventRule[] {
  return controlTowerRegion === region ? [...MANAGEMENT_RULES, ...CONTROL_TOWER_RULES] : MANAGEMENT_RULES;
}
