import * as v from 'valibot';
import { MODES, type Mode } from '../domain/policy.ts';
import {
  bytesOfDeployers,
  bytesOfOverrides,
  bytesOfPrincipals,
  bytesOfUnits,
  LISTS_BYTES,
  ROLES_BYTES,
} from './environment-size.ts';
import { accountId, keyArn, region, tags } from './fields.ts';
import { sessionPrincipalsOf } from './operators.ts';
import { bytesOfSenders, SENDERS_BYTES } from './queue-policy-size.ts';

/** What is wrong between fields that are valid one by one. */
export interface FieldIssue {
  /** The keys that lead to the value. */
  readonly path: readonly [string, ...string[]];
  readonly message: string;
}

/** The tag that rootguard itself puts on its resources. */
export const OWN_TAG = 'application';

const REGIONS = {
  aws: /^(?!cn-|us-gov-)/,
  'aws-cn': /^cn-/,
  'aws-us-gov': /^us-gov-/,
} as const;

const modes = v.record(v.string(), v.picklist(MODES));

/** @param fields with their defaults; the values of fields that have issues of their own may be anything */
export function findInconsistencies(fields: unknown): readonly FieldIssue[] {
  return [
    regionOutsidePartition(fields),
    overrideOfManagementAccount(fields),
    canaryInManagementAccount(fields),
    tooManyOverrides(fields),
    tooManyRoles(fields),
    tooManyOperators(fields),
    enforcementNotAllowed(fields),
    twoKeys(fields),
    keyElsewhere(fields),
    unitsNamedTwice(fields),
    ...sessionRegionsThatCannotBe(fields),
    ...tagsThatDifferInCase(fields),
  ].filter((issue) => issue !== undefined);
}

const partitionAndRegion = v.object({ partition: v.picklist(['aws', 'aws-cn', 'aws-us-gov']), region });

function regionOutsidePartition(fields: unknown): FieldIssue | undefined {
  if (!v.is(partitionAndRegion, fields) || REGIONS[fields.partition].test(fields.region)) return undefined;
  return { path: ['region'], message: `${fields.region} is not in the partition ${fields.partition}` };
}

const overrides = v.object({
  managementAccountId: accountId,
  modeOverrides: v.object({ accounts: v.record(v.string(), v.unknown()) }),
});

function overrideOfManagementAccount(fields: unknown): FieldIssue | undefined {
  if (!v.is(overrides, fields)) return undefined;
  const { modeOverrides, managementAccountId } = fields;
  if (!Object.hasOwn(modeOverrides.accounts, managementAccountId)) return undefined;
  return {
    path: ['modeOverrides', 'accounts', managementAccountId],
    message: 'is the management account, which is never a target',
  };
}

const withCanary = v.object({ managementAccountId: accountId, canary: v.object({ accountId }) });

function canaryInManagementAccount(fields: unknown): FieldIssue | undefined {
  if (!v.is(withCanary, fields) || fields.canary.accountId !== fields.managementAccountId) return undefined;
  return { path: ['canary', 'accountId'], message: 'is the management account, which is never a target' };
}

const overriding = v.object({
  modeOverrides: v.object({ organizationalUnits: modes, accounts: modes }),
  coveredOrganizationalUnits: v.array(v.string()),
});

/** A unit and its mode. */
const BYTES_OF_OVERRIDE = 33;

const BYTES_WITHOUT_OVERRIDES = bytesOfOverrides({ organizationalUnits: {}, accounts: {} });

/** Beside the covered units, which the consumer and the sweeper have as well. */
function tooManyOverrides(fields: unknown): FieldIssue | undefined {
  if (!v.is(overriding, fields)) return undefined;
  const { modeOverrides, coveredOrganizationalUnits: units } = fields;
  const roomForUnits = LISTS_BYTES - BYTES_WITHOUT_OVERRIDES;
  if (bytesOfUnits(units) > roomForUnits) {
    return {
      path: ['coveredOrganizationalUnits'],
      message: `has ${bytesOfUnits(units)} bytes, and the environment of a Lambda function has room for ${roomForUnits}: name the units above them, or the organization's root`,
    };
  }
  const bytes = bytesOfOverrides(modeOverrides);
  const room = LISTS_BYTES - bytesOfUnits(units);
  if (bytes <= room) return undefined;
  return {
    path: ['modeOverrides'],
    message: `has ${bytes} bytes, and the environment of a Lambda function has room for ${room} beside the covered units, about ${Math.floor((room - BYTES_WITHOUT_OVERRIDES) / BYTES_OF_OVERRIDE)} units; set the others by rootguard mode once it is deployed`,
  };
}

const roles = v.optional(v.array(v.string()));

const naming = v.object({
  partition: v.string(),
  homeAccountId: v.string(),
  namePrefix: v.string(),
  operatorRoles: roles,
  sessionPrincipals: roles,
  deployerRoles: roles,
});

/** For the listener, which tells their sessions and deployments from those of others. */
function tooManyRoles(fields: unknown): FieldIssue | undefined {
  if (!v.is(naming, fields)) return undefined;
  const deployers = bytesOfDeployers(fields.deployerRoles ?? []);
  const principals = bytesOfPrincipals(sessionPrincipalsOf(fields));
  if (deployers + principals <= ROLES_BYTES) return undefined;
  const room = (bytes: number, others: string) =>
    `has ${bytes} bytes, and the environment of a Lambda function has room for ${Math.max(0, ROLES_BYTES - (deployers + principals - bytes))} beside ${others}: name fewer roles, or patterns that several of them meet`;
  if (deployers > principals) {
    return { path: ['deployerRoles'], message: room(deployers, 'sessionPrincipals') };
  }
  return fields.sessionPrincipals === undefined
    ? {
        path: ['operatorRoles'],
        message: `${room(principals, 'deployerRoles')}; or name those that open root sessions as sessionPrincipals`,
      }
    : { path: ['sessionPrincipals'], message: room(principals, 'deployerRoles') };
}

const operating = v.object({ partition: v.string(), operatorRoles: v.array(v.string()) });

function tooManyOperators(fields: unknown): FieldIssue | undefined {
  if (!v.is(operating, fields)) return undefined;
  const bytes = bytesOfSenders(fields.partition, fields.operatorRoles);
  if (bytes <= SENDERS_BYTES) return undefined;
  return {
    path: ['operatorRoles'],
    message: `has ${bytes} bytes as ARNs, and the policy of a queue has room for ${SENDERS_BYTES}: name fewer roles, or patterns that several of them meet`,
  };
}

const forbidding = v.object({
  allowEnforcement: v.literal(false),
  mode: v.picklist(MODES),
  modeOverrides: v.object({ organizationalUnits: modes, accounts: modes }),
});

function enforcementNotAllowed(fields: unknown): FieldIssue | undefined {
  if (!v.is(forbidding, fields) || !enforces(fields)) return undefined;
  return { path: ['allowEnforcement'], message: 'is false, yet mode or an override is enforce' };
}

interface Modes {
  readonly mode: Mode;
  readonly modeOverrides: Readonly<
    Record<'organizationalUnits' | 'accounts', Readonly<Record<string, Mode>>>
  >;
}

/** Whether the fields put any account in enforce mode. */
export function enforces({ mode, modeOverrides: { organizationalUnits, accounts } }: Modes): boolean {
  return [mode, ...Object.values(organizationalUnits), ...Object.values(accounts)].includes('enforce');
}

const bothKeys = v.object({ keyArn: v.string(), customerManagedKey: v.literal(true) });

function twoKeys(fields: unknown): FieldIssue | undefined {
  if (!v.is(bothKeys, fields)) return undefined;
  return { path: ['keyArn'], message: 'excludes customerManagedKey, which makes a key of its own' };
}

const keyAndRegion = v.object({ keyArn, region });

function keyElsewhere(fields: unknown): FieldIssue | undefined {
  if (!v.is(keyAndRegion, fields)) return undefined;
  const keyRegion = fields.keyArn.split(':')[3];
  if (keyRegion === fields.region) return undefined;
  return { path: ['keyArn'], message: `is a key in ${keyRegion}; all of rootguard is in ${fields.region}` };
}

const covering = v.object({ coveredOrganizationalUnits: v.array(v.string()) });

/** CloudFormation refuses a StackSet that names a unit twice. */
function unitsNamedTwice(fields: unknown): FieldIssue | undefined {
  if (!v.is(covering, fields)) return undefined;
  const { coveredOrganizationalUnits: units } = fields;
  const twice = new Set(units.filter((unit, at) => units.indexOf(unit) !== at));
  if (twice.size === 0) return undefined;
  return { path: ['coveredOrganizationalUnits'], message: `names ${[...twice].join(', ')} more than once` };
}

const withSessionRegions = v.object({
  partition: v.picklist(['aws', 'aws-cn', 'aws-us-gov']),
  region,
  sessionRegions: v.array(region),
});

function sessionRegionsThatCannotBe(fields: unknown): readonly FieldIssue[] {
  if (!v.is(withSessionRegions, fields)) return [];
  const { partition, region: home, sessionRegions } = fields;
  const issue = (one: string, message: string): FieldIssue => ({
    path: ['sessionRegions'],
    message: `${one} ${message}`,
  });
  const twice = new Set(sessionRegions.filter((one, at) => sessionRegions.indexOf(one) !== at));
  return [
    ...sessionRegions
      .filter((one) => !REGIONS[partition].test(one))
      .map((one) => issue(one, `is not in the partition ${partition}`)),
    ...(sessionRegions.includes(home) ? [issue(home, 'is watched anyway: all of rootguard is in it')] : []),
    ...[...twice].map((one) => issue(one, 'is named more than once')),
  ];
}

const tagged = v.object({ tags });

/** IAM takes no two tag keys that differ in case only. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html */
function tagsThatDifferInCase(fields: unknown): readonly FieldIssue[] {
  if (!v.is(tagged, fields)) return [];
  const keys = Object.keys(fields.tags);
  return keys.flatMap((key, at): FieldIssue[] => {
    const same = [OWN_TAG, ...keys.slice(0, at)].find((one) => one !== key && lower(one) === lower(key));
    if (same === undefined) return [];
    return [{ path: ['tags', key], message: `differs from the tag ${same} in case only, which IAM refuses` }];
  });
}

function lower(text: string): string {
  return text.toLowerCase();
}
