import { Aws } from 'aws-cdk-lib';
import { VARIABLES } from '../../src/runtime/environment.ts';
import type { Configuration } from '../configuration.ts';
import type { ServiceFunction } from './service-function.ts';

const HOUR = 3600;

/** What an operator decided, for the function to know. */
export function configureService(serviceFunction: ServiceFunction, configuration: Configuration): void {
  serviceFunction.configure(VARIABLES.organizationId, configuration.organizationId);
  serviceFunction.configure(VARIABLES.managementAccountId, configuration.managementAccountId);
  serviceFunction.configure(VARIABLES.homeAccountId, configuration.homeAccountId);
  serviceFunction.configure(VARIABLES.partition, Aws.PARTITION);
  serviceFunction.configure(VARIABLES.mode, configuration.mode);
  serviceFunction.configure(VARIABLES.modeOverrides, JSON.stringify(configuration.modeOverrides));
  serviceFunction.configure(VARIABLES.invitedGraceSeconds, String(configuration.invitedGraceHours * HOUR));
  serviceFunction.configure(VARIABLES.maxAccountsPerHour, String(configuration.maxAccountsPerHour));
  serviceFunction.configure(VARIABLES.concurrency, String(configuration.concurrency));
}
