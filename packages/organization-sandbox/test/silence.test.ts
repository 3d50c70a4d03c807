import {
  DeleteRuleCommand,
  DisableRuleCommand,
  EventBridgeClient,
  PutPermissionCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { GetAccountSummaryCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openRootSession } from '../src/testing/root-session.ts';
import { startTestSandbox, type TestSandbox } from '../src/testing/test-sandbox.ts';
import type { WorldInput } from '../src/world/schema.ts';

const MANAGEMENT = '111111111111';
const HOME = '222222222222';
const MEMBER = '333333333333';
const EVERY_EVENT = {
  EventPattern: '{"source":["aws.iam"]}',
  State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS',
} as const;

/** A member whose events a rule forwards to the bus of the home account, which has a rule with a queue. */
async function givenForwarding(world: Partial<WorldInput> = {}) {
  const sandbox = await startTestSandbox(onTestFinished, {
    organization: {
      managementAccountId: MANAGEMENT,
      delegatedAdministrators: { 'iam.amazonaws.com': [HOME] },
    },
    accounts: [{ id: MANAGEMENT }, { id: HOME }, { id: MEMBER, root: { password: {} } }],
    ...world,
  });
  const queue = sandbox.client(SQSClient, HOME);
  const { QueueUrl } = await queue.send(new CreateQueueCommand({ QueueName: 'heard' }));
  const home = sandbox.client(EventBridgeClient, HOME);
  await home.send(
    new PutPermissionCommand({ Action: 'events:PutEvents', Principal: '*', StatementId: 'all' }),
  );
  await home.send(new PutRuleCommand({ Name: 'heard', ...EVERY_EVENT }));
  await target(home, 'heard', `arn:aws:sqs:us-east-1:${HOME}:heard`);
  const member = sandbox.client(EventBridgeClient, MEMBER);
  await member.send(new PutRuleCommand({ Name: 'forward', ...EVERY_EVENT }));
  await target(member, 'forward', `arn:aws:events:us-east-1:${HOME}:event-bus/default`);
  const heard = async () => {
    const { Messages = [] } = await queue.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    return Messages.map(({ Body = '' }) => JSON.parse(Body).detail.eventName);
  };
  return { sandbox, member, heard };
}

const target = (client: EventBridgeClient, Rule: string, Arn: string) =>
  client.send(
    new PutTargetsCommand({
      Rule,
      Targets: [{ Id: 'to', Arn, RoleArn: `arn:aws:iam::${MEMBER}:role/forwarder` }],
    }),
  );

async function auditAndSignIn(sandbox: TestSandbox) {
  const session = await openRootSession(sandbox, MEMBER, 'IAMAuditRootUserCredentials');
  await sandbox.client(IAMClient, session).send(new GetAccountSummaryCommand({}));
  sandbox.actAsRoot(MEMBER, 'create-access-key');
}

const EVERYTHING = ['GetAccountSummary', 'CreateAccessKey'];

describe('A member account', () => {
  test('is heard through its rule, and silent once the rule is deleted', async () => {
    const { sandbox, member, heard } = await givenForwarding();
    await auditAndSignIn(sandbox);
    expect(await heard()).toEqual(EVERYTHING);
    await member.send(new RemoveTargetsCommand({ Rule: 'forward', Ids: ['to'] }));
    await member.send(new DeleteRuleCommand({ Name: 'forward' }));
    await auditAndSignIn(sandbox);
    expect(await heard()).toEqual([]);
  });

  test('is silent while its rule is disabled', async () => {
    const { sandbox, member, heard } = await givenForwarding();
    await member.send(new DisableRuleCommand({ Name: 'forward' }));
    await auditAndSignIn(sandbox);
    expect(await heard()).toEqual([]);
    await member.send(new PutRuleCommand({ Name: 'forward', ...EVERY_EVENT }));
    await auditAndSignIn(sandbox);
    expect(await heard()).toEqual(EVERYTHING);
  });
});

describe('POST /_sandbox/trails', () => {
  const shown = {
    account: MANAGEMENT,
    name: 'organization-trail',
    organization: true,
    multiRegion: true,
    homeRegion: 'us-east-1',
    logging: true,
    managementEvents: true,
    readWrite: 'All',
    selectors: 'basic',
  };

  test.each([
    [{ logging: false }, []],
    [{ readWrite: 'WriteOnly' }, ['CreateAccessKey']],
    [{ readWrite: 'ReadOnly' }, ['GetAccountSummary']],
    [{}, EVERYTHING],
  ])('%j lets EventBridge get the events %j, until it is changed back', async (change, names) => {
    const { sandbox, heard } = await givenForwarding();
    const name = 'organization-trail';
    expect(await sandbox.control('POST', 'trails', { name, ...change })).toEqual({
      status: 200,
      body: { ...shown, ...change },
    });
    await auditAndSignIn(sandbox);
    expect(await heard()).toEqual(names);
    await sandbox.control('POST', 'trails', { name, logging: true, readWrite: 'All' });
    await auditAndSignIn(sandbox);
    expect(await heard()).toEqual(EVERYTHING);
    expect(await sandbox.control('GET', 'trails')).toEqual({ status: 200, body: [shown] });
  });

  test.each([
    [{ name: 'none' }, 'name: there is no such trail, only organization-trail of 111111111111 in us-east-1'],
    [{ logging: false }, 'name: is missing'],
    [{ name: 'organization-trail', logging: 'no' }, 'logging: '],
    [{ name: 'organization-trail', readWrite: 'Nothing' }, 'readWrite: '],
    [{ name: 'organization-trail', isLogging: false }, 'isLogging: unknown key'],
  ])('refuses %j', async (input, message) => {
    const { sandbox } = await givenForwarding();
    expect(await sandbox.control('POST', 'trails', input)).toMatchObject({
      status: 400,
      body: { error: 'InvalidInput', message: expect.stringContaining(message) },
    });
  });

  test('asks for the account where several accounts have a trail of the name', async () => {
    const trails = [MEMBER, HOME].map((account) => ({ account, name: 'own' }));
    const { sandbox } = await givenForwarding({ trails });
    expect(await sandbox.control('POST', 'trails', { name: 'own', logging: false })).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('own of 333333333333 in us-east-1, own of 222222222222') },
    });
    const stopped = await sandbox.control('POST', 'trails', { name: 'own', account: MEMBER, logging: false });
    expect(stopped).toMatchObject({ status: 200, body: { account: MEMBER, logging: false } });
    expect(sandbox.trails.list().map(({ logging }) => logging)).toEqual([false, true]);
  });
});

describe('The setting cloudTrailDelaySeconds', () => {
  test('delays events, in the world file and from the control plane', async () => {
    const { sandbox, heard } = await givenForwarding({ settings: { cloudTrailDelaySeconds: 90 } });
    await auditAndSignIn(sandbox);
    sandbox.clock.advance(89);
    expect(await heard()).toEqual([]);
    sandbox.clock.advance(1);
    expect(await heard()).toEqual(EVERYTHING);
    const change = { cloudTrailDelaySeconds: 5 };
    expect(await sandbox.control('POST', 'settings', change)).toEqual({ status: 200, body: change });
    await auditAndSignIn(sandbox);
    sandbox.clock.advance(5);
    expect(await heard()).toEqual(EVERYTHING);
  });

  test('may be given by its older name too, but not with another value', async () => {
    const { sandbox } = await givenForwarding();
    const post = (cloudTrailDelaySeconds: number, cloudTrailLagSeconds: number) =>
      sandbox.control('POST', 'settings', { cloudTrailDelaySeconds, cloudTrailLagSeconds });
    expect((await post(7, 7)).status).toBe(200);
    expect(sandbox.settings.cloudTrailDelaySeconds).toBe(7);
    expect(await post(7, 8)).toMatchObject({
      status: 400,
      body: { faults: [{ path: 'cloudTrailDelaySeconds', message: expect.stringContaining('older name') }] },
    });
  });
});
