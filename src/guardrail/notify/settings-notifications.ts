import { createHash } from 'node:crypto';
import { AWS_FAILURES, describeWithRequestId } from '../../domain/aws-failure.ts';
import type { Operator } from '../../domain/ledger-entry.ts';
import {
  type PolicyFacts,
  policyFacts,
  type Settings,
  type UnusableSettings,
  type UsableSettings,
} from '../../domain/settings.ts';
import type { NotifyDependencies } from './dependencies.ts';
import { notify } from './notify.ts';

/** The settings are the same for every account, so it is notified once, not once for each account. */
export async function notifyUnusableSettings(
  deps: NotifyDependencies,
  settings: UnusableSettings,
): Promise<void> {
  const isMalformed = settings.type === 'malformed';
  if (isMalformed) {
    deps.telemetry.log('record-malformed', { record: 'the settings', issues: settings.issues });
  }
  await notify(
    deps,
    {
      key: 'settings-unusable',
      account: 'organization',
      fingerprint: isMalformed
        ? `settings-malformed#${settings.issues.join()}`
        : `settings-unreadable#${settings.failure.reason}`,
      lines: isMalformed
        ? [
            'The item policy of the settings table does not parse. Every account is in observe mode until it is corrected.',
            ...settings.issues,
          ]
        : [
            'The settings table cannot be read. Every account is in observe mode until it can.',
            describeWithRequestId(settings.failure),
            AWS_FAILURES[settings.failure.reason].advice,
          ],
    },
    'daily',
  );
}

export interface ChangedSettings {
  readonly version: number;
  /** Undefined where it is not known. */
  readonly before: PolicyFacts | undefined;
  readonly after: PolicyFacts;
  /** Undefined where it is not known. */
  readonly operator: Operator | undefined;
}

/** @param fingerprint of the change */
export async function notifySettingsChanged(
  deps: NotifyDependencies,
  { version, before, after, operator }: ChangedSettings,
  fingerprint: string,
): Promise<void> {
  const who =
    operator === undefined
      ? 'No command of rootguard has reported this change: somebody edited the settings table, or a command was interrupted. CloudTrail shows who, where it logs the data events of the table.'
      : `By ${operator.by}: ${operator.reason}${operator.ticket === undefined ? '' : ` (${operator.ticket})`}`;
  const change =
    version === 0
      ? 'The settings were deleted: those of the deployment apply.'
      : `Version ${version} of the settings applies.`;
  await notify(
    deps,
    {
      key: 'settings-changed',
      account: 'organization',
      fingerprint,
      lines: [change, who, ...changeLines(before, after)],
    },
    'once',
  );
}

/** A mail with thousands of overrides would be too large. */
const MAX_LINES = 50;

/** One line for each value that differs: `mode: observe -> enforce`. */
export function changeLines(before: PolicyFacts | undefined, after: PolicyFacts): readonly string[] {
  const old = before === undefined ? new Map<string, string>() : valuesOf(before);
  const latest = valuesOf(after);
  const names = [...new Set([...old.keys(), ...latest.keys()])];
  const lines = names
    .filter((name) => old.get(name) !== latest.get(name))
    .map(
      (name) =>
        `${name}: ${before === undefined ? '' : `${old.get(name) ?? 'none'} -> `}${latest.get(name) ?? 'none'}`,
    );
  return lines.length <= MAX_LINES
    ? lines
    : [...lines.slice(0, MAX_LINES), `and ${lines.length - MAX_LINES} more, which the ledger names`];
}

function valuesOf({
  mode,
  overrides,
  invitedGraceHours,
  maxAccountsPerHour,
}: PolicyFacts): ReadonlyMap<string, string> {
  return new Map([
    ['mode', mode],
    ...Object.entries(overrides.organizationalUnits).map(([id, one]) => [`mode of ${id}`, one] as const),
    ...Object.entries(overrides.accounts).map(([id, one]) => [`mode of ${id}`, one] as const),
    ['invited grace (hours)', String(invitedGraceHours)],
    ['accounts an hour (breaker)', String(maxAccountsPerHour)],
  ]);
}

/** Identifies the settings, whatever they are. */
export function fingerprintOfReading(reading: UsableSettings): string {
  return reading.type === 'initial' ? 'settings#initial' : settingsFingerprint(reading.settings);
}

/** The version with a digest of the policy. */
export function settingsFingerprint({ version, policy }: Pick<Settings, 'version' | 'policy'>): string {
  const digest = createHash('sha256')
    .update(JSON.stringify(policyFacts(policy)))
    .digest('hex');
  return `settings#${version}#${digest.slice(0, 32)}`;
}
