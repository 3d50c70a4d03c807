import { counted } from '../../domain/counted.ts';
import { deployedModes, everEnforces } from '../../domain/policy.ts';
import {
  type CurrentPolicy,
  type CurrentPolicyDependencies,
  readCurrentPolicy,
} from '../operate/current-policy.ts';
import type { SettingsReader } from '../ports/settings.ts';
import { type Check, ok, problem, refused, warning } from './check.ts';

const id = 'settings';

/** Whether the settings can be used, and whether the deployment can do what they say. */
export async function checkSettings(
  deps: CurrentPolicyDependencies & { readonly settings: SettingsReader },
): Promise<Check> {
  const current = await readCurrentPolicy(deps, () => deps.settings.read());
  const { reading, canEnforce, policy, recordedAt } = current;
  if (reading.type === 'unreadable') return refused(id, reading.failure);
  if (reading.type === 'malformed') {
    return problem(
      id,
      `do not parse, so every account is in observe mode: ${reading.issues.join('; ')}`,
      'Correct the item policy of the settings table, or replace it: rootguard mode observe --reason TEXT.',
    );
  }
  const detail = describe(current);
  return everEnforces(policy) && !canEnforce && recordedAt !== undefined
    ? warning(
        id,
        `${detail}, but the deployment cannot delete: every account is in observe mode`,
        'Set "allowEnforcement": true in rootguard.json and deploy the home stack, or set observe mode: rootguard mode observe --reason TEXT.',
      )
    : ok(id, detail);
}

function describe({ reading, policy }: CurrentPolicy): string {
  const { mode, overrides } = deployedModes(policy);
  const from = reading.type === 'stored' ? `version ${reading.settings.version}` : 'those of the deployment';
  return `${from}: ${mode}${overrides === 0 ? '' : `, with ${counted(overrides, 'override')}`}`;
}
