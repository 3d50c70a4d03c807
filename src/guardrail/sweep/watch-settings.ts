import { isTransient } from '../../domain/aws-failure.ts';
import { appliedPolicy, countOtherModes, everEnforces } from '../../domain/policy.ts';
import {
  areUnusable,
  policyFacts,
  policyInForce,
  type SettingsReading,
  type UnusableSettings,
  type UsableSettings,
} from '../../domain/settings.ts';
import {
  fingerprintOfReading,
  notifySettingsChanged,
  notifyUnusableSettings,
} from '../notify/settings-notifications.ts';
import type { DeploymentFacts, FoundChange } from '../ports/deployment-record.ts';
import type { SweepDependencies } from './dependencies.ts';
import { appliesDifferently, recordDeployment, type WatchFindings } from './deployment.ts';

/**
 * Records what is deployed, for operators' commands. Notifies of settings that cannot be used, and of a change that no command
 * has reported: an edit by hand, or a command that crashed. After both, and after a deployment that applies another policy, requests
 * a sweep: what was withheld until then may have to be removed, and no event says so again.
 */
export async function watchSettings(deps: SweepDependencies): Promise<void> {
  const [reading, before] = await Promise.all([deps.settings.read(), deps.deploymentRecord.read()]);
  countModes(deps, reading);
  if (areUnusable(reading)) {
    await recordDeployment(deps, findingsWhileUnusable(deps, reading, before));
    return notifyUnusableSettings(deps, reading);
  }
  const seenSettings = fingerprintOfReading(reading);
  const found = (await isFound(deps, reading, before, seenSettings)) ? foundChange(deps, reading) : undefined;
  if (found) await recordFound(deps, found);
  if (mayPermitRemovals(deps, reading, before, found)) {
    await deps.requestedScopes.request({ type: 'organization' }, deps.clock.now());
  }
  // After the entry and the request, as a crash in between repeats them then. Before the notification, as one that fails would
  // repeat them with each watch.
  const highestVersion = Math.max(versionOf(reading), before?.highestVersion ?? 0);
  const unnotified = found ?? before?.unnotified;
  await recordDeployment(deps, { seenSettings, highestVersion, unnotified });
  if (unnotified === undefined) return;
  await notifyFound(deps, unnotified);
  await recordDeployment(deps, { seenSettings, highestVersion });
}

/** What was seen of the settings is kept, as those that come after are compared with it. */
function findingsWhileUnusable(
  deps: SweepDependencies,
  reading: UnusableSettings,
  before: DeploymentFacts | undefined,
): WatchFindings {
  const mayPassSoon = reading.type === 'unreadable' && isTransient(reading.failure);
  const wereUnusable =
    !mayPassSoon || before?.wereUnusable === true || appliesDifferently(deps, before, reading);
  return { seenSettings: undefined, highestVersion: 0, ...before, wereUnusable };
}

/** Whether a credential that was withheld until now may have to be removed, and nobody has requested the audits yet. */
function mayPermitRemovals(
  deps: SweepDependencies,
  reading: UsableSettings,
  before: DeploymentFacts | undefined,
  found: FoundChange | undefined,
): boolean {
  if (!deps.canEnforce) return false;
  if (found !== undefined || before?.wereUnusable === true) return true;
  return (
    everEnforces(policyInForce(reading, deps.initialPolicy)) && appliesDifferently(deps, before, reading)
  );
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

function versionOf(reading: UsableSettings): number {
  return reading.type === 'initial' ? 0 : reading.settings.version;
}

/** Whether no command has reported a change since the watch before. */
async function isFound(
  deps: SweepDependencies,
  reading: UsableSettings,
  before: DeploymentFacts | undefined,
  seenSettings: string,
): Promise<boolean> {
  return isChange(reading, before, seenSettings) && !(await wasReported(deps, reading, before, seenSettings));
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

function foundChange({ initialPolicy, clock }: SweepDependencies, reading: UsableSettings): FoundChange {
  return {
    fingerprint: `${fingerprintOfReading(reading)}#found#${clock.now().toISOString()}`,
    version: versionOf(reading),
    after: policyFacts(policyInForce(reading, initialPolicy)),
  };
}

async function recordFound(
  { ledger, telemetry, clock, newId }: SweepDependencies,
  { version, after }: FoundChange,
): Promise<void> {
  await ledger.append({
    type: 'settings-change',
    account: 'organization',
    at: clock.now(),
    id: newId(),
    result: 'found',
    version,
    after,
    operator: undefined,
  });
  telemetry.log('settings-change-found', {});
}

function notifyFound(deps: SweepDependencies, { fingerprint, version, after }: FoundChange): Promise<void> {
  return notifySettingsChanged(deps, { version, before: undefined, after, operator: undefined }, fingerprint);
}
