import type { AwsClients } from '../../src/aws/clients.ts';
import { createAccountInspector } from '../../src/aws/preflight/account-inspector.ts';
import { createPreflightClients } from '../../src/aws/preflight/clients.ts';
import { createOrganizationPolicies } from '../../src/aws/preflight/organization-policies.ts';
import { createPolicySimulator } from '../../src/aws/preflight/policy-simulator.ts';

/** The resource is undefined for a call that is about none in particular. */
export type RefusedCall = readonly [call: string, resource: string | undefined, run: () => Promise<unknown>];

const HOME = { partition: 'aws', account: '222222222222', region: 'us-east-1' };
const SCP = 'SERVICE_CONTROL_POLICY';
const LOG_GROUP = { name: 'trail', region: 'us-east-1' };

/** @param clientsOf is called by each case, once the clients are there */
export function refusedCallsOfPreflight(clientsOf: () => AwsClients): readonly RefusedCall[] {
  const inspector = () => createAccountInspector(clientsOf(), createPreflightClients(clientsOf()), HOME);
  const policies = () =>
    createOrganizationPolicies({
      client: clientsOf().organizations,
      clock: { now: () => new Date(0) },
      pause: async () => {},
    });
  const simulator = () => createPolicySimulator(clientsOf().iam);
  const ofFirstTrail = async (fact: 'logging' | 'events') => {
    const trails = await inspector().readTrails();
    return trails.type === 'readable' ? trails.value[0]?.[fact] : trails;
  };
  return [
    ['organizations:DescribeOrganization', undefined, () => inspector().readFeatureSet()],
    ['organizations:ListRoots', undefined, () => policies().readRoot()],
    ['organizations:ListPolicies', undefined, () => policies().listPolicies(SCP)],
    ['organizations:ListTargetsForPolicy', 'policy p-1', () => policies().listTargets('p-1')],
    ['organizations:ListPoliciesForTarget', 'target r-ab12', () => policies().listAttached('r-ab12', SCP)],
    ['organizations:DescribePolicy', 'policy p-1', () => policies().readContent('p-1')],
    [
      'iam:SimulateCustomPolicy',
      undefined,
      () => simulator().simulate({ levels: [], actions: ['iam:GetUser'], resources: ['*'], context: {} }),
    ],
    ['cloudtrail:DescribeTrails', undefined, () => inspector().readTrails()],
    ['cloudtrail:GetTrailStatus', 'trail organization', () => ofFirstTrail('logging')],
    ['cloudtrail:GetEventSelectors', 'trail organization', () => ofFirstTrail('events')],
    ['cloudformation:DescribeOrganizationsAccess', undefined, () => inspector().readStackSetsAccess()],
    [
      'cloudformation:DescribeStackSet',
      'StackSet rootguard-members',
      () => inspector().readStackSet('rootguard-members'),
    ],
    ['cloudformation:DescribeStacks', 'stack rootguard-home', () => inspector().readStack('rootguard-home')],
    [
      'cloudformation:DescribeStacks',
      undefined,
      () => inspector().readStacksOfRole('arn:aws:iam::222222222222:role/x'),
    ],
    [
      'cloudformation:GetResource',
      'chat configuration security',
      () => inspector().hasResource('chat configuration', 'security'),
    ],
    ['dynamodb:DescribeTable', 'table mine', () => inspector().hasResource('table', 'mine')],
    ['dynamodb:DescribeTable', 'table mine', () => inspector().readTableKey('mine')],
    ['sqs:GetQueueUrl', 'queue mine', () => inspector().hasResource('queue', 'mine')],
    ['events:DescribeEventBus', 'event bus mine', () => inspector().hasResource('event bus', 'mine')],
    ['sns:GetTopicAttributes', 'topic mine', () => inspector().hasResource('topic', 'mine')],
    ['iam:GetRole', 'role mine', () => inspector().hasResource('role', 'mine')],
    ['iam:GetPolicy', 'managed policy mine', () => inspector().hasResource('managed policy', 'mine')],
    [
      'iam:GetPolicy',
      'managed policy arn:aws:iam::222222222222:policy/boundary',
      () => inspector().readManagedPolicy({ isOfAws: false, pathAndName: 'boundary' }),
    ],
    [
      'iam:GetPolicyVersion',
      'managed policy arn:aws:iam::aws:policy/boundary',
      () => inspector().readManagedPolicy({ isOfAws: true, pathAndName: 'boundary' }),
    ],
    ['cloudformation:GetResource', 'key mrk-1', () => inspector().readKey('mrk-1')],
    ['lambda:GetAccountSettings', undefined, () => inspector().readConcurrency()],
    ['guardduty:ListDetectors', undefined, () => inspector().hasGuardDuty()],
    ['guardduty:GetDetector', 'detector d-1', () => inspector().hasGuardDuty()],
    ['logs:DescribeMetricFilters', 'log group trail', () => inspector().readMetricFilters(LOG_GROUP)],
    ['events:ListRules', 'event bus default', () => inspector().readRootUserRules('rootguard-')],
  ];
}
