import { CloudControlClient, GetResourceCommand } from '@aws-sdk/client-cloudcontrol';
import {
  ActivateOrganizationsAccessCommand,
  CloudFormationClient,
  DescribeOrganizationsAccessCommand,
  DescribeStackSetCommand,
  DescribeStacksCommand,
  ListStackInstancesCommand,
  ListStackSetsCommand,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, DescribeMetricFiltersCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetDetectorCommand, GuardDutyClient, ListDetectorsCommand } from '@aws-sdk/client-guardduty';
import { GetPolicyCommand, GetPolicyVersionCommand, GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, onTestFinished, test } from 'vitest';
import { errorOf } from '../src/testing/sdk-error.ts';
import { startTestSandbox } from '../src/testing/test-sandbox.ts';
import type { WorldInput } from '../src/world/schema.ts';

/* Services of which the sandbox has only the calls that read what the world file says. */

const MANAGEMENT = '111111111111';
const HOME = '222222222222';
const STACK_SETS = 'member.org.stacksets.cloudformation.amazonaws.com';

const BOUNDARY = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sqs:*', Resource: '*' }],
};

const world = (organization = {}): WorldInput => ({
  organization: { managementAccountId: MANAGEMENT, ...organization },
  accounts: [
    {
      id: MANAGEMENT,
      services: {
        cloudFormation: { stackSets: ['members', { name: 'others', templateBody: '{"Outputs":{}}' }] },
      },
    },
    {
      id: HOME,
      services: {
        cloudFormation: {
          stacks: [
            { name: 'CDKToolkit', outputs: { BootstrapVersion: '28' } },
            { name: 'elsewhere', region: 'eu-central-1' },
          ],
        },
        lambda: { concurrentExecutions: 10, unreservedConcurrentExecutions: 10 },
        chatConfigurations: ['rootguard'],
        guardDuty: true,
        roles: ['rootguard-canary'],
        managedPolicies: ['RootguardOperator', { name: 'Boundary', document: BOUNDARY }],
        kmsKeys: [{ id: 'mrk-1', enabled: false }],
        metricFilters: [{ logGroup: 'trail', name: 'root', pattern: '{ $.userIdentity.type = "Root" }' }],
      },
    },
  ],
});

const givenSandbox = (organization?: object) => startTestSandbox(onTestFinished, world(organization));

describe('CloudFormation', () => {
  test('describes the stacks of the account of the caller, with their outputs', async () => {
    const sandbox = await givenSandbox();
    const { Stacks } = await sandbox.client(CloudFormationClient, HOME).send(new DescribeStacksCommand({}));
    expect(Stacks).toMatchObject([
      {
        StackName: 'CDKToolkit',
        StackStatus: 'CREATE_COMPLETE',
        Outputs: [{ OutputKey: 'BootstrapVersion', OutputValue: '28' }],
      },
    ]);
  });

  test('shows a stack that has a Region in that Region only', async () => {
    const sandbox = await givenSandbox();
    const namesIn = async (region: string) => {
      const credentials = { accessKeyId: HOME, secretAccessKey: 'sandbox' };
      const client = new CloudFormationClient({ endpoint: sandbox.endpoint, region, credentials });
      onTestFinished(() => client.destroy());
      return (await client.send(new DescribeStacksCommand({}))).Stacks?.map(({ StackName }) => StackName);
    };
    expect(await namesIn('us-east-1')).toEqual(['CDKToolkit']);
    expect(await namesIn('eu-central-1')).toEqual(['CDKToolkit', 'elsewhere']);
  });

  test('refuses a stack that does not exist with a validation error', async () => {
    const sandbox = await givenSandbox();
    const client = sandbox.client(CloudFormationClient, MANAGEMENT);
    const error = await errorOf(client.send(new DescribeStacksCommand({ StackName: 'CDKToolkit' })));
    expect(error).toMatchObject({
      code: 'ValidationError',
      message: 'Stack with id CDKToolkit does not exist',
    });
  });

  test('knows the StackSets of the account that owns them, and of a delegated administrator on its behalf', async () => {
    const sandbox = await givenSandbox({ delegatedAdministrators: { [STACK_SETS]: [HOME] } });
    const own = sandbox.client(CloudFormationClient, MANAGEMENT);
    expect(await own.send(new ListStackSetsCommand({}))).toMatchObject({
      Summaries: [{ StackSetName: 'members', Status: 'ACTIVE' }, { StackSetName: 'others' }],
    });
    expect(await own.send(new ListStackSetsCommand({ Status: 'ACTIVE' }))).toMatchObject({
      Summaries: [{ StackSetName: 'members' }, { StackSetName: 'others' }],
    });
    expect(await own.send(new ListStackSetsCommand({ Status: 'DELETED' }))).toMatchObject({ Summaries: [] });
    expect(await own.send(new ListStackInstancesCommand({ StackSetName: 'members' }))).toMatchObject({
      Summaries: [],
    });
    const home = sandbox.client(CloudFormationClient, HOME);
    const missing = await errorOf(home.send(new DescribeStackSetCommand({ StackSetName: 'members' })));
    expect(missing.code).toBe('StackSetNotFoundException');
    const asDelegate = { StackSetName: 'members', CallAs: 'DELEGATED_ADMIN' } as const;
    expect(await home.send(new DescribeStackSetCommand(asDelegate))).toMatchObject({
      StackSet: {
        StackSetName: 'members',
        PermissionModel: 'SERVICE_MANAGED',
        TemplateBody: '{"Resources":{}}',
      },
    });
    expect(await own.send(new DescribeStackSetCommand({ StackSetName: 'others' }))).toMatchObject({
      StackSet: { TemplateBody: '{"Outputs":{}}' },
    });
  });

  test('refuses a caller that is no delegated administrator for StackSets', async () => {
    const sandbox = await givenSandbox();
    const client = sandbox.client(CloudFormationClient, HOME);
    const error = await errorOf(client.send(new ListStackSetsCommand({ CallAs: 'DELEGATED_ADMIN' })));
    expect(error.code).toBe('ValidationError');
  });

  test('has access to the organization once the management account has activated it', async () => {
    const sandbox = await givenSandbox();
    const management = sandbox.client(CloudFormationClient, MANAGEMENT);
    const statusOf = async () => (await management.send(new DescribeOrganizationsAccessCommand({}))).Status;
    expect(await statusOf()).toBe('DISABLED');
    const home = sandbox.client(CloudFormationClient, HOME);
    for (const command of [
      new DescribeOrganizationsAccessCommand({}),
      new ActivateOrganizationsAccessCommand({}),
    ]) {
      expect((await errorOf(home.send(command as DescribeOrganizationsAccessCommand))).code).toBe(
        'InvalidOperationException',
      );
    }
    await management.send(new ActivateOrganizationsAccessCommand({}));
    expect(await statusOf()).toBe('ENABLED');
  });

  test('refuses a request that violates the model', async () => {
    const sandbox = await givenSandbox();
    const client = sandbox.client(CloudFormationClient, MANAGEMENT);
    const error = await errorOf(client.send(new DescribeStackSetCommand({ StackSetName: 'no name' })));
    expect(error).toMatchObject({ code: 'ValidationError' });
  });
});

test('Lambda says how many executions an account has left to reserve', async () => {
  const sandbox = await givenSandbox();
  const settings = (account: string) =>
    sandbox.client(LambdaClient, account).send(new GetAccountSettingsCommand({}));
  expect((await settings(HOME)).AccountLimit).toMatchObject({
    ConcurrentExecutions: 10,
    UnreservedConcurrentExecutions: 10,
  });
  expect((await settings(MANAGEMENT)).AccountLimit?.UnreservedConcurrentExecutions).toBe(1000);
});

test('GuardDuty has a detector where the world says so', async () => {
  const sandbox = await givenSandbox();
  const client = sandbox.client(GuardDutyClient, HOME);
  const { DetectorIds: [DetectorId] = [] } = await client.send(new ListDetectorsCommand({}));
  expect(await client.send(new GetDetectorCommand({ DetectorId }))).toMatchObject({ Status: 'ENABLED' });
  const other = sandbox.client(GuardDutyClient, MANAGEMENT);
  expect((await other.send(new ListDetectorsCommand({}))).DetectorIds).toEqual([]);
  expect((await errorOf(other.send(new GetDetectorCommand({ DetectorId })))).code).toBe(
    'BadRequestException',
  );
});

test('CloudWatch Logs has the metric filters that the world names', async () => {
  const sandbox = await givenSandbox();
  const client = sandbox.client(CloudWatchLogsClient, HOME);
  const filters = async (logGroupName?: string, filterNamePrefix?: string) =>
    (await client.send(new DescribeMetricFiltersCommand({ logGroupName, filterNamePrefix }))).metricFilters;
  expect(await filters()).toMatchObject([{ filterName: 'root', logGroupName: 'trail' }]);
  expect(await filters('other')).toEqual([]);
  expect(await filters('trail', 'ro')).toHaveLength(1);
  expect(await filters('trail', 'other')).toEqual([]);
  expect((await errorOf(filters('no group'))).code).toBe('InvalidParameterException');
});

test('the Cloud Control API has the chat configurations that the world names', async () => {
  const sandbox = await givenSandbox();
  const client = sandbox.client(CloudControlClient, HOME);
  const read = (name: string, TypeName = 'AWS::Chatbot::SlackChannelConfiguration') =>
    client.send(
      new GetResourceCommand({
        TypeName,
        Identifier: `arn:aws:chatbot::${HOME}:chat-configuration/slack-channel/${name}`,
      }),
    );
  const { ResourceDescription } = await read('rootguard');
  expect(JSON.parse(ResourceDescription?.Properties ?? '')).toMatchObject({ ConfigurationName: 'rootguard' });
  expect((await errorOf(read('other'))).code).toBe('ResourceNotFoundException');
  expect((await errorOf(read('x', 'AWS::S3::Bucket'))).code).toBe('TypeNotFoundException');
  expect((await errorOf(read('x', 'Bucket'))).code).toBe('ValidationException');
});

test('IAM has the managed policies that the world names', async () => {
  const sandbox = await givenSandbox();
  const read = (PolicyArn: string, account = HOME) =>
    sandbox.client(IAMClient, account).send(new GetPolicyCommand({ PolicyArn }));
  const arn = `arn:aws:iam::${HOME}:policy/RootguardOperator`;
  expect((await read(arn)).Policy).toMatchObject({ Arn: arn, PolicyName: 'RootguardOperator' });
  for (const error of [
    await errorOf(read(`arn:aws:iam::${HOME}:policy/Other`)),
    await errorOf(read(arn, MANAGEMENT)),
  ]) {
    expect(error).toMatchObject({ code: 'NoSuchEntityException', status: 404 });
  }
  expect((await errorOf(read('short'))).code).toBe('ValidationError');
});

test('IAM has the roles that the world names', async () => {
  const sandbox = await givenSandbox();
  const read = (RoleName: string, account = HOME) =>
    sandbox.client(IAMClient, account).send(new GetRoleCommand({ RoleName }));
  expect((await read('rootguard-canary')).Role).toMatchObject({
    Arn: `arn:aws:iam::${HOME}:role/rootguard-canary`,
  });
  for (const error of [await errorOf(read('other')), await errorOf(read('rootguard-canary', MANAGEMENT))]) {
    expect(error).toMatchObject({ code: 'NoSuchEntityException', status: 404 });
  }
  expect((await errorOf(read('a role'))).code).toBe('ValidationError');
});

test('IAM has the one version of each managed policy, with its document', async () => {
  const sandbox = await givenSandbox();
  const read = (name: string, VersionId = 'v1') => {
    const PolicyArn = `arn:aws:iam::${HOME}:policy/${name}`;
    const command = new GetPolicyVersionCommand({ PolicyArn, VersionId });
    return sandbox.client(IAMClient, HOME).send(command);
  };
  const documentOf = async (name: string) => {
    const { PolicyVersion } = await read(name);
    return JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? ''));
  };
  expect(await documentOf('paths/Boundary')).toEqual(BOUNDARY);
  expect(await documentOf('RootguardOperator')).toMatchObject({ Statement: [{ Action: '*' }] });
  expect((await errorOf(read('Boundary', 'v2'))).code).toBe('NoSuchEntityException');
  expect((await errorOf(read('Boundary', '1'))).code).toBe('ValidationError');
});

test('Cloud Control has the keys that the world names', async () => {
  const sandbox = await givenSandbox();
  const read = (Identifier: string, account = HOME) =>
    sandbox
      .client(CloudControlClient, account)
      .send(new GetResourceCommand({ TypeName: 'AWS::KMS::Key', Identifier }));
  const { ResourceDescription } = await read('mrk-1');
  expect(JSON.parse(ResourceDescription?.Properties ?? '')).toEqual({
    KeyId: 'mrk-1',
    Arn: `arn:aws:kms:us-east-1:${HOME}:key/mrk-1`,
    Enabled: false,
    KeyUsage: 'ENCRYPT_DECRYPT',
    KeySpec: 'SYMMETRIC_DEFAULT',
  });
  for (const missing of [read('mrk-2'), read('mrk-1', MANAGEMENT)]) {
    expect((await errorOf(missing)).code).toBe('ResourceNotFoundException');
  }
});

test('a path that no operation has is refused', async () => {
  const sandbox = await givenSandbox();
  const response = await fetch(`${sandbox.endpoint}/2016-08-19/else`, {
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${HOME}/20261124/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=00`,
    },
  });
  expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([
    404,
    'UnknownOperationException',
  ]);
});
