import { type AccountId, parseAccountId } from '../../domain/account.ts';
import type { PreflightPlan } from '../../guardrail/preflight/plan.ts';
import { boundaryOf } from '../../installation/boundary.ts';
import { DEFAULT_NAME_PREFIX } from '../../installation/names.ts';
import type { ConfigurationFile } from '../../installation/read-file.ts';
import { CONSUMER_CONCURRENCY } from '../resources.ts';
import { plannedNames } from './planned-names.ts';
import type { OperatorTarget } from './ports.ts';

/** What the command line says of the deployment; each comes before `rootguard.json`. */
export interface PlanOptions {
  readonly home: AccountId | undefined;
  readonly cover: readonly string[];
  readonly deployRole: string | undefined;
  readonly reserveConcurrency: boolean;
  readonly templates: boolean;
}

/** What a plan is made of. */
export interface PlanSources extends PlanOptions {
  readonly file: ConfigurationFile | undefined;
  readonly target: OperatorTarget;
  /** The account of the home profile, if there is one. */
  readonly homeCredentials: AccountId | undefined;
  /** The delegated administrators for IAM: a single one is likely to be the home account. */
  readonly delegates: readonly AccountId[];
}

export function planOf(sources: PlanSources): PreflightPlan {
  const { file, target } = sources;
  const configuration = file?.configuration;
  const namePrefix = configuration?.namePrefix ?? DEFAULT_NAME_PREFIX;
  const boundary = configuration?.permissionsBoundary;
  const reserves = sources.reserveConcurrency || (configuration?.reserveConcurrency ?? false);
  return {
    partition: target.partition,
    region: target.region,
    organizationId: target.organizationId,
    managementAccountId: target.managementAccountId,
    homeAccountId: homeOf(sources),
    stackSetsAccountId:
      configuration === undefined
        ? target.managementAccountId
        : parseAccountId(configuration.stackSetsAccountId),
    coveredUnits:
      sources.cover.length > 0 ? sources.cover : (configuration?.coveredOrganizationalUnits ?? []),
    sessionRegions: configuration?.sessionRegions ?? [],
    names: plannedNames(namePrefix, configuration?.notifications.slack !== undefined),
    namePrefix,
    canaryAccountId: canaryOf(file),
    reservedConcurrency: reserves ? CONSUMER_CONCURRENCY : 0,
    ...deployersOf(sources),
    permissionsBoundary: boundary === undefined ? undefined : boundaryOf(boundary),
    keyArn: configuration?.keyArn,
    makesKey: configuration?.customerManagedKey ?? false,
    usesCdk: !sources.templates,
  };
}

/** Of the roles of the configuration that deploy, the first one that can be simulated: a pattern is no principal. */
function deployersOf(sources: PlanSources): Pick<PreflightPlan, 'deployRoleArn' | 'otherDeployers'> {
  const { deployRole, templates, file } = sources;
  if (deployRole !== undefined || !templates) return { deployRoleArn: deployRole, otherDeployers: [] };
  const home = homeOf(sources);
  const roles = file?.configuration.deployerRoles ?? [];
  const deployRoleArn = roles.find((role) => !/[*?]/.test(role) && role.split(':')[4] === home);
  return { deployRoleArn, otherDeployers: roles.filter((role) => role !== deployRoleArn) };
}

function homeOf({ home, file, homeCredentials, delegates }: PlanSources): AccountId | undefined {
  const [delegate, ...others] = delegates;
  return home ?? configuredHome(file) ?? homeCredentials ?? (others.length === 0 ? delegate : undefined);
}

function canaryOf(file: ConfigurationFile | undefined): AccountId | undefined {
  const canary = file?.configuration.canary;
  return canary === undefined ? undefined : parseAccountId(canary.accountId);
}

function configuredHome(file: ConfigurationFile | undefined): AccountId | undefined {
  return file === undefined ? undefined : parseAccountId(file.configuration.homeAccountId);
}
