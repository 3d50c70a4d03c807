import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutRuleCommand } from '@aws-sdk/client-eventbridge';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startTestSandbox, type TestSandbox } from 'organization-sandbox/testing/test-sandbox.ts';
import type { WorldInput } from 'organization-sandbox/world/schema.ts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createAwsClients } from '../../src/aws/clients.ts';
import { createAccountInspector } from '../../src/aws/preflight/account-inspector.ts';
import { createPreflightClients, type PreflightClients } from '../../src/aws/preflight/clients.ts';
import { administratorOf, createSandboxClients } from '../../src/local/clients.ts';
import { deployHome } from '../../src/local/deploy.ts';
import { HOME, MANAGEMENT } from './organization-world.ts';
import { actionsOf, recordActions } from './used-actions.ts';

const STACK_SETS = 'member.org.stacksets.cloudformation.amazonaws.com';

const BOUNDARY = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sqs:*', Resource: '*' }] };

const ROLE = `arn:aws:iam::${HOME}:role/cdk-rootguard-cfn-exec-role-${HOME}-us-east-1`;

const WORLD: WorldInput = {
  organization: {
    managementAccountId: MANAGEMENT,
    trustedServices: ['iam.amazonaws.com', STACK_SETS],
    delegatedAdministrators: { 'iam.amazonaws.com': [HOME] },
  },
  accounts: [
    {
      id: MANAGEMENT,
      services: {
        cloudFormation: {
          stackSets: [
            {
              name: 'rootguard-members',
              templateBody: JSON.stringify({
                Outputs: { Version: { Value: '0.0.1' }, Arn: { Value: { Ref: 'Role' } } },
              }),
            },
            { name: 'of-somebody-else', templateBody: 'Resources: {}' },
          ],
        },
        metricFilters: [{ logGroup: 'trail', name: 'root', pattern: '{ $.userIdentity.type = "Root" }' }],
      },
    },
    {
      id: HOME,
      services: {
        cloudFormation: {
          stacks: [
            { name: 'CDKToolkit-rootguard', outputs: { BootstrapVersion: '28' } },
            { name: 'rootguard-home', status: 'ROLLBACK_COMPLETE', roleArn: ROLE },
            { name: 'billing', roleArn: ROLE },
            { name: 'other', roleArn: `${ROLE}-2` },
            { name: 'elsewhere', region: 'eu-central-1', outputs: { Version: '0.0.1' } },
          ],
        },
        lambda: { concurrentExecutions: 50, unreservedConcurrentExecutions: 40 },
        chatConfigurations: ['rootguard'],
        guardDuty: true,
        roles: ['rootguard-canary'],
        managedPolicies: ['RootguardAuditor', { name: 'Boundary', document: BOUNDARY }],
        kmsKeys: [{ id: 'mrk-1', enabled: false }],
      },
    },
  ],
};

describe('the account inspector', () => {
  let sandbox: TestSandbox;
  const atEnd: (() => unknown)[] = [];

  beforeAll(async () => {
    sandbox = await startTestSandbox((close) => atEnd.push(close), WORLD);
    vi.stubEnv('AWS_ENDPOINT_URL', sandbox.endpoint);
    const home = createSandboxClients(sandbox.endpoint, administratorOf(HOME));
    await deployHome(home, sandbox);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    for (const end of atEnd) await end();
  });

  const inspectorOf = (account: string) => {
    const credentials = { accessKeyId: account, secretAccessKey: 'sandbox' };
    const clients = createAwsClients({ credentials, maxAttempts: 1 });
    atEnd.push(clients.destroy);
    const own = createPreflightClients(clients);
    const services: readonly [keyof PreflightClients, string][] = [
      ['cloudControl', 'cloudformation'],
      ['cloudFormation', 'cloudformation'],
      ['eventBridge', 'events'],
      ['guardDuty', 'guardduty'],
      ['lambda', 'lambda'],
    ];
    for (const [name, service] of services) {
      const client = own[name];
      if (typeof client !== 'function') recordActions(client as never, service, 'accountInspector');
    }
    const { cloudFormationIn, logsIn } = own;
    const inspected = {
      ...own,
      cloudFormationIn: (region: string) => {
        const client = cloudFormationIn(region);
        recordActions(client as never, 'cloudformation', 'accountInspector');
        return client;
      },
      logsIn: (region: string) => {
        const client = logsIn(region);
        recordActions(client as never, 'logs', 'accountInspector');
        return client;
      },
    };
    recordActions(clients.organizations as never, 'organizations', 'accountInspector');
    recordActions(clients.documents as never, 'dynamodb', 'accountInspector');
    recordActions(clients.sqs as never, 'sqs', 'accountInspector');
    recordActions(clients.sns as never, 'sns', 'accountInspector');
    recordActions(clients.iam as never, 'iam', 'accountInspector');
    return createAccountInspector(clients, inspected, { partition: 'aws', account, region: 'us-east-1' });
  };

  it('reads the features of the organization and whether StackSets may deploy to it', async () => {
    const inspector = inspectorOf(MANAGEMENT);
    expect(await inspector.readFeatureSet()).toEqual({ type: 'readable', value: 'ALL' });
    expect(await inspector.readStackSetsAccess()).toEqual({ type: 'readable', value: 'ENABLED' });
    expect(await inspectorOf(HOME).readStackSetsAccess()).toMatchObject({
      type: 'unreadable',
      failure: { call: 'cloudformation:DescribeOrganizationsAccess', code: 'InvalidOperationException' },
    });
  });

  it('finds StackSets and stacks by name, with their state and outputs', async () => {
    const home = inspectorOf(HOME);
    const management = inspectorOf(MANAGEMENT);
    expect(await management.readStackSet('rootguard-members')).toEqual({
      type: 'readable',
      value: { outputs: { type: 'readable', value: { Version: '0.0.1' } } },
    });
    expect(await management.readStackSet('of-somebody-else')).toMatchObject({
      value: { outputs: { type: 'unreadable', failure: { call: 'cloudformation:DescribeStackSet' } } },
    });
    expect(await home.readStackSet('rootguard-members')).toEqual({ type: 'readable', value: undefined });
    expect(await home.readStack('CDKToolkit-rootguard')).toMatchObject({
      value: { status: 'CREATE_COMPLETE', outputs: { BootstrapVersion: '28' } },
    });
    expect(await home.readStack('rootguard-home')).toMatchObject({ value: { status: 'ROLLBACK_COMPLETE' } });
    expect(await home.readStacksOfRole(ROLE)).toEqual({
      type: 'readable',
      value: ['billing', 'rootguard-home'],
    });
    expect(await home.readStack('rootguard-data')).toEqual({ type: 'readable', value: undefined });
    expect(await home.readStack('elsewhere')).toEqual({ type: 'readable', value: undefined });
    expect(await home.readStack('elsewhere', 'eu-central-1')).toMatchObject({
      value: { outputs: { Version: '0.0.1' } },
    });
  });

  it('finds resources by name, and knows when there is none', async () => {
    const inspector = inspectorOf(HOME);
    await sandbox.client(SQSClient, HOME).send(new CreateQueueCommand({ QueueName: 'taken' }));
    await sandbox.client(SNSClient, HOME).send(new CreateTopicCommand({ Name: 'taken' }));
    for (const [type, there, absent] of [
      ['table', 'rootguard-ledger', 'rootguard-nothing'],
      ['queue', 'taken', 'free'],
      ['event bus', 'rootguard', 'nothing'],
      ['chat configuration', 'rootguard', 'nothing'],
      ['topic', 'taken', 'free'],
      ['role', 'rootguard-canary', 'nothing'],
    ] as const) {
      expect([type, await inspector.hasResource(type, there)]).toMatchObject([type, { value: true }]);
      expect([type, await inspector.hasResource(type, absent)]).toMatchObject([type, { value: false }]);
    }
  });

  it('reads the key of a table, and knows that there is none', async () => {
    const KMSMasterKeyId = 'arn:aws:kms:us-east-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    await sandbox.client(DynamoDBClient, HOME).send(
      new CreateTableCommand({
        TableName: 'encrypted',
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId },
      }),
    );
    const inspector = inspectorOf(HOME);
    expect(await inspector.readTableKey('encrypted')).toEqual({ type: 'readable', value: KMSMasterKeyId });
    for (const table of ['rootguard-ledger', 'rootguard-nothing']) {
      expect(await inspector.readTableKey(table)).toEqual({ type: 'readable', value: undefined });
    }
  });

  it('reads a managed policy as absent where IAM knows none, and as unknown where it refuses', async () => {
    const inspector = inspectorOf(HOME);
    expect(await inspector.hasResource('managed policy', 'RootguardAuditor')).toMatchObject({ value: true });
    expect(await inspector.hasResource('managed policy', 'RootguardOperator')).toMatchObject({
      value: false,
    });
    sandbox.faults.inject({
      service: 'iam',
      operation: 'GetPolicy',
      times: 1,
      effect: { type: 'error', code: 'AccessDenied', status: 403, message: 'no' },
    });
    expect(await inspector.hasResource('managed policy', 'RootguardOperator')).toMatchObject({
      type: 'unreadable',
      failure: { call: 'iam:GetPolicy', resource: 'managed policy RootguardOperator' },
    });
  });

  it('reads the document of a managed policy, of the account itself or of AWS, and knows when there is none', async () => {
    const read = async (pathAndName: string, isOfAws = false) =>
      inspectorOf(HOME).readManagedPolicy({ isOfAws, pathAndName });
    expect(await read('limits/Boundary')).toEqual({ type: 'readable', value: JSON.stringify(BOUNDARY) });
    expect(await read('Other')).toEqual({ type: 'readable', value: undefined });
    expect(await read('Boundary', true)).toEqual({ type: 'readable', value: undefined });
  });

  it('reads a key by its id, and knows when there is none', async () => {
    const inspector = inspectorOf(HOME);
    expect(await inspector.readKey('mrk-1')).toEqual({
      type: 'readable',
      value: { enabled: false, usage: 'ENCRYPT_DECRYPT', spec: 'SYMMETRIC_DEFAULT' },
    });
    expect(await inspector.readKey('mrk-2')).toEqual({ type: 'readable', value: undefined });
  });

  it("reads Lambda's concurrency, GuardDuty and metric filters", async () => {
    const home = inspectorOf(HOME);
    const management = inspectorOf(MANAGEMENT);
    expect(await home.readConcurrency()).toMatchObject({ value: { limit: 50, unreserved: 40 } });
    expect(await home.hasGuardDuty()).toMatchObject({ value: true });
    expect(await management.hasGuardDuty()).toMatchObject({ value: false });
    expect(await management.readMetricFilters({ name: 'trail', region: 'us-east-1' })).toMatchObject({
      value: [{ name: 'root', pattern: '{ $.userIdentity.type = "Root" }' }],
    });
  });

  it("finds rules on the root user that are not rootguard's own, nor leave its sessions out", async () => {
    const client = sandbox.client(EventBridgeClient, MANAGEMENT);
    const root = { userIdentity: { type: ['Root'] } };
    const sparing = {
      userIdentity: { type: ['Root'], sessionContext: { assumedRoot: [{ exists: false }] } },
    };
    for (const [Name, detail, State] of [
      ['alarm', root, 'ENABLED'],
      ['off', root, 'DISABLED'],
      ['sparing', sparing, 'ENABLED'],
      ['rootguard-root', root, 'ENABLED'],
      ['other', { userIdentity: { type: ['IAMUser'] } }, 'ENABLED'],
    ] as const) {
      await client.send(new PutRuleCommand({ Name, State, EventPattern: JSON.stringify({ detail }) }));
    }
    expect(await inspectorOf(MANAGEMENT).readRootUserRules('rootguard-')).toEqual({
      type: 'readable',
      value: ['alarm'],
    });
  });

  it('needs no permission but those that it documents', () => {
    const { used, granted } = actionsOf('accountInspector');
    expect(used.filter((action) => !granted.includes(action))).toEqual([]);
    // Trails are read in another test; the Cloud Control API calls Amazon Q Developer and KMS for its caller.
    const others = granted.filter((action) => /^(?:chatbot|cloudtrail|kms):/.test(action));
    expect(granted.filter((action) => !used.includes(action))).toEqual(others);
  });
});
