import { appliedPolicy, type Policy } from '../../domain/policy.ts';
import { policyInForce, type SettingsReading } from '../../domain/settings.ts';
import type { DeploymentRecord } from '../ports/deployment-record.ts';
import type { SettingsEditor } from '../ports/settings.ts';

export interface CurrentPolicyDependencies {
  readonly deploymentRecord: Pick<DeploymentRecord, 'read'>;
  /** What the operator's own environment configures: assumed where no watch has recorded the deployment yet. */
  readonly initialPolicy: Policy;
  readonly assumedCanEnforce: boolean;
}

/** What an operator's command knows of the policy of the functions. */
export interface CurrentPolicy {
  readonly reading: SettingsReading;
  /** Of the deployment: it applies where there are no settings. */
  readonly initialPolicy: Policy;
  /** Whether the deployment can delete, whatever the settings are. */
  readonly canEnforce: boolean;
  /** When a watch recorded the deployment; undefined where the two above are assumed. */
  readonly recordedAt: Date | undefined;
  /** As it is set. */
  readonly policy: Policy;
  /** As the functions apply it. */
  readonly appliedPolicy: Policy;
}

/** @throws AwsCallError */
export async function readCurrentPolicy(
  { deploymentRecord, initialPolicy: assumedPolicy, assumedCanEnforce }: CurrentPolicyDependencies,
  readSettings: () => Promise<SettingsReading>,
): Promise<CurrentPolicy> {
  const [reading, deployment] = await Promise.all([readSettings(), deploymentRecord.read()]);
  const initialPolicy = deployment?.initialPolicy ?? assumedPolicy;
  const canEnforce = deployment?.canEnforce ?? assumedCanEnforce;
  const policy = policyInForce(reading, initialPolicy);
  return {
    reading,
    initialPolicy,
    canEnforce,
    recordedAt: deployment?.recordedAt,
    policy,
    appliedPolicy: appliedPolicy(policy, canEnforce),
  };
}

/** As a command that depends on the settings reads them: it fails where they cannot be read. @throws AwsCallError */
export function readStoredPolicy(
  deps: CurrentPolicyDependencies & { readonly settingsEditor: Pick<SettingsEditor, 'readToReplace'> },
): Promise<CurrentPolicy> {
  return readCurrentPolicy(deps, async () => (await deps.settingsEditor.readToReplace()).reading);
}
