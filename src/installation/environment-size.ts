import type { ModeOverrides } from '../domain/mode-overrides.ts';

/**
 * The environment variables of a Lambda function have 4 KB. Lambda measures them as one JSON object, in which each quotation mark of
 * the overrides is escaped, and otherwise refuses the function in the middle of a deployment.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 * @see https://github.com/github-aws-runners/terraform-aws-github-runner/issues/3594 which has what Lambda measured
 */
export const MAX_ENVIRONMENT_BYTES = 4096;

/** What all other variables take with the longest names, by test/infra/function-environment.test.ts. */
const OTHER_VARIABLES_BYTES = 1_500;

/** The same of the listener, which has neither of these lists. */
const OTHER_VARIABLES_OF_LISTENER_BYTES = 1_950;

/** For the mode overrides and the covered units. */
export const LISTS_BYTES = MAX_ENVIRONMENT_BYTES - OTHER_VARIABLES_BYTES;

/** For the roles that deploy and those that open root sessions. */
export const ROLES_BYTES = MAX_ENVIRONMENT_BYTES - OTHER_VARIABLES_OF_LISTENER_BYTES;

/** As JSON within the JSON of the environment. */
export function bytesOfOverrides(overrides: Readonly<Record<keyof ModeOverrides, unknown>>): number {
  return JSON.stringify(JSON.stringify(overrides)).length - 2;
}

export function bytesOfUnits(units: readonly string[]): number {
  return units.join().length;
}

/** As JSON within the JSON of the environment. */
export function bytesOfDeployers(roles: readonly string[]): number {
  return JSON.stringify(JSON.stringify(roles)).length - 2;
}

export function bytesOfPrincipals(roles: readonly string[]): number {
  return JSON.stringify(roles.join(' ')).length - 2;
}
