import {
  CloudTrailClient,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailCommand,
  GetTrailStatusCommand,
} from '@aws-sdk/client-cloudtrail';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateUserCommand, IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { errorOf } from '../src/testing/sdk-error.ts';
import { startTestSandbox } from '../src/testing/test-sandbox.ts';
import type { WorldInput } from '../src/world/schema.ts';

const MANAGEMENT = '111111111111';
const MEMBER = '333333333333';
const OTHER = '444444444444';

type TrailInput = NonNullable<WorldInput['trails']>[number];

const ORGANIZATION: TrailInput = { account: MANAGEMENT, name: 'organization', organization: true };
const arnOf = ({ homeRegion = 'us-east-1', account, name }: TrailInput) =>
  `arn:aws:cloudtrail:${homeRegion}:${account}:trail/${name}`;

async function givenTrails(trails?: TrailInput[]) {
  const sandbox = await startTestSandbox(onTestFinished, {
    organization: { managementAccountId: MANAGEMENT },
    accounts: [{ id: MANAGEMENT }, { id: MEMBER, root: { password: {} } }, { id: OTHER }],
    ...(trails === undefined ? {} : { trails }),
  });
  const cloudTrail = (account: string, region = 'us-east-1') =>
    new CloudTrailClient({
      region,
      endpoint: sandbox.endpoint,
      maxAttempts: 1,
      credentials: { accessKeyId: account, secretAccessKey: 'x' },
    });
  const names = async (account: string, region?: string, input: object = {}) => {
    const { trailList = [] } = await cloudTrail(account, region).send(new DescribeTrailsCommand(input));
    return trailList.map(({ Name }) => Name);
  };
  return { sandbox, cloudTrail, names };
}

describe('CloudTrail', () => {
  test('has one trail of the organization that records everything by default', async () => {
    const { cloudTrail } = await givenTrails();
    const { trailList } = await cloudTrail(MEMBER).send(new DescribeTrailsCommand({}));
    const TrailARN = `arn:aws:cloudtrail:us-east-1:${MANAGEMENT}:trail/organization-trail`;
    expect(trailList).toEqual([
      {
        Name: 'organization-trail',
        S3BucketName: `organization-trail-logs-${MANAGEMENT}`,
        IncludeGlobalServiceEvents: true,
        IsMultiRegionTrail: true,
        HomeRegion: 'us-east-1',
        TrailARN,
        LogFileValidationEnabled: true,
        HasCustomEventSelectors: false,
        HasInsightSelectors: false,
        IsOrganizationTrail: true,
      },
    ]);
    const management = cloudTrail(MANAGEMENT);
    expect((await management.send(new GetTrailStatusCommand({ Name: 'organization-trail' }))).IsLogging).toBe(
      true,
    );
    expect((await management.send(new GetTrailCommand({ Name: TrailARN }))).Trail).toEqual(trailList?.[0]);
    const { $metadata, ...selectors } = await management.send(
      new GetEventSelectorsCommand({ TrailName: 'organization-trail' }),
    );
    expect(selectors).toEqual({
      TrailARN,
      EventSelectors: [
        {
          ReadWriteType: 'All',
          IncludeManagementEvents: true,
          DataResources: [],
          ExcludeManagementEventSources: [],
        },
      ],
    });
  });

  test('shows an account its own trails and those of the organization, with shadows unless they are unwanted', async () => {
    const { names } = await givenTrails([
      ORGANIZATION,
      { account: MEMBER, name: 'own' },
      { account: MEMBER, name: 'regional', multiRegion: false, homeRegion: 'eu-west-1' },
      { account: OTHER, name: 'others' },
    ]);
    expect(await names(MEMBER)).toEqual(['organization', 'own']);
    expect(await names(MEMBER, 'eu-west-1')).toEqual(['organization', 'own', 'regional']);
    expect(await names(MEMBER, 'us-east-1', { includeShadowTrails: false })).toEqual(['own']);
    expect(await names(MEMBER, 'eu-west-1', { includeShadowTrails: false })).toEqual(['regional']);
    expect(await names(MANAGEMENT, 'us-east-1', { includeShadowTrails: false })).toEqual(['organization']);
  });

  test('describes the trails that are named, by ARN those of other Regions too', async () => {
    const regional = { account: MEMBER, name: 'regional', multiRegion: false, homeRegion: 'eu-west-1' };
    const { names } = await givenTrails([ORGANIZATION, { account: MEMBER, name: 'own' }, regional]);
    expect(await names(MEMBER, 'us-east-1', { trailNameList: ['own', 'none', 'regional'] })).toEqual(['own']);
    expect(await names(MEMBER, 'us-east-1', { trailNameList: [arnOf(regional)] })).toEqual(['regional']);
  });

  test('lets a member ask for the status of a trail of the organization by its ARN only', async () => {
    const { cloudTrail } = await givenTrails([{ ...ORGANIZATION, logging: false }]);
    const member = cloudTrail(MEMBER, 'eu-west-1');
    const status = await member.send(new GetTrailStatusCommand({ Name: arnOf(ORGANIZATION) }));
    expect(status.IsLogging).toBe(false);
    for (const refused of [
      member.send(new GetTrailStatusCommand({ Name: 'organization' })),
      member.send(new GetTrailCommand({ Name: 'organization' })),
    ]) {
      expect(await errorOf(refused)).toMatchObject({
        code: 'TrailNotFoundException',
        status: 400,
        message: `Unknown trail: organization for the user: ${MEMBER}`,
      });
    }
  });

  test('tells event selectors to the owner of a trail only, and only in its home Region', async () => {
    const { cloudTrail } = await givenTrails([ORGANIZATION]);
    const selectors = (account: string, TrailName: string, region?: string) =>
      cloudTrail(account, region).send(new GetEventSelectorsCommand({ TrailName }));
    expect(await errorOf(selectors(MEMBER, arnOf(ORGANIZATION)))).toMatchObject({
      code: 'CloudTrailARNInvalidException',
      message: `AccountID in ARN is wrong, you can only access resources with AccountID ${MEMBER}.`,
    });
    expect(await errorOf(selectors(MEMBER, 'organization'))).toMatchObject({
      code: 'TrailNotFoundException',
      message: `Unknown trail: arn:aws:cloudtrail:us-east-1:${MEMBER}:trail/organization for the user: ${MEMBER}`,
    });
    for (const name of ['organization', arnOf(ORGANIZATION)]) {
      expect((await errorOf(selectors(MANAGEMENT, name, 'eu-west-1'))).code).toBe('TrailNotFoundException');
      expect((await selectors(MANAGEMENT, name)).TrailARN).toBe(arnOf(ORGANIZATION));
    }
  });

  test.each<[string, Partial<TrailInput>, object]>([
    ['writes', { readWrite: 'WriteOnly' }, { EventSelectors: [{ ReadWriteType: 'WriteOnly' }] }],
    [
      'data only',
      { managementEvents: false },
      { EventSelectors: [{ IncludeManagementEvents: false, DataResources: [{ Type: 'AWS::S3::Object' }] }] },
    ],
    [
      'everything, in the advanced form',
      { selectors: 'advanced' },
      { AdvancedEventSelectors: [{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] }] },
    ],
    [
      'reads, in the advanced form',
      { selectors: 'advanced', readWrite: 'ReadOnly' },
      {
        AdvancedEventSelectors: [
          {
            FieldSelectors: [
              { Field: 'eventCategory', Equals: ['Management'] },
              { Field: 'readOnly', Equals: ['true'] },
            ],
          },
        ],
      },
    ],
    [
      'data, in the advanced form',
      { selectors: 'advanced', managementEvents: false },
      {
        AdvancedEventSelectors: [
          {
            FieldSelectors: [
              { Field: 'eventCategory', Equals: ['Data'] },
              { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
            ],
          },
        ],
      },
    ],
  ])('describes a trail of %s', async (_what, trail, answer) => {
    const { cloudTrail } = await givenTrails([{ ...ORGANIZATION, ...trail }]);
    const management = cloudTrail(MANAGEMENT);
    expect(await management.send(new GetEventSelectorsCommand({ TrailName: 'organization' }))).toMatchObject(
      answer,
    );
  });

  test.each([
    ['no name', {}],
    ['an empty name', { Name: '' }],
  ])('refuses %s', async (_what, input) => {
    const { cloudTrail } = await givenTrails();
    const refused = cloudTrail(MEMBER).send(new GetTrailStatusCommand(input as { Name: string }));
    expect(await errorOf(refused)).toMatchObject({ code: 'InvalidTrailNameException' });
  });

  test('refuses names that are not text', async () => {
    const { cloudTrail } = await givenTrails();
    const input = { includeShadowTrails: 'yes' as unknown as boolean };
    expect(await errorOf(cloudTrail(MEMBER).send(new DescribeTrailsCommand(input)))).toMatchObject({
      code: 'ValidationException',
    });
  });
});

describe('EventBridge', () => {
  /** The names of the events that a queue of the member gets: it creates a user, lists users, and its root user signs in. */
  async function eventsWith(trails: TrailInput[] | undefined, region = 'us-east-1') {
    const { sandbox } = await givenTrails(trails);
    const sqs = sandbox.client(SQSClient, MEMBER);
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'events' }));
    const events = new EventBridgeClient({
      region,
      endpoint: sandbox.endpoint,
      credentials: { accessKeyId: MEMBER, secretAccessKey: 'x' },
    });
    await events.send(
      new PutRuleCommand({
        Name: 'all',
        EventPattern: '{"source":["aws.iam","aws.signin"]}',
        State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS',
      }),
    );
    const Targets = [{ Id: 'queue', Arn: `arn:aws:sqs:us-east-1:${MEMBER}:events` }];
    await events.send(new PutTargetsCommand({ Rule: 'all', Targets }));
    const iam = sandbox.client(IAMClient, MEMBER);
    await iam.send(new CreateUserCommand({ UserName: 'deploy' }));
    await iam.send(new ListUsersCommand({}));
    sandbox.actAsRoot(MEMBER, 'sign-in');
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    return Messages.map(({ Body = '' }) => JSON.parse(Body).detail.eventName).sort();
  }

  const EVERYTHING = ['ConsoleLogin', 'CreateUser', 'ListUsers'];
  const WRITES = ['ConsoleLogin', 'CreateUser'];

  test.each<[string, TrailInput[] | undefined, string[]]>([
    ['the trail of the organization that there is by default', undefined, EVERYTHING],
    ['a trail of the account', [{ account: MEMBER, name: 'own' }], EVERYTHING],
    ['a trail of us-east-1 only', [{ account: MEMBER, name: 'own', multiRegion: false }], EVERYTHING],
    ['a trail of writes', [{ ...ORGANIZATION, readWrite: 'WriteOnly' }], WRITES],
    ['a trail of reads', [{ ...ORGANIZATION, readWrite: 'ReadOnly' }], ['ListUsers']],
    [
      'a trail of reads beside one of writes',
      [
        { ...ORGANIZATION, readWrite: 'ReadOnly' },
        { account: MEMBER, name: 'own', readWrite: 'WriteOnly' },
      ],
      EVERYTHING,
    ],
    ['no trail', [], []],
    ['a trail that is not logging', [{ ...ORGANIZATION, logging: false }], []],
    ['a trail of data events', [{ ...ORGANIZATION, managementEvents: false }], []],
    ['a trail of another account', [{ account: OTHER, name: 'others' }], []],
    [
      'a trail of another Region',
      [{ account: MEMBER, name: 'own', multiRegion: false, homeRegion: 'eu-west-1' }],
      [],
    ],
  ])('gets from %s the events %j', async (_what, trails, names) => {
    expect(await eventsWith(trails)).toEqual(names);
  });

  test('gets events again once a trail records them', async () => {
    const { sandbox } = await givenTrails([]);
    expect(sandbox.trails.records({ accountId: MEMBER, region: 'us-east-1', readOnly: false })).toBe(false);
    const trail = {
      ...ORGANIZATION,
      organization: true,
      multiRegion: true,
      homeRegion: 'us-east-1',
      logging: true,
    };
    sandbox.trails.replace([{ ...trail, managementEvents: true, readWrite: 'All', selectors: 'basic' }]);
    expect(sandbox.trails.records({ accountId: MEMBER, region: 'eu-west-1', readOnly: true })).toBe(true);
  });
});
