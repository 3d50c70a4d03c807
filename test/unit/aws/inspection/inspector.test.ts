import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { readMappings } from '../../../../src/aws/inspection/mappings.ts';
import { createRuleSwitch, readRules } from '../../../../src/aws/inspection/rules.ts';
import { readStackSet } from '../../../../src/aws/inspection/stack-set.ts';
import { readTrails } from '../../../../src/aws/inspection/trails.ts';
import { readable } from '../../guardrail/doctor/readings.ts';

type Answer = (input: Readonly<Record<string, unknown>>) => object;

/** Answers each operation by its name; what is thrown is what AWS refuses with. */
function answering<Client extends object>(client: Client, answers: Readonly<Record<string, Answer>>): Client {
  Reflect.set(client, 'send', async (command: object) => {
    const name = command.constructor.name.replace(/Command$/, '');
    const answer = answers[name];
    if (answer === undefined) throw new Error(`no answer to ${name}`);
    return answer(Reflect.get(command, 'input'));
  });
  return client;
}

/** What the SDK throws when AWS refuses with that code. */
function awsError(code: string): Error {
  return Object.assign(new Error('no'), { name: code, $metadata: { requestId: 'r-1' } });
}

const region = 'us-east-1';

describe('trails', () => {
  it('are read with those of the organization, and with whether they are logging', async () => {
    const client = answering(new CloudTrailClient({ region }), {
      DescribeTrails: ({ includeShadowTrails }) => ({
        trailList: includeShadowTrails
          ? [
              {
                Name: 'org',
                TrailARN: 'arn:org',
                IsOrganizationTrail: true,
                IsMultiRegionTrail: true,
                IncludeGlobalServiceEvents: true,
              },
              { TrailARN: 'arn:own' },
            ]
          : [],
      }),
      GetTrailStatus: ({ Name }) => {
        if (Name === 'arn:own') throw awsError('AccessDeniedException');
        return { IsLogging: true };
      },
    });
    expect(await readTrails(client)).toEqual([
      { name: 'org', ofOrganization: true, multiRegion: true, globalServices: true, logging: readable(true) },
      {
        name: 'arn:own',
        ofOrganization: false,
        multiRegion: false,
        globalServices: false,
        logging: {
          type: 'unreadable',
          failure: expect.objectContaining({
            call: 'cloudtrail:GetTrailStatus',
            resource: 'trail arn:own',
            code: 'AccessDeniedException',
          }),
        },
      },
    ]);
  });
});

describe('the StackSet', () => {
  const instances = {
    Summaries: [
      { Account: '333333333333', Status: 'CURRENT' },
      { Account: '444444444444', Status: 'OUTDATED', StatusReason: 'denied by a policy' },
      { Account: '555555555555', Status: 'INOPERABLE', StackInstanceStatus: { DetailedStatus: 'FAILED' } },
      { Account: 'nobody', Status: 'CURRENT' },
    ],
  };

  it('covers the accounts whose instance is current', async () => {
    const client = answering(new CloudFormationClient({ region }), { ListStackInstances: () => instances });
    const coverage = await readStackSet(client, 'rootguard-members');
    expect([...(coverage?.covered ?? [])]).toEqual(['333333333333']);
    expect([...(coverage?.failing ?? [])]).toEqual([
      ['444444444444', 'denied by a policy'],
      ['555555555555', 'FAILED'],
    ]);
  });

  it('is read as the account itself, then as a delegated administrator', async () => {
    const client = answering(new CloudFormationClient({ region }), {
      ListStackInstances: ({ CallAs }) => {
        if (CallAs === 'SELF') throw awsError('StackSetNotFoundException');
        return instances;
      },
    });
    expect((await readStackSet(client, 'rootguard-members'))?.covered.size).toBe(1);
  });

  it('is undefined where the account has none', async () => {
    const client = answering(new CloudFormationClient({ region }), {
      ListStackInstances: ({ CallAs }) => {
        throw awsError(CallAs === 'SELF' ? 'StackSetNotFoundException' : 'ValidationError');
      },
    });
    expect(await readStackSet(client, 'rootguard-members')).toBeUndefined();
  });

  it('cannot be read when AWS refuses', async () => {
    const client = answering(new CloudFormationClient({ region }), {
      ListStackInstances: () => {
        throw awsError('AccessDenied');
      },
    });
    await expect(readStackSet(client, 'rootguard-members')).rejects.toMatchObject({
      failure: { code: 'AccessDenied' },
    });
  });
});

describe('rules', () => {
  it('are read page by page, each with its state', async () => {
    const client = answering(new EventBridgeClient({ region }), {
      ListRules: ({ NextToken }) =>
        NextToken === undefined
          ? { Rules: [{ Name: 'rootguard-a', State: 'ENABLED' }], NextToken: 'more' }
          : {
              Rules: [
                { Name: 'rootguard-b', State: 'DISABLED' },
                { Name: 'rootguard-c', State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' },
              ],
            },
    });
    expect(await readRules(client, 'rootguard', 'rootguard-')).toEqual([
      { name: 'rootguard-a', state: 'ENABLED' },
      { name: 'rootguard-b', state: 'DISABLED' },
      { name: 'rootguard-c', state: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' },
    ]);
  });

  it('are undefined without a bus, and cannot be read when AWS refuses', async () => {
    const refusing = (code: string) =>
      answering(new EventBridgeClient({ region }), {
        ListRules: () => {
          throw awsError(code);
        },
      });
    expect(await readRules(refusing('ResourceNotFoundException'), 'rootguard', '')).toBeUndefined();
    await expect(readRules(refusing('AccessDeniedException'), 'rootguard', '')).rejects.toThrow();
  });

  it('are enabled by name, or the failure of AWS is thrown', async () => {
    const client = answering(new EventBridgeClient({ region }), {
      EnableRule: ({ Name }) => {
        if (Name !== 'rootguard-a') throw awsError('AccessDeniedException');
        return {};
      },
    });
    await createRuleSwitch(client).enableRule('rootguard', 'rootguard-a');
    await expect(createRuleSwitch(client).enableRule('rootguard', 'other')).rejects.toMatchObject({
      failure: { call: 'events:EnableRule', code: 'AccessDeniedException' },
    });
  });
});

describe('event source mappings', () => {
  it('are read from every page, with the name of the function alone', async () => {
    const client = answering(new LambdaClient({ region }), {
      ListEventSourceMappings: ({ Marker }) =>
        Marker === undefined
          ? {
              EventSourceMappings: [
                {
                  UUID: 'u-1',
                  EventSourceArn: 'arn:queue',
                  FunctionArn: 'arn:aws:lambda:us-east-1:222222222222:function:consumer:live',
                  State: 'Enabled',
                  BatchSize: 8,
                },
              ],
              NextMarker: 'more',
            }
          : { EventSourceMappings: [{}], NextMarker: '' },
    });
    expect(await readMappings(client)).toEqual([
      { id: 'u-1', sourceArn: 'arn:queue', functionName: 'consumer', state: 'Enabled', batchSize: 8 },
      { id: '', sourceArn: '', functionName: '', state: 'unknown', batchSize: undefined },
    ]);
  });

  it('cannot be read where an answer has no list of them', async () => {
    const client = answering(new LambdaClient({ region }), { ListEventSourceMappings: () => ({}) });
    await expect(readMappings(client)).rejects.toMatchObject({
      failure: { call: 'lambda:ListEventSourceMappings' },
    });
  });
});
