import { describe, expect, it } from 'vitest';
import { MAX_ENVIRONMENT_BYTES } from '../../src/installation/environment-size.ts';
import { MAX_COVERED_UNITS } from '../../src/installation/fields.ts';
import { isAccepted } from './accepted-settings.ts';
import { resolve } from './resolution.ts';
import { HOME, resourcesOf, synthesizeRootguard, templateOf } from './synthesis.ts';

/** Of the commercial Regions and those of GovCloud, the longest name is that of one, and the longest partition that of the other. */
const REGION = 'ap-southeast-1';
const PARTITION = 'aws-us-gov';

/** Every setting that is in an environment, with the value that takes the most room, but for the lists. */
const LONGEST = {
  organizationId: `o-${'a'.repeat(32)}`,
  region: REGION,
  namePrefix: 'a'.repeat(20),
  mode: 'observe',
  allowEnforcement: false,
  invitedGraceHours: 2_160,
  maxAccountsPerHour: 20_000,
  concurrency: 64,
  fullSweepEveryHours: 120,
  canary: { accountId: '333333333333', lateAfterSeconds: 600 },
};

const unit = (at: number) => `ou-ab12-${String(at).padStart(8, '0')}`;
const longUnit = (at: number) => `ou-${'a'.repeat(32)}-${String(at).padStart(32, '0')}`;
const list = (count: number, idOf: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => idOf(at));

/** As many overrides as the configuration accepts beside these units. */
function withMostOverrides(coveredOrganizationalUnits: readonly string[]): object {
  const settings = (count: number) => ({
    ...LONGEST,
    coveredOrganizationalUnits,
    modeOverrides: {
      organizationalUnits: Object.fromEntries(list(count, unit).map((id) => [id, 'observe'])),
    },
  });
  let count = 0;
  while (isAccepted(settings(count + 1))) count += 1;
  return settings(count);
}

const PARTITION_OF_ROLES = { partition: PARTITION, region: 'us-gov-west-1' };
const role = (at: number) =>
  `arn:${PARTITION}:iam::222222222222:role/deployment/pipelines/team-${String(at).padStart(4, '0')}`;

/** As many of these roles as the configuration accepts. */
function withMost(settingsOf: (roles: readonly string[]) => object): object {
  const settings = (count: number) => ({
    ...LONGEST,
    ...PARTITION_OF_ROLES,
    customerManagedKey: true,
    ...settingsOf(list(count, role)),
  });
  let count = 0;
  while (isAccepted(settings(count + 1))) count += 1;
  return settings(count);
}

/** As Lambda measures it, by the description of each function. */
function environmentBytes(settings: object): Readonly<Record<string, number>> {
  const { home, canary } = synthesizeRootguard(settings);
  const environment = { account: HOME, region: REGION, partition: PARTITION };
  return Object.fromEntries(
    [home, canary].flatMap((stack) => {
      const template = templateOf(stack);
      return resourcesOf(template, 'AWS::Lambda::Function').map(({ Properties }) => {
        const variables = resolve(template, environment, Properties.Environment.Variables);
        return [Properties.Description, Buffer.byteLength(JSON.stringify(variables))] as const;
      });
    }),
  );
}

describe('the environment of each function has no more than Lambda takes', () => {
  it.each([
    ['with as many covered units as can be, and overrides', list(MAX_COVERED_UNITS, unit)],
    ['with the most overrides', ['r-ab12']],
    ['with the longest ids of units', list(37, longUnit)],
  ])('%s', (_, units) => {
    const bytes = Object.values(environmentBytes(withMostOverrides(units)));
    expect(bytes).toHaveLength(4);
    expect(Math.max(...bytes)).toBeLessThanOrEqual(MAX_ENVIRONMENT_BYTES);
    // Otherwise the configuration would refuse what Lambda takes.
    expect(Math.max(...bytes)).toBeGreaterThan(MAX_ENVIRONMENT_BYTES - 200);
  });

  it.each<[string, (roles: readonly string[]) => object]>([
    ['with the most roles that deploy', (deployerRoles) => ({ deployerRoles })],
    ['with the most roles that open root sessions', (sessionPrincipals) => ({ sessionPrincipals })],
    [
      'with the most operators',
      (roles) => ({ operatorRoles: roles.map((arn) => arn.slice(arn.indexOf('/') + 1)) }),
    ],
    [
      'with the most roles of both kinds',
      (roles) => ({
        deployerRoles: roles.length === 0 ? undefined : roles,
        sessionPrincipals: roles.slice(roles.length / 2),
      }),
    ],
  ])('%s', (_, settingsOf) => {
    const bytes = Object.values(environmentBytes(withMost(settingsOf)));
    expect(Math.max(...bytes)).toBeLessThanOrEqual(MAX_ENVIRONMENT_BYTES);
    expect(Math.max(...bytes)).toBeGreaterThan(MAX_ENVIRONMENT_BYTES - 300);
  });
});
