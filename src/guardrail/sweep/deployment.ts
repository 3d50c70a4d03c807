import type { Policy } from '../../domain/policy.ts';
import { policyFacts, type SettingsReading } from '../../domain/settings.ts';
import type { DeploymentFacts } from '../ports/deployment-record.ts';
import type { SweepDependencies } from './dependencies.ts';

/** What a watch found, beside what is deployed. */
export type WatchFindings = Pick<
  DeploymentFacts,
  'seenSettings' | 'highestVersion' | 'wereUnusable' | 'unnotified'
>;

const NOTHING_FOUND: WatchFindings = { seenSettings: undefined, highestVersion: 0 };

export async function recordDeployment(
  {
    deploymentRecord,
    initialPolicy,
    canEnforce,
    deployedCoverage,
    clock,
  }: Pick<
    SweepDependencies,
    'deploymentRecord' | 'initialPolicy' | 'canEnforce' | 'deployedCoverage' | 'clock'
  >,
  { seenSettings, highestVersion, wereUnusable, unnotified }: WatchFindings = NOTHING_FOUND,
): Promise<void> {
  await deploymentRecord.write({
    recordedAt: clock.now(),
    initialPolicy,
    canEnforce,
    coverage: deployedCoverage,
    seenSettings,
    highestVersion,
    ...(wereUnusable === true && { wereUnusable }),
    ...(unnotified && { unnotified }),
  });
}

/** Whether another deployment is running than the one recorded before, by which an account may be treated differently. */
export function appliesDifferently(
  now: Pick<SweepDependencies, 'initialPolicy' | 'canEnforce'>,
  before: DeploymentFacts | undefined,
  reading: SettingsReading,
): boolean {
  if (before === undefined) return false;
  return now.canEnforce !== before.canEnforce || (usesInitial(reading) && !isSame(now, before));
}

/** Those that cannot be used now may turn out to be none. */
function usesInitial({ type }: SettingsReading): boolean {
  return type !== 'stored';
}

type WithPolicy = { readonly initialPolicy: Policy };

function isSame(one: WithPolicy, other: WithPolicy): boolean {
  const [facts, otherFacts] = [one, other].map(({ initialPolicy }) =>
    JSON.stringify(policyFacts(initialPolicy)),
  );
  return facts === otherFacts;
}
