import { matchesPattern } from 'organization-sandbox/policy/glob.ts';
import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../../../src/domain/account.ts';
import { NEEDED_CALLS } from '../../../../src/guardrail/preflight/policies/needed-calls.ts';
import { OWN_RESOURCES } from '../../../../src/guardrail/preflight/policies/own-resources.ts';
import { homeArns } from '../../../../src/installation/protection/installation-arns.ts';

const HOME = parseAccountId('222222222222');
const PLACE = {
  partition: 'aws' as const,
  region: 'us-east-1',
  organizationId: 'o-sandbox0001',
  homeAccountId: HOME,
  namePrefix: 'guard2',
  canaryAccountId: parseAccountId('333333333333'),
  deployRoleArn: undefined,
  otherDeployers: [],
  usesCdk: true,
};

const CANARY = { accountId: '333333333333', everyHours: 24, lateAfterSeconds: 120 };
const PROTECTED = { ...PLACE, canary: CANARY, sessionRegions: [] };

/** They are on no resource that has an ARN, or on none of rootguard's. */
const ON_NOTHING_NAMED = [
  'iam:GetAccountSummary',
  'iam:ListOrganizationsFeatures',
  'kms:CreateKey',
  'organizations:DescribeAccount',
  'organizations:ListAccounts',
  'organizations:ListAccountsForParent',
  'organizations:ListOrganizationalUnitsForParent',
  'organizations:ListParents',
];

describe("rootguard's own resources", () => {
  it('are none of a canary where there is none', () => {
    const arns = OWN_RESOURCES.flatMap((each) => each.arns({ ...PLACE, canaryAccountId: undefined }, HOME));
    expect(arns.filter((arn) => arn.includes('canary'))).toEqual([]);
  });

  it('are known of every action that is simulated on all resources, each once', () => {
    const onAll = NEEDED_CALLS.flatMap(({ calls }) =>
      calls.flatMap(({ actions, resource }) => (resource(PLACE, HOME) === '*' ? actions : [])),
    );
    const known = [...OWN_RESOURCES.flatMap(({ actions }) => actions), ...ON_NOTHING_NAMED];
    expect([...known].sort()).toEqual([...new Set(onAll)].sort());
  });

  it('have the names that the installation gives them', () => {
    const patterns = Object.values(homeArns(PROTECTED)).flat();
    const arns = OWN_RESOURCES.flatMap((each) => each.arns(PLACE, HOME));
    const unknown = arns.filter((arn) => !patterns.some((pattern) => matchesPattern(pattern, arn)));
    // The policies that protect an installation need no pattern of these.
    expect(unknown).toEqual([
      'arn:aws:dynamodb:us-east-1:222222222222:table/guard2-exceptions/stream/2026-01-01T00:00:00.000',
      'arn:aws:events:us-east-1:222222222222:rule/guard2-home-root-credentials',
      'arn:aws:events:us-east-1:222222222222:rule/guard2/guard2-root-credentials',
      'arn:aws:iam::222222222222:root',
      'arn:aws:lambda:us-east-1:222222222222:event-source-mapping:00000000-0000-0000-0000-000000000000',
      'arn:aws:iam::222222222222:role/guard2-management-root',
    ]);
    const { tables, queues, stacks, functions, roles, scheduleGroups, schedules } = homeArns(PROTECTED);
    const named = [...tables, ...queues, ...stacks, ...functions, ...scheduleGroups, ...schedules];
    for (const pattern of [...named, ...roles.filter((role) => role.endsWith('canary'))]) {
      expect(arns.filter((arn) => matchesPattern(pattern, arn))).not.toEqual([]);
    }
  });
});
