import type { DiscoveredOrganization } from '../../guardrail/operate/discover-organization.ts';
import { type Configuration, parseConfiguration } from '../../installation/configuration.ts';
import type { OperatorTarget } from '../../runtime/operator/ports.ts';
import type { Answers } from './answers.ts';
import type { InitValues } from './options.ts';

/** What is written: without the fields that have their defaults, except the mode, which everybody changes one day. */
export interface ProposedConfiguration {
  readonly fields: Readonly<Record<string, unknown>>;
  /** The same, read as every command reads it. */
  readonly configuration: Configuration;
}

/** @throws ConfigurationError where options do not go together */
export function proposeConfiguration(
  target: Pick<OperatorTarget, 'organizationId' | 'managementAccountId'>,
  answers: Answers,
  values: InitValues,
  discovered: DiscoveredOrganization,
): ProposedConfiguration {
  const fields = withoutUndefined({
    organizationId: target.organizationId,
    managementAccountId: target.managementAccountId,
    homeAccountId: answers.home,
    coveredOrganizationalUnits: answers.coverage,
    stackSetsAccountId: values.stackSetsAccount ?? stackSetsAccountOf(answers, discovered),
    controlTowerRegion: values.controlTowerRegion ?? controlTowerRegionOf(discovered),
    sessionRegions: values.sessionRegions.length > 0 ? values.sessionRegions : undefined,
    mode: 'observe',
    notifications: { emails: answers.emails },
    homeProfile: answers.homeProfile,
    managementProfile: answers.managementProfile,
    namePrefix: values.namePrefix,
    tags: values.tags.length > 0 ? Object.fromEntries(values.tags) : undefined,
    logRetentionDays: values.logRetentionDays,
    permissionsBoundary: values.permissionsBoundary,
    keyArn: values.keyArn,
  });
  const source = { name: 'as the options and answers make it', whole: 'configuration' };
  return { fields, configuration: parseConfiguration(fields, source) };
}

/** From the home account, the StackSet can be deployed without credentials of the management account. */
function stackSetsAccountOf(
  { home }: Answers,
  { stackSetsAdministrators }: DiscoveredOrganization,
): string | undefined {
  const isDelegated =
    stackSetsAdministrators.type === 'readable' && stackSetsAdministrators.value.includes(home);
  return isDelegated ? home : undefined;
}

function controlTowerRegionOf({ controlTower }: DiscoveredOrganization): string | undefined {
  return controlTower.type === 'in-use' ? controlTower.region : undefined;
}

function withoutUndefined(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
