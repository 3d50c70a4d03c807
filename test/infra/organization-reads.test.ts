import { describe, expect, it } from 'vitest';
import { stacksOf } from '../../infra/rootguard.ts';
import { PERMISSIONS } from '../../src/aws/permissions.ts';
import { resourcesSupportedBy } from './organization-resources.ts';
import { resolve } from './resolution.ts';
import {
  CONFIGURATIONS,
  HOME,
  type Resource,
  resourcesOf,
  synthesizeRootguard,
  templateOf,
} from './synthesis.ts';

/** No role or policy of rootguard is granted these: an administrator uses them, mostly before anything is deployed. */
const FOR_ADMINISTRATORS = ['organizationDiscovery', 'organizationPolicies', 'rootAccessSwitch'];

const ENVIRONMENT = { account: HOME, region: 'us-east-1', partition: 'aws' };

/** A literal copy, so that a type that is missing in the templates or in the fixture is noticed. */
const READS = {
  'organizations:DescribeAccount': ['account'],
  'organizations:DescribeOrganization': [],
  'organizations:DescribeOrganizationalUnit': ['ou'],
  'organizations:ListAWSServiceAccessForOrganization': [],
  'organizations:ListAccounts': [],
  'organizations:ListAccountsForParent': ['ou', 'root'],
  'organizations:ListDelegatedAdministrators': [],
  'organizations:ListOrganizationalUnitsForParent': ['ou', 'root'],
  'organizations:ListParents': ['account', 'ou'],
  'organizations:ListRoots': [],
} as const;
const ORGANIZATION = ':organizations::111111111111:';

describe('the permissions for AWS Organizations', () => {
  it.each(Object.entries(READS))('list for %s the resource types that AWS documents: %j', (action, types) => {
    const arns = types.map((type) => `arn:aws${ORGANIZATION}${type}/o-exampleorgid/*`);
    expect(resourcesSupportedBy(action)).toEqual(arns.length > 0 ? arns : ['*']);
  });

  it.each(Object.entries(CONFIGURATIONS))(
    'name all resource types that each action supports: %s',
    (_, settings) => {
      const grants = stacksOf(synthesizeRootguard(settings)).flatMap((stack) =>
        grantsOnOrganization(templateOf(stack)),
      );
      const called = new Set(
        Object.entries(PERMISSIONS)
          .filter(([adapter]) => !FOR_ADMINISTRATORS.includes(adapter))
          .flatMap(([, actions]) => actions.filter((action) => action.startsWith('organizations:'))),
      );
      const reads = grants.filter(({ action }) => action in READS);
      expect(new Set(reads.map(({ action }) => action))).toEqual(called);
      for (const { action, resources, beside } of reads) {
        expect(resources, action).toEqual(expect.arrayContaining([...resourcesSupportedBy(action)]));
        // A statement for several actions names only resource types that one of them supports.
        const supported = beside.filter((other) => other in READS).flatMap(resourcesSupportedBy);
        if (!hasNoResourceTypes(action)) expect(new Set(resources), action).toEqual(new Set(supported));
      }
    },
  );

  it('allow to register the home account only, and to enable trusted access for IAM only', () => {
    const { management } = synthesizeRootguard({ turnOnRootAccess: true });
    const writes = grantsOnOrganization(templateOf(management)).filter(({ action }) => !(action in READS));
    expect(writes.map(({ action, resources }) => ({ action, resources }))).toEqual([
      {
        action: 'organizations:EnableAWSServiceAccess',
        resources: resourcesSupportedBy('organizations:EnableAWSServiceAccess'),
      },
      {
        action: 'organizations:RegisterDelegatedAdministrator',
        resources: [
          resourcesSupportedBy('organizations:RegisterDelegatedAdministrator')[0]?.replace('*', HOME),
        ],
      },
    ]);
  });
});

function hasNoResourceTypes(action: string): boolean {
  return resourcesSupportedBy(action).includes('*');
}

interface Grant {
  readonly action: string;
  /** All actions of the statement. */
  readonly beside: readonly string[];
  readonly resources: readonly string[];
}

/** The grants of all roles and policies in one template. */
function grantsOnOrganization(template: ReturnType<typeof templateOf>): readonly Grant[] {
  const documents: readonly unknown[] = [
    ...resourcesOf(template, 'AWS::IAM::Role').flatMap(({ Properties }) =>
      (Properties.Policies ?? []).map(({ PolicyDocument }: Resource) => PolicyDocument),
    ),
    ...['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'].flatMap((type) =>
      resourcesOf(template, type).map(({ Properties }) => Properties.PolicyDocument),
    ),
  ];
  return documents.flatMap((document) =>
    resolve(template, ENVIRONMENT, document).Statement.flatMap(({ Action, Resource }: Resource) =>
      [Action]
        .flat()
        .filter((action: string) => action.startsWith('organizations:'))
        .map((action: string) => ({ action, resources: [Resource].flat(), beside: [Action].flat() })),
    ),
  );
}
