import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import {
  EventBridgeClient,
  ListRulesCommand,
  PutPermissionCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  DeleteLoginProfileCommand,
  GetAccountSummaryCommand,
  GetLoginProfileCommand,
  IAMClient,
  ListUsersCommand,
} from '@aws-sdk/client-iam';
import { MoveAccountCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import {
  CreateQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { AssumeRootCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openRootSession, taskPolicyArn } from '../src/testing/root-session.ts';
import { errorOf } from '../src/testing/sdk-error.ts';
import { startTestSandbox, type TestCredentials, type TestSandbox } from '../src/testing/test-sandbox.ts';
import type { WorldInput } from '../src/world/schema.ts';

const MANAGEMENT = '111111111111';
const HOME = '222222222222';
const MEMBER = '333333333333';
const OTHER = '444444444444';
const WORKLOADS = 'ou-sbox-work0001';
const PRODUCTION = 'ou-sbox-prod0001';

type PolicyInput = NonNullable<WorldInput['policies']>[number];

const statement = (fields: object) => ({ Effect: 'Deny', Action: '*', Resource: '*', ...fields });

const scp = (targets: string[], ...statements: object[]): PolicyInput => ({
  id: `p-scp${targets.join('').replaceAll(/\W/g, '')}`,
  name: `scp on ${targets.join()}`,
  type: 'SERVICE_CONTROL_POLICY',
  content: { Version: '2012-10-17', Statement: statements.map(statement) },
  targets,
});

const rcp = (targets: string[], fields: object): PolicyInput => ({
  id: 'p-rcp00000001',
  name: 'rcp',
  type: 'RESOURCE_CONTROL_POLICY',
  content: { Version: '2012-10-17', Statement: statement({ Principal: '*', ...fields }) },
  targets,
});

const arnOf = ({ id, type }: PolicyInput): string =>
  `arn:aws:organizations::${MANAGEMENT}:policy/o-sandbox0001/${type.toLowerCase()}/${id}`;

function givenOrganization(policies: PolicyInput[], more: object = {}): Promise<TestSandbox> {
  return startTestSandbox(onTestFinished, {
    organization: {
      managementAccountId: MANAGEMENT,
      delegatedAdministrators: { 'iam.amazonaws.com': [HOME] },
      organizationalUnits: [
        { id: WORKLOADS, parent: 'r-sbox' },
        { id: PRODUCTION, parent: WORKLOADS },
      ],
    },
    accounts: [
      { id: MANAGEMENT },
      { id: HOME },
      { id: MEMBER, parent: PRODUCTION, root: { password: {} } },
      { id: OTHER, parent: WORKLOADS },
    ],
    policies,
    ...more,
  });
}

const listUsers = (sandbox: TestSandbox, accountId: string) =>
  sandbox.client(IAMClient, accountId).send(new ListUsersCommand({}));

describe('a service control policy', () => {
  test.each(['r-sbox', WORKLOADS, PRODUCTION, MEMBER])(
    'denies in an account below the target %s, and the error names it',
    async (target) => {
      const policy = scp([target], { Action: 'iam:List*' });
      const sandbox = await givenOrganization([policy]);
      expect(await errorOf(listUsers(sandbox, MEMBER))).toMatchObject({
        code: 'AccessDenied',
        status: 403,
        message: `User: arn:aws:sts::${MEMBER}:assumed-role/sandbox-admin/session is not authorized to perform: iam:ListUsers on resource: * with an explicit deny in a service control policy: ${arnOf(policy)}`,
      });
    },
  );

  test('does not bind accounts elsewhere, nor the management account', async () => {
    const sandbox = await givenOrganization([
      scp([PRODUCTION, MANAGEMENT], {}),
      scp(['r-sbox'], { Action: 'iam:ListAccessKeys' }),
    ]);
    for (const account of [MANAGEMENT, HOME, OTHER]) {
      expect((await listUsers(sandbox, account)).Users).toEqual([]);
    }
  });

  test('does not bind the question who one is', async () => {
    const sandbox = await givenOrganization([scp(['r-sbox'], {})]);
    const sts = sandbox.client(STSClient, MEMBER);
    expect((await sts.send(new GetCallerIdentityCommand({}))).Account).toBe(MEMBER);
  });

  test('binds an account that is moved under it, and no longer one that is moved away', async () => {
    const sandbox = await givenOrganization([scp([PRODUCTION], {})]);
    const organizations = sandbox.client(OrganizationsClient, MANAGEMENT);
    const move = (AccountId: string, SourceParentId: string, DestinationParentId: string) =>
      organizations.send(new MoveAccountCommand({ AccountId, SourceParentId, DestinationParentId }));
    await listUsers(sandbox, OTHER);
    await move(OTHER, WORKLOADS, PRODUCTION);
    expect((await errorOf(listUsers(sandbox, OTHER))).code).toBe('AccessDenied');
    await move(MEMBER, PRODUCTION, WORKLOADS);
    expect((await listUsers(sandbox, MEMBER)).Users).toEqual([]);
  });

  test('that denies Regions binds there, and leaves the exempted role and the exempted services alone', async () => {
    const regions = (principals: string[]) =>
      scp(['r-sbox'], {
        Action: undefined,
        NotAction: ['iam:*', 'organizations:*', 'sts:*'],
        Condition: {
          StringNotEquals: { 'aws:RequestedRegion': ['eu-central-1', 'eu-west-1'] },
          ArnNotLike: { 'aws:PrincipalArn': principals },
        },
      });
    const denying = await givenOrganization([regions(['arn:*:iam::*:role/AWSControlTowerExecution'])]);
    const rules = (sandbox: TestSandbox) =>
      sandbox.client(EventBridgeClient, MEMBER).send(new ListRulesCommand({}));
    expect(await errorOf(rules(denying))).toMatchObject({
      code: 'AccessDeniedException',
      message: expect.stringContaining('events:ListRules on resource: * with an explicit deny'),
    });
    expect((await listUsers(denying, MEMBER)).Users).toEqual([]);
    const exempting = await givenOrganization([
      regions(['arn:*:iam::*:role/AWSControlTowerExecution', 'arn:*:iam::*:role/sandbox-*']),
    ]);
    expect((await rules(exempting)).Rules).toEqual([]);
  });

  test('is matched with the ARN of a rule', async () => {
    const sandbox = await givenOrganization([
      scp(['r-sbox'], { Action: 'events:PutRule', Resource: 'arn:aws:events:*:*:rule/rootguard-*' }),
    ]);
    const events = sandbox.client(EventBridgeClient, MEMBER);
    const put = (Name: string) =>
      events.send(new PutRuleCommand({ Name, EventPattern: '{"source":["aws.iam"]}' }));
    expect((await errorOf(put('rootguard-members'))).message).toContain(
      `events:PutRule on resource: arn:aws:events:us-east-1:${MEMBER}:rule/rootguard-members with`,
    );
    expect((await put('mine')).RuleArn).toContain('rule/mine');
  });

  test('binds a batch as it binds one message', async () => {
    const sandbox = await givenOrganization([scp([HOME], { Action: 'sqs:SendMessage' })]);
    const sqs = sandbox.client(SQSClient, HOME);
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'jobs' }));
    const batch = new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: '1', MessageBody: 'x' }] });
    expect((await errorOf(sqs.send(batch))).message).toContain('sqs:SendMessage on resource');
  });
});

describe('calls of DynamoDB', () => {
  const listTables = (sandbox: TestSandbox, credentials: string | TestCredentials) =>
    sandbox.client(DynamoDBClient, credentials).send(new ListTablesCommand({}));

  test('are bound by service control policies, and logged as denied', async () => {
    const sandbox = await givenOrganization([scp([HOME], { Action: 'dynamodb:*' })]);
    expect(await errorOf(listTables(sandbox, HOME))).toMatchObject({
      code: 'AccessDeniedException',
      message: expect.stringContaining('dynamodb:ListTables on resource: * with an explicit deny'),
    });
    expect(sandbox.calls.all().at(-1)).toMatchObject({ operation: 'ListTables', outcome: 'AccessDenied' });
    expect((await listTables(sandbox, OTHER)).TableNames).toEqual([]);
  });

  test('are denied in root sessions, whose task policies are about other services', async () => {
    const sandbox = await givenOrganization([]);
    const session = await openRootSession(sandbox, MEMBER, 'IAMAuditRootUserCredentials');
    expect((await errorOf(listTables(sandbox, session))).code).toBe('AccessDeniedException');
  });
});

describe('every level', () => {
  test('must allow: without the policy of AWS nothing is allowed', async () => {
    const sandbox = await givenOrganization([
      scp([PRODUCTION], { Effect: 'Allow', Action: ['sts:*', 'organizations:*'] }),
    ]);
    const { policies } = sandbox.organization;
    const fullAccess = policies.get('p-FullAWSAccess');
    if (fullAccess === undefined) throw new Error('AWS has no policy');
    expect((await listUsers(sandbox, MEMBER)).Users).toEqual([]);
    policies.detach(fullAccess, PRODUCTION);
    expect((await errorOf(listUsers(sandbox, MEMBER))).message).toMatch(
      /iam:ListUsers on resource: \* because no service control policy allows the iam:ListUsers action$/,
    );
    expect((await listUsers(sandbox, OTHER)).Users).toEqual([]);
    policies.attach(fullAccess, PRODUCTION);
    expect((await listUsers(sandbox, MEMBER)).Users).toEqual([]);
  });
});

describe('a root session', () => {
  const denyRoot = (Condition: object) =>
    scp(['r-sbox'], { Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:root' }, ...Condition } });

  test('is bound by a policy that denies the root user', async () => {
    const policy = denyRoot({});
    const sandbox = await givenOrganization([policy]);
    const session = await openRootSession(sandbox, MEMBER, 'IAMAuditRootUserCredentials');
    const iam = sandbox.client(IAMClient, session);
    expect((await errorOf(iam.send(new GetAccountSummaryCommand({})))).message).toBe(
      `User: arn:aws:iam::${MEMBER}:root is not authorized to perform: iam:GetAccountSummary on resource: * with an explicit deny in a service control policy: ${arnOf(policy)}`,
    );
  });

  test.each([
    ['Null', { Null: { 'aws:AssumedRoot': 'true' } }],
    ['BoolIfExists', { BoolIfExists: { 'aws:AssumedRoot': 'false' } }],
  ])('is exempted by aws:AssumedRoot in %s, and the root user is not', async (_operator, condition) => {
    const sandbox = await givenOrganization([denyRoot(condition)], {
      accounts: [
        { id: MANAGEMENT },
        { id: HOME },
        { id: MEMBER, root: { password: {}, accessKeys: [{ id: 'AKIAROOT333333333333' }] } },
      ],
    });
    const session = await openRootSession(sandbox, MEMBER, 'IAMDeleteRootUserCredentials');
    const iam = sandbox.client(IAMClient, session);
    expect((await iam.send(new GetLoginProfileCommand({}))).LoginProfile).toBeDefined();
    await iam.send(new DeleteLoginProfileCommand({}));
    const root = sandbox.client(IAMClient, { accessKeyId: 'AKIAROOT333333333333' });
    expect((await errorOf(root.send(new GetAccountSummaryCommand({})))).code).toBe('AccessDenied');
  });

  test('cannot be opened where the caller is denied sts:AssumeRoot with its task policy', async () => {
    const policy = scp([HOME], {
      Action: 'sts:AssumeRoot',
      Condition: { StringEquals: { 'sts:TaskPolicyArn': taskPolicyArn('IAMCreateRootUserPassword') } },
    });
    const sandbox = await givenOrganization([policy]);
    expect((await errorOf(openRootSession(sandbox, MEMBER, 'IAMCreateRootUserPassword'))).message).toBe(
      `User: arn:aws:sts::${HOME}:assumed-role/sandbox-admin/session is not authorized to perform: sts:AssumeRoot on resource: arn:aws:iam::${MEMBER}:root with an explicit deny in a service control policy: ${arnOf(policy)}`,
    );
    await openRootSession(sandbox, MEMBER, 'IAMAuditRootUserCredentials');
  });
});

describe('a resource control policy', () => {
  test('binds callers of every account on the resources of its account', async () => {
    const policy = rcp([HOME], { Action: 'sqs:SendMessage' });
    const sandbox = await givenOrganization([policy]);
    const sqs = (account: string) => sandbox.client(SQSClient, account);
    const { QueueUrl = '' } = await sqs(HOME).send(new CreateQueueCommand({ QueueName: 'jobs' }));
    const send = new SendMessageCommand({ QueueUrl, MessageBody: 'x' });
    for (const account of [HOME, MANAGEMENT]) {
      expect((await errorOf(sqs(account).send(send))).message).toContain(
        `arn:aws:sqs:us-east-1:${HOME}:jobs with an explicit deny in a resource control policy: ${arnOf(policy)}`,
      );
    }
  });

  test('does not bind resources of the management account, nor those of other accounts', async () => {
    const sandbox = await givenOrganization([rcp(['r-sbox'], { Action: 'sqs:SendMessage' })]);
    const sqs = sandbox.client(SQSClient, MANAGEMENT);
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'jobs' }));
    const { MessageId } = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
    expect(MessageId).toBeDefined();
  });

  test('can keep others from opening root sessions in an account', async () => {
    const sandbox = await givenOrganization([
      rcp([MEMBER], {
        Action: 'sts:AssumeRoot',
        Condition: { StringNotEquals: { 'aws:PrincipalAccount': MANAGEMENT } },
      }),
    ]);
    const assume = (caller: string) =>
      sandbox.client(STSClient, caller).send(
        new AssumeRootCommand({
          TargetPrincipal: MEMBER,
          TaskPolicyArn: { arn: taskPolicyArn('IAMAuditRootUserCredentials') },
        }),
      );
    expect((await errorOf(assume(HOME))).message).toContain('in a resource control policy');
    expect((await assume(MANAGEMENT)).Credentials).toBeDefined();
  });
});

describe('deniedByScp of an account', () => {
  test('is a policy that is attached to it', async () => {
    const sandbox = await givenOrganization([], {
      accounts: [{ id: MANAGEMENT }, { id: HOME }, { id: MEMBER, deniedByScp: ['iam:List*'] }],
    });
    const { policies } = sandbox.organization;
    expect(policies.attachedTo('SERVICE_CONTROL_POLICY', MEMBER).map(({ id }) => id)).toEqual([
      'p-FullAWSAccess',
      `p-denied${MEMBER}`,
    ]);
    expect((await errorOf(listUsers(sandbox, MEMBER))).message).toContain(`/p-denied${MEMBER}`);
  });

  test('binds an account that joins with it', async () => {
    const sandbox = await givenOrganization([]);
    sandbox.join({ id: '555555555555', deniedByScp: ['iam:*'] });
    expect((await errorOf(listUsers(sandbox, '555555555555'))).code).toBe('AccessDenied');
  });
});

describe('events of a member', () => {
  async function givenForwarding(policies: PolicyInput[], roleArn: string) {
    const sandbox = await givenOrganization(policies);
    const events = (account: string) => sandbox.client(EventBridgeClient, account);
    const queueOf = async (account: string, QueueName: string) => {
      const sqs = sandbox.client(SQSClient, account);
      const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName }));
      const receive = new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'] });
      return async () => (await sqs.send(receive)).Messages ?? [];
    };
    const receive = await queueOf(HOME, 'triggers');
    const receiveUndelivered = await queueOf(MEMBER, 'undelivered');
    const EventPattern = '{"source":["aws.signin"]}';
    await events(HOME).send(
      new PutPermissionCommand({
        Action: 'events:PutEvents',
        Principal: '*',
        StatementId: 'organization',
        Condition: { Type: 'StringEquals', Key: 'aws:PrincipalOrgID', Value: 'o-sandbox0001' },
      }),
    );
    for (const account of [HOME, MEMBER]) {
      await events(account).send(new PutRuleCommand({ Name: 'root', EventPattern }));
    }
    await events(HOME).send(
      new PutTargetsCommand({
        Rule: 'root',
        Targets: [{ Id: 'queue', Arn: `arn:aws:sqs:us-east-1:${HOME}:triggers` }],
      }),
    );
    await events(MEMBER).send(
      new PutTargetsCommand({
        Rule: 'root',
        Targets: [
          {
            Id: 'home',
            Arn: `arn:aws:events:us-east-1:${HOME}:event-bus/default`,
            RoleArn: roleArn,
            DeadLetterConfig: { Arn: `arn:aws:sqs:us-east-1:${MEMBER}:undelivered` },
          },
        ],
      }),
    );
    sandbox.actAsRoot(MEMBER, 'sign-in');
    return { received: await receive(), undelivered: await receiveUndelivered() };
  }

  const ROLE = `arn:aws:iam::${MEMBER}:role/rootguard/forwarder`;
  const DENIED = scp([MEMBER], { Action: 'events:PutEvents' });

  test('reach the home account if nothing denies the forwarding role', async () => {
    const { received, undelivered } = await givenForwarding([], ROLE);
    expect([received.length, undelivered.length]).toEqual([1, 0]);
  });

  test('go to the dead-letter queue if a service control policy denies it events:PutEvents', async () => {
    const { received, undelivered } = await givenForwarding([DENIED], ROLE);
    expect(received).toEqual([]);
    expect(undelivered).toMatchObject([
      { MessageAttributes: { ERROR_CODE: { StringValue: 'NO_PERMISSIONS' } } },
    ]);
  });

  test('reach it if the policy exempts the role, or does not bind it as it is linked to a service', async () => {
    const exempting = scp([MEMBER], {
      Action: 'events:PutEvents',
      Condition: { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/rootguard/*' } },
    });
    expect((await givenForwarding([exempting], ROLE)).received).toHaveLength(1);
    const linked = `arn:aws:iam::${MEMBER}:role/aws-service-role/events.amazonaws.com/AWSServiceRoleForEvents`;
    expect((await givenForwarding([DENIED], linked)).received).toHaveLength(1);
  });

  test('are denied by the Region of the bus they are sent to', async () => {
    const denying = (region: string) =>
      scp([MEMBER], {
        Action: 'events:PutEvents',
        Condition: { StringEquals: { 'aws:RequestedRegion': region } },
      });
    expect((await givenForwarding([denying('us-east-1')], ROLE)).received).toEqual([]);
    expect((await givenForwarding([denying('eu-west-1')], ROLE)).received).toHaveLength(1);
  });
});
