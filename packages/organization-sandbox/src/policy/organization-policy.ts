import * as v from 'valibot';
import { oneOrMany, strictObject } from '../contract/shapes.ts';
import { complete, documentOf, type Policy, STATEMENT_ENTRIES } from './document.ts';

/** The types of policy of an organization that decide on requests. */
export const ORGANIZATION_POLICY_TYPES = ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'] as const;

export type OrganizationPolicyType = (typeof ORGANIZATION_POLICY_TYPES)[number];

/**
 * Characters of a document, and policies of that type attached to one root, unit or account.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
 */
export const POLICY_LIMITS: Readonly<
  Record<OrganizationPolicyType, { readonly maxCharacters: number; readonly maxAttached: number }>
> = {
  SERVICE_CONTROL_POLICY: { maxCharacters: 10_240, maxAttached: 10 },
  RESOURCE_CONTROL_POLICY: { maxCharacters: 5_120, maxAttached: 5 },
};

const actions = v.pipe(
  oneOrMany,
  v.check(
    (names) => names.every((name) => /^(\*|[\w-]+:[\w*?]+)$/.test(name)),
    'expected actions such as iam:DeleteLoginProfile',
  ),
);

/** The grammar is that of an identity-based policy. https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html */
const serviceControlPolicy = documentOf(
  complete(
    strictObject({ ...STATEMENT_ENTRIES, Action: v.optional(actions), NotAction: v.optional(actions) }),
  ),
);

/** The services whose resources such a policy can protect. https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html */
const PROTECTED_SERVICES = new Set([
  'aoss',
  'cognito-identity',
  'cognito-idp',
  'dynamodb',
  'ecr',
  'kms',
  'logs',
  's3',
  'secretsmanager',
  'sqs',
  'sts',
]);

export const isProtectedService = (service: string): boolean => PROTECTED_SERVICES.has(service.toLowerCase());

const protectedActions = v.pipe(
  actions,
  v.check(
    (names) => names.every((name) => isProtectedService(name.split(':')[0] ?? '')),
    'expected actions of services that resource control policies support',
  ),
);

/** It only denies, to everybody. https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html */
const resourceControlPolicy = documentOf(
  complete(
    strictObject({
      ...STATEMENT_ENTRIES,
      Effect: v.literal('Deny', 'a resource control policy can only deny'),
      Principal: v.union(
        [v.literal('*'), strictObject({ AWS: v.literal('*') })],
        'the principal must be "*"; use conditions',
      ),
      Action: protectedActions,
      NotAction: v.optional(v.undefined('a resource control policy has no NotAction')),
    }),
  ),
);

const SCHEMAS: Readonly<Record<OrganizationPolicyType, v.GenericSchema<unknown, Policy>>> = {
  SERVICE_CONTROL_POLICY: serviceControlPolicy,
  RESOURCE_CONTROL_POLICY: resourceControlPolicy,
};

/** The schema for documents of a type. */
export const organizationPolicySchema = (type: OrganizationPolicyType): v.GenericSchema<unknown, Policy> =>
  SCHEMAS[type];
