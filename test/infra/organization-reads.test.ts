import { describe, expect, it } from 'vitest';
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

const PLACE = { account: HOME, region: 'us-east-1', partition: 'aws' };

/** Written out, so that neither the templates nor the fixture can lose one unnoticed. */
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

describe('AWS Organizations', () => {
  it.each(Object.entries(READS))('%s takes the resources of AWS: %j', (action, types) => {
    const arns = types.map((type) => `arn:aws${ORGANIZATION}${type}/o-exampleorgid/*`);
    expect(resourcesSupportedBy(action)).toEqual(arns.length > 0 ? arns : ['*']);
  });

  it.each(Object.entries(CONFIGURATIONS))('%s: each grant names all that its action takes', (_, settings) => {
    const grants = Object.values(synthesizeRootguard(settings)).flatMap((stack) =>
      stack === undefined ? [] : grantsOnOrganization(templateOf(stack)),
    );
    const called = new Set(
      Object.entries(PERMISSIONS)
        .filter(([adapter]) => adapter !== 'rootAccessSwitch')
        .flatMap(([, actions]) => actions.filter((action) => action.startsWith('organizations:'))),
    );
    const reads = grants.filter(({ action }) => action in READS);
    expect(new Set(reads.map(({ action }) => action))).toEqual(called);
    for (const { action, resources, beside } of reads) {
      expect(resources, action).toEqual(expect.arrayContaining([...resourcesSupportedBy(action)]));
      // A statement for several actions names what one of them takes, and nothing else.
      const taken = beside.filter((other) => other in READS).flatMap(resourcesSupportedBy);
      if (!isOnEverything(action)) expect(new Set(resources), action).toEqual(new Set(taken));
    }
  });

  it('registers no account but the home account, and turns nothing on for another service', () => {
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

function isOnEverything(action: string): boolean {
  return resourcesSupportedBy(action).includes('*');
}

interface Grant {
  readonly action: string;
  /** All actions of the statement. */
  readonly beside: readonly string[];
  readonly resources: readonly string[];
}

/** Of roles, of their policies and of people's, in one template. */
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
    resolve(template, PLACE, document).Statement.flatMap(({ Action, Resource }: Resource) =>
      [Action]
        .flat()
        .filter((action: string) => action.startsWith('organizations:'))
        .map((action: string) => ({ action, resources: [Resource].flat(), beside: [Action].flat() })),
    ),
  );
}
