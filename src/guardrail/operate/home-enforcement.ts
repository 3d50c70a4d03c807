import { RootguardError } from '../../domain/errors.ts';
import { modeOverridesOf } from '../../domain/mode-overrides.ts';
import { everEnforces, type Mode, type Policy } from '../../domain/policy.ts';
import type { CurrentPolicy } from './current-policy.ts';

/** Whether the functions of a home account may remove credentials in any account. */
export type HomeEnforcement = 'none' | 'possible' | 'unknown';

export function homeEnforcement({
  reading,
  recordedAt,
  policy,
  appliedPolicy,
}: CurrentPolicy): HomeEnforcement {
  if (reading.type === 'unreadable') return 'unknown';
  // Settings that observe everywhere decide, whatever was deployed.
  if (reading.type !== 'initial' && !everEnforces(policy)) return 'none';
  if (recordedAt === undefined) return 'unknown';
  return everEnforces(appliedPolicy) ? 'possible' : 'none';
}

/**
 * Why no exception may be added now; undefined where it may. Each that is added has its accounts audited again. Where credentials
 * may be removed, that audit could remove what another exception approves that is not there yet.
 */
export function refusalToAddExceptions(current: CurrentPolicy): string | undefined {
  switch (homeEnforcement(current)) {
    case 'none':
      return undefined;
    case 'unknown':
      return 'it is not known whether this home account removes credentials, as no watch has recorded what is deployed. Deploy rootguard there with "allowEnforcement": false, and import after the first watch (five minutes)';
    case 'possible':
      return `this home account may remove credentials, also those of an exception that is not there yet. Set observe mode before the import (${observeCommands(current.policy).join('; ')}), or deploy with "allowEnforcement": false and wait for the next watch (five minutes)`;
  }
}

/** @throws RootguardError `home-may-enforce` */
export function checkHomeObserves(current: CurrentPolicy): void {
  const refusal = refusalToAddExceptions(current);
  if (refusal === undefined) return;
  throw new RootguardError('home-may-enforce', `nothing was imported: ${refusal}`);
}

/** More would not be typed, and rootguard mode show lists them. */
const MAX_OVERRIDES_NAMED = 5;

/** The commands that set observe mode wherever a policy enforces. */
function observeCommands(policy: Policy): readonly string[] {
  const { organizationalUnits, accounts } = modeOverridesOf(policy);
  const overrides = [
    ...enforcing(organizationalUnits).map((id) => `--ou ${id}`),
    ...enforcing(accounts).map((id) => `--account ${id}`),
  ];
  const named =
    overrides.length <= MAX_OVERRIDES_NAMED
      ? overrides.join(' ')
      : '--ou … --account … for all that rootguard mode show lists as enforce';
  return [
    ...(policy.mode === 'enforce' ? ['rootguard mode observe --reason TEXT'] : []),
    ...(overrides.length > 0 ? [`rootguard mode observe --reason TEXT ${named}`] : []),
  ];
}

function enforcing(modes: Readonly<Record<string, Mode>>): readonly string[] {
  return Object.keys(modes).filter((id) => modes[id] === 'enforce');
}
