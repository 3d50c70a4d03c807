import {
  CloudTrailClient,
  DeleteTrailCommand,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
  PutEventSelectorsCommand,
  type PutEventSelectorsCommandInput,
  StartLoggingCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from '@aws-sdk/client-cloudtrail';
import { describe, expect, onTestFinished, test } from 'vitest';
import { errorOf } from '../src/testing/sdk-error.ts';
import { startTestSandbox } from '../src/testing/test-sandbox.ts';
import { recordEvents } from './support/recorded-events.ts';

const MANAGEMENT = '111111111111';
const MEMBER = '333333333333';
const Name = 'organization-trail';
const TrailARN = `arn:aws:cloudtrail:us-east-1:${MANAGEMENT}:trail/${Name}`;

async function givenTrail() {
  const sandbox = await startTestSandbox(onTestFinished, {
    organization: { managementAccountId: MANAGEMENT },
    accounts: [{ id: MANAGEMENT }, { id: MEMBER, root: { password: {} } }],
  });
  const received = await recordEvents(sandbox, MANAGEMENT);
  const trails = sandbox.client(CloudTrailClient, MANAGEMENT);
  const records = (readOnly: boolean, region = 'us-east-1') =>
    sandbox.trails.records({ accountId: MEMBER, region, readOnly });
  return { sandbox, received, trails, records };
}

describe('CloudTrail', () => {
  test('stops and starts a trail, which records its own stop and not its start', async () => {
    const { trails, received, records } = await givenTrail();
    await trails.send(new StopLoggingCommand({ Name }));
    expect((await trails.send(new GetTrailStatusCommand({ Name }))).IsLogging).toBe(false);
    expect(records(false)).toBe(false);
    await trails.send(new StartLoggingCommand({ Name: TrailARN }));
    expect(records(false)).toBe(true);
    expect(await received()).toMatchObject([
      {
        source: 'aws.cloudtrail',
        account: MANAGEMENT,
        detail: {
          eventSource: 'cloudtrail.amazonaws.com',
          eventName: 'StopLogging',
          awsRegion: 'us-east-1',
          requestParameters: { name: Name },
          responseElements: null,
          readOnly: false,
        },
      },
    ]);
  });

  test('records UpdateTrail and DeleteTrail, the last events of the trail', async () => {
    const { trails, received, records } = await givenTrail();
    const updated = await trails.send(new UpdateTrailCommand({ Name, IsMultiRegionTrail: false }));
    expect(updated).toMatchObject({ TrailARN, IsMultiRegionTrail: false, IsOrganizationTrail: true });
    expect([records(false), records(false, 'eu-west-1')]).toEqual([true, false]);
    await trails.send(new DeleteTrailCommand({ Name }));
    expect((await trails.send(new DescribeTrailsCommand({}))).trailList).toEqual([]);
    expect(records(false)).toBe(false);
    expect((await received()).map(({ detail }) => [detail.eventName, detail.requestParameters])).toEqual([
      ['UpdateTrail', { name: Name, isMultiRegionTrail: false }],
      ['DeleteTrail', { name: Name }],
    ]);
  });

  const management = { Field: 'eventCategory', Equals: ['Management'] };
  const data = { Field: 'eventCategory', Equals: ['Data'] };

  test.each<[Omit<PutEventSelectorsCommandInput, 'TrailName'>, { reads: boolean; writes: boolean }]>([
    [{ EventSelectors: [{ ReadWriteType: 'ReadOnly' }] }, { reads: true, writes: false }],
    [{ EventSelectors: [{ ReadWriteType: 'WriteOnly' }] }, { reads: false, writes: true }],
    [{ EventSelectors: [{ IncludeManagementEvents: false }] }, { reads: false, writes: false }],
    [
      { EventSelectors: [{ ReadWriteType: 'ReadOnly' }, { ReadWriteType: 'WriteOnly' }] },
      { reads: true, writes: true },
    ],
    [{ AdvancedEventSelectors: [{ FieldSelectors: [management] }] }, { reads: true, writes: true }],
    [{ AdvancedEventSelectors: [{ FieldSelectors: [data] }] }, { reads: false, writes: false }],
    [
      {
        AdvancedEventSelectors: [{ FieldSelectors: [management, { Field: 'readOnly', Equals: ['false'] }] }],
      },
      { reads: false, writes: true },
    ],
  ])('narrows a trail by the selectors %j', async (selectors, { reads, writes }) => {
    const { trails, received, records } = await givenTrail();
    const answer = await trails.send(new PutEventSelectorsCommand({ TrailName: Name, ...selectors }));
    expect(answer).toMatchObject({ TrailARN, ...selectors });
    expect({ reads: records(true), writes: records(false) }).toEqual({ reads, writes });
    const described = await trails.send(new GetEventSelectorsCommand({ TrailName: Name }));
    expect(Object.keys(described)).toContain(Object.keys(selectors)[0]);
    expect(await received()).toMatchObject([
      { detail: { eventName: 'PutEventSelectors', requestParameters: { trailName: Name } } },
    ]);
  });

  test('lets only the owner of a trail change it, and records the attempt', async () => {
    const { sandbox, records } = await givenTrail();
    const member = sandbox.client(CloudTrailClient, MEMBER);
    const received = await recordEvents(sandbox, MEMBER);
    expect(await errorOf(member.send(new StopLoggingCommand({ Name })))).toMatchObject({
      code: 'TrailNotFoundException',
    });
    expect(await errorOf(member.send(new DeleteTrailCommand({ Name: TrailARN })))).toMatchObject({
      code: 'CloudTrailARNInvalidException',
    });
    expect(records(false)).toBe(true);
    expect(await received()).toMatchObject([
      { detail: { eventName: 'StopLogging', errorCode: 'TrailNotFoundException' } },
      { detail: { eventName: 'DeleteTrail', errorCode: 'CloudTrailARNInvalidException' } },
    ]);
  });

  test('refuses selectors of both forms, and none', async () => {
    const { trails } = await givenTrail();
    const both = {
      EventSelectors: [{ ReadWriteType: 'All' as const }],
      AdvancedEventSelectors: [{ FieldSelectors: [management] }],
    };
    for (const selectors of [{}, both]) {
      const refused = trails.send(new PutEventSelectorsCommand({ TrailName: Name, ...selectors }));
      expect(await errorOf(refused)).toMatchObject({ code: 'InvalidEventSelectorsException', status: 400 });
    }
  });

  test('lets only the management account make a trail one of the organization', async () => {
    const { sandbox } = await givenTrail();
    sandbox.trails.replace([
      ...sandbox.trails.list().map((trail) => ({ ...trail, account: MEMBER, organization: false })),
    ]);
    const refused = sandbox
      .client(CloudTrailClient, MEMBER)
      .send(new UpdateTrailCommand({ Name, IsOrganizationTrail: true }));
    expect(await errorOf(refused)).toMatchObject({ code: 'NotOrganizationMasterAccountException' });
  });
});
