import { isTransient } from '../../domain/aws-failure.ts';
import { appliedPolicy, countOtherModes } from '../../domain/policy.ts';
import {
  areUnusable,
  policyFacts,
  policyInForce,
  type SettingsReading,
  type UsableSettings,
} from '../../domain/settings.ts';
import {
  fingerprintOfReading,
  notifySettingsChanged,
  notifyUnusableSettings,
} from '../notify/settings-notifications.ts';
import type { DeploymentFacts } from '../ports/deployment-record.ts';
import type { SweepDependencies } from './dependencies.ts';

/**
 * Records what is deployed, for operators' commands. Notifies of settings that cannot be used, and of a change that no command
 * has reported: an edit by hand, or a command that crashed. After both, requests a sweep: what was withheld until then may have to
 * be removed, and no event says so again.
 */
export async function watchSettings(deps: SweepDependencies): Promise<void> {
  const [reading, before] = await Promise.all([deps.settings.read(), deps.deploymentRecord.read()]);
  countModes(deps, reading);
  if (areUnusable(reading)) {
    const mayPassSoon = reading.type === 'unreadable' && isTransient(reading.failure);
    await recordDeployment(deps, before, { wereUnusable: !mayPassSoon || before?.wereUnusable === true });
    return notifyUnusableSettings(deps, reading);
  }
  const seenSettings = fingerprintOfReading(reading);
  // Before it is recorded as seen: a crash in between reports it twice rather than not at all.
  const isFound =
    isChange(reading, before, seenSettings) && !(await wasReported(deps, reading, before, seenSettings));
  if (isFound) await reportFound(deps, reading);
  if (deps.canEnforce && (isFound || before?.wereUnusable === true)) {
    await deps.requestedScopes.request({ type: 'organization' }, deps.clock.now());
  }
  const highestVersion = Math.max(versionOf(reading), before?.highestVersion ?? 0);
  await recordDeployment(deps, { seenSettings, highestVersion });
}

/** As they are applied now, for the dashboard: the configuration says only which were deployed. */
function countModes(
  { initialPolicy, canEnforce, telemetry }: SweepDependencies,
  reading: SettingsReading,
): void {
  const policy = appliedPolicy(policyInForce(reading, initialPolicy), canEnforce);
  telemetry.count('EnforceMode', policy.mode === 'enforce' ? 1 : 0);
  telemetry.count('ModeOverrides', countOtherModes(policy));
}

/** @param seen of the settings; undefined where none have been seen */
export async function recordDeployment(
  {
    deploymentRecord,
    initialPolicy,
    canEnforce,
    clock,
  }: Pick<SweepDependencies, 'deploymentRecord' | 'initialPolicy' | 'canEnforce' | 'clock'>,
  seen?: Pick<DeploymentFacts, 'seenSettings' | 'highestVersion'>,
  { wereUnusable }: Pick<DeploymentFacts, 'wereUnusable'> = {},
): Promise<void> {
  const { seenSettings, highestVersion = 0 } = seen ?? {};
  await deploymentRecord.write({
    recordedAt: clock.now(),
    initialPolicy,
    canEnforce,
    seenSettings,
    highestVersion,
    ...(wereUnusable === true && { wereUnusable }),
  });
}

function versionOf(reading: UsableSettings): number {
  return reading.type === 'initial' ? 0 : reading.settings.version;
}

/** A deployment without settings of its own begins with none. */
function isChange(
  reading: UsableSettings,
  before: DeploymentFacts | undefined,
  seenSettings: string,
): boolean {
  if (before?.seenSettings === undefined && reading.type === 'initial') return false;
  return before?.seenSettings !== seenSettings;
}

/** A command writes a new version each time, so an earlier one that is there again was brought back by hand. */
async function wasReported(
  { sentNotifications, clock }: SweepDependencies,
  reading: UsableSettings,
  before: DeploymentFacts | undefined,
  seenSettings: string,
): Promise<boolean> {
  const isNewVersion = versionOf(reading) > (before?.highestVersion ?? 0);
  return isNewVersion && (await sentNotifications.wasSent(seenSettings, clock.now()));
}

async function reportFound(deps: SweepDependencies, reading: UsableSettings): Promise<void> {
  const at = deps.clock.now();
  const version = versionOf(reading);
  const after = policyFacts(policyInForce(reading, deps.initialPolicy));
  await deps.ledger.append({
    type: 'settings-change',
    account: 'organization',
    at,
    id: deps.newId(),
    result: 'found',
    version,
    after,
    operator: undefined,
  });
  deps.telemetry.log('settings-change-found', {});
  const fingerprint = `${fingerprintOfReading(reading)}#found#${at.toISOString()}`;
  await notifySettingsChanged(deps, { version, before: undefined, after, operator: undefined }, fingerprint);
}
