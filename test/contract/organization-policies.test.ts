import { startTestSandbox, type TestSandbox } from 'organization-sandbox/testing/test-sandbox.ts';
import type { WorldInput } from 'organization-sandbox/world/schema.ts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createAwsClients } from '../../src/aws/clients.ts';
import { createPreflightClients } from '../../src/aws/preflight/clients.ts';
import { createOrganizationPolicies } from '../../src/aws/preflight/organization-policies.ts';
import { createPolicySimulator } from '../../src/aws/preflight/policy-simulator.ts';
import { readTrailDetails } from '../../src/aws/preflight/trails.ts';
import type { OrganizationPolicies } from '../../src/guardrail/ports/organization-policies.ts';
import { createMemoryClock } from '../support/memory/clock.ts';
import { HOME, MANAGEMENT } from './organization-world.ts';
import { actionsOf, recordActions } from './used-actions.ts';

const MEMBER = '333333333333';
const WORK = 'ou-sbox-work0001';
const SCP = 'SERVICE_CONTROL_POLICY' as const;
const DENY = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Deny',
      Action: 'events:*',
      Resource: '*',
      Condition: {
        StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' },
        ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/exempt-*' },
        Null: { 'aws:AssumedRoot': 'true' },
      },
    },
  ],
};

/** More policies than one page of a listing has. */
const MANY: NonNullable<WorldInput['policies']> = Array.from({ length: 25 }, (_, index) => ({
  id: `p-many${String(index).padStart(4, '0')}`,
  name: `many-${index}`,
  type: SCP,
  content: DENY,
  targets: [],
}));

const WORLD: WorldInput = {
  organization: {
    managementAccountId: MANAGEMENT,
    delegatedAdministrators: { 'iam.amazonaws.com': [HOME] },
    organizationalUnits: [{ id: WORK, name: 'workloads', parent: 'r-sbox' }],
  },
  accounts: [{ id: MANAGEMENT }, { id: HOME }, { id: MEMBER, name: 'payments', parent: WORK }],
  policies: [
    { id: 'p-regions0', name: 'regions', type: SCP, content: DENY, targets: [WORK, MEMBER] },
    ...MANY,
  ],
  trails: [
    {
      account: MANAGEMENT,
      name: 'organization',
      organization: true,
      multiRegion: true,
      logging: true,
      readWrite: 'WriteOnly',
    },
  ],
};

let sandbox: TestSandbox;
const atEnd: (() => unknown)[] = [];

beforeAll(async () => {
  sandbox = await startTestSandbox((close) => atEnd.push(close), WORLD);
  vi.stubEnv('AWS_ENDPOINT_URL', sandbox.endpoint);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  for (const end of atEnd) await end();
});

function clientsOf(account: string) {
  const clients = createAwsClients({
    credentials: { accessKeyId: account, secretAccessKey: 'sandbox' },
    maxAttempts: 1,
  });
  atEnd.push(clients.destroy);
  return clients;
}

describe('the policies of the organization', () => {
  function givenPolicies(account: string): OrganizationPolicies {
    const client = clientsOf(account).organizations;
    recordActions(client, 'organizations', 'organizationPolicies');
    return createOrganizationPolicies({ client, clock: createMemoryClock(), pause: async () => {} });
  }

  it.each([MANAGEMENT, HOME])(
    'are read with credentials of %s, whole listings at a time',
    async (account) => {
      const policies = givenPolicies(account);
      expect(await policies.readRoot()).toEqual({ id: 'r-sbox', enabledTypes: [SCP] });
      const listed = await policies.listPolicies(SCP);
      expect(listed).toHaveLength(27);
      expect(listed.filter(({ awsManaged }) => awsManaged)).toEqual([
        { id: 'p-FullAWSAccess', name: 'FullAWSAccess', awsManaged: true },
      ]);
      expect(await policies.listTargets('p-regions0')).toEqual([
        { id: WORK, name: 'workloads' },
        { id: MEMBER, name: 'payments' },
      ]);
      const attached = await policies.listAttached(WORK, SCP);
      expect(attached.map(({ id }) => id).toSorted()).toEqual(['p-FullAWSAccess', 'p-regions0']);
      expect(JSON.parse(await policies.readContent('p-regions0'))).toEqual(DENY);
    },
  );

  it('cannot be read by another member, and are never taken for none', async () => {
    const policies = givenPolicies(MEMBER);
    await expect(policies.readRoot()).rejects.toMatchObject({ failure: { reason: 'not-delegated' } });
    await expect(policies.listPolicies(SCP)).rejects.toMatchObject({ failure: { reason: 'not-delegated' } });
    await expect(policies.readContent('p-regions0')).rejects.toMatchObject({
      failure: { resource: 'policy p-regions0' },
    });
  });

  it('need the permissions that are documented', () => {
    const { used, granted } = actionsOf('organizationPolicies');
    expect(used).toEqual(granted);
  });
});

describe('the simulator', () => {
  const ALLOW = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
  });
  const context = { 'aws:RequestedRegion': 'us-east-1', 'aws:PrincipalArn': `arn:aws:iam::${MEMBER}:role/x` };
  const request = {
    levels: [[ALLOW], [ALLOW, JSON.stringify(DENY)], [ALLOW]],
    actions: ['events:PutRule', 'iam:CreateRole'],
    resources: ['*'],
    context,
  };

  function givenSimulator() {
    const { iam } = clientsOf(MEMBER);
    recordActions(iam, 'iam', 'policySimulator');
    return createPolicySimulator(iam);
  }

  it.each([
    ['denies what a policy of a level denies', request, 'explicit-deny', 'allowed'],
    [
      'allows it in another Region',
      { ...request, context: { ...context, 'aws:RequestedRegion': 'eu-west-1' } },
      'allowed',
      'allowed',
    ],
    [
      'allows it to a role that is exempt',
      { ...request, context: { ...context, 'aws:PrincipalArn': `arn:aws:iam::${MEMBER}:role/exempt-1` } },
      'allowed',
      'allowed',
    ],
    [
      'allows it to a root session',
      { ...request, context: { ...context, 'aws:AssumedRoot': true } },
      'allowed',
      'allowed',
    ],
    [
      'denies what no policy of a level allows',
      { ...request, levels: [[ALLOW], [JSON.stringify(DENY)], [ALLOW]] },
      'explicit-deny',
      'implicit-deny',
    ],
  ] as const)('%s', async (_, simulation, ofRule, ofRole) => {
    const decisions = await givenSimulator().simulate(simulation);
    expect([...decisions]).toEqual([
      ['events:PutRule', ofRule],
      ['iam:CreateRole', ofRole],
    ]);
  });

  it('decides on an ARN of each kind that rootguard needs', async () => {
    const resources = [`arn:aws:events:us-east-1:${MEMBER}:rule/rootguard-x`];
    const decisions = await givenSimulator().simulate({ ...request, actions: ['events:PutRule'], resources });
    expect([...decisions]).toEqual([['events:PutRule', 'explicit-deny']]);
  });

  it('denies on several resources what a policy denies on one of them', async () => {
    const arn = (name: string) => `arn:aws:sqs:us-east-1:${MEMBER}:${name}`;
    const statement = { Effect: 'Deny', Action: 'sqs:SendMessage', Resource: arn('second') };
    const levels = [[ALLOW, JSON.stringify({ Version: '2012-10-17', Statement: [statement] })]];
    const actions = ['sqs:SendMessage', 'sqs:ReceiveMessage'];
    const resources = [arn('first'), arn('second')];
    const decisions = await givenSimulator().simulate({ levels, actions, resources, context });
    expect([...decisions]).toEqual([
      ['sqs:SendMessage', 'explicit-deny'],
      ['sqs:ReceiveMessage', 'allowed'],
    ]);
  });

  it('throws what AWS answers to documents that it does not accept', async () => {
    const simulation = { ...request, levels: [[ALLOW], []] };
    await expect(givenSimulator().simulate(simulation)).rejects.toMatchObject({
      failure: { call: 'iam:SimulateCustomPolicy' },
    });
  });

  it('needs the permission that is documented', () => {
    const { used, granted } = actionsOf('policySimulator');
    expect(used).toEqual(granted);
  });
});

describe('the details of trails', () => {
  const trailsFor = (account: string) =>
    readTrailDetails(createPreflightClients(clientsOf(account)).cloudTrailIn, {
      account,
      region: 'us-east-1',
    });

  it('are all readable in the management account', async () => {
    expect(await trailsFor(MANAGEMENT)).toEqual([
      {
        name: 'organization',
        homeRegion: 'us-east-1',
        ofOrganization: true,
        multiRegion: true,
        globalServices: true,
        logging: { type: 'readable', value: true },
        events: { type: 'readable', value: { reads: false, writes: true } },
        logGroup: undefined,
      },
    ]);
  });

  it('are in part unreadable in a member account, and never taken for nothing', async () => {
    const [trail] = await trailsFor(MEMBER);
    expect(trail).toMatchObject({ ofOrganization: true, events: { type: 'unreadable' } });
  });
});
