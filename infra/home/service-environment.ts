import { Aws } from 'aws-cdk-lib';
import type { Configuration } from '../../src/installation/configuration.ts';
import { DEFAULT_NAMES, resourceNames } from '../../src/installation/names.ts';
import { VARIABLES } from '../../src/runtime/environment.ts';
import type { ServiceFunction } from './service-function.ts';

const HOUR_SECONDS = 3600;

/** What every function has to know, as environment variables. */
export function configureService(serviceFunction: ServiceFunction, configuration: Configuration): void {
  serviceFunction.setVariable(VARIABLES.organizationId, configuration.organizationId);
  serviceFunction.setVariable(VARIABLES.managementAccountId, configuration.managementAccountId);
  serviceFunction.setVariable(VARIABLES.homeAccountId, configuration.homeAccountId);
  serviceFunction.setVariable(VARIABLES.partition, Aws.PARTITION);
  serviceFunction.setVariable(VARIABLES.concurrency, String(configuration.concurrency));
  const { metricsNamespace } = resourceNames(configuration.namePrefix);
  if (metricsNamespace !== DEFAULT_NAMES.metricsNamespace) {
    serviceFunction.setVariable(VARIABLES.metricsNamespace, metricsNamespace);
  }
}

/** What may be removed, for the functions that decide or report it. The overrides take most of the room of an environment. */
export function configurePolicy(serviceFunction: ServiceFunction, configuration: Configuration): void {
  serviceFunction.setVariable(VARIABLES.mode, configuration.mode);
  serviceFunction.setVariable(VARIABLES.modeOverrides, JSON.stringify(configuration.modeOverrides));
  serviceFunction.setVariable(
    VARIABLES.invitedGraceSeconds,
    String(configuration.invitedGraceHours * HOUR_SECONDS),
  );
  serviceFunction.setVariable(VARIABLES.maxAccountsPerHour, String(configuration.maxAccountsPerHour));
  serviceFunction.setVariable(VARIABLES.canEnforce, String(configuration.allowEnforcement));
}
