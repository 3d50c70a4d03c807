import { modeOverridesOf } from '../../domain/mode-overrides.ts';
import { everEnforces, type Policy } from '../../domain/policy.ts';
import { policyFacts } from '../../domain/settings.ts';
import type { CurrentPolicy } from '../../guardrail/operate/current-policy.ts';
import { type Block, type Cell, lines, type Rows, table } from '../output/result.ts';
import { formatTime } from '../output/value.ts';

/** Undefined where the settings do not parse; 0 where there are none. */
export function versionOf({ reading }: CurrentPolicy): number | undefined {
  if (reading.type === 'stored') return reading.settings.version;
  return reading.type === 'initial' ? 0 : undefined;
}

export function modeJson(current: CurrentPolicy, policy: Policy = current.policy) {
  const { reading, canEnforce, recordedAt } = current;
  const settings = reading.type === 'stored' ? reading.settings : undefined;
  return {
    version: versionOf(current) ?? null,
    ...policyFacts(policy),
    canEnforce,
    source: sourceOf(current),
    issues: reading.type === 'malformed' ? reading.issues : [],
    changedAt: settings?.changedAt ?? null,
    changedBy: settings?.changedBy ?? null,
    reason: settings?.reason ?? null,
    ticket: settings?.ticket ?? null,
    deploymentRecordedAt: recordedAt ?? null,
  };
}

function sourceOf({ reading, recordedAt }: CurrentPolicy): string {
  if (reading.type !== 'initial') return reading.type === 'stored' ? 'settings' : reading.type;
  return recordedAt === undefined ? 'assumed' : 'deployment';
}

export function modeBlocks(current: CurrentPolicy): readonly Block[] {
  const { policy } = current;
  return [
    lines(...sourceLines(current)),
    table(['applies to', 'mode'], modeRows(policy)),
    lines(
      `Invited grace: ${policyFacts(policy).invitedGraceHours} hours. Breaker: ${policy.maxAccountsPerHour} accounts an hour.`,
      ...canEnforceLines(current),
    ),
  ];
}

export function modeCsv({ policy }: CurrentPolicy): Rows {
  return { columns: ['appliesTo', 'mode'], rows: modeRows(policy) };
}

/** The organization, then the units and accounts with a mode of their own. */
function modeRows(policy: Policy): readonly (readonly Cell[])[] {
  const { organizationalUnits, accounts } = modeOverridesOf(policy);
  const own = [...Object.entries(organizationalUnits), ...Object.entries(accounts)];
  return [['organization', policy.mode], ...own];
}

function sourceLines(current: CurrentPolicy): readonly string[] {
  const { reading, recordedAt } = current;
  switch (reading.type) {
    case 'stored': {
      const { version, changedAt, changedBy, reason } = reading.settings;
      const when = changedAt === undefined ? '' : ` of ${formatTime(changedAt)}`;
      const who = changedBy === undefined ? '' : `, by ${changedBy}`;
      return [`Version ${version} of the settings${when}${who}${reason === undefined ? '' : `: ${reason}`}`];
    }
    case 'initial':
      return [
        recordedAt === undefined
          ? 'There are no settings, and no watch has recorded what is deployed. This is what this command itself is configured with.'
          : 'There are no settings, so the configuration of the deployment applies.',
      ];
    case 'malformed':
      return [
        'The settings do not parse. Every account is in observe mode until they are corrected:',
        ...reading.issues.map((issue) => `  ${issue}`),
      ];
    case 'unreadable':
      return ['The settings could not be read.'];
  }
}

function canEnforceLines({ canEnforce, policy }: CurrentPolicy): readonly string[] {
  if (canEnforce) return ['The deployment can delete: these modes decide.'];
  return [
    everEnforces(policy)
      ? 'The deployment cannot delete: every account is in observe mode, whatever the modes above say. Set "allowEnforcement": true in rootguard.json and deploy.'
      : 'The deployment cannot delete. To enforce, set "allowEnforcement": true in rootguard.json and deploy first.',
  ];
}
