import {
  IAMClient,
  SimulateCustomPolicyCommand,
  type SimulateCustomPolicyCommandInput,
} from '@aws-sdk/client-iam';
import { beforeAll, describe, expect, test } from 'vitest';
import { errorOf } from '../src/testing/sdk-error.ts';
import { startTestSandbox, type TestSandbox } from '../src/testing/test-sandbox.ts';

/*
 * What IAM's simulator was observed to answer on 2026-09-11, and what its model says.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html
 */

let sandbox: TestSandbox;
let iam: IAMClient;

beforeAll(async () => {
  sandbox = await startTestSandbox((close) => ends.push(close));
  iam = sandbox.client(IAMClient);
  return async () => {
    for (const end of ends) await end();
  };
});
const ends: (() => Promise<void>)[] = [];

const document = (...statements: object[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });
const allow = (Action: string, more: object = {}) => ({ Effect: 'Allow', Action, Resource: '*', ...more });
const deny = (Action: string, more: object = {}) => ({ ...allow(Action, more), Effect: 'Deny' });
const ALLOW_ALL = document(allow('*'));
const levels = (...documents: string[][]) =>
  documents.map((ServiceControlPolicyInputList) => ({ ServiceControlPolicyInputList }));
const key = (name: string, type: string, ...values: string[]) => ({
  ContextKeyName: name,
  ContextKeyType: type as 'string',
  ContextKeyValues: values,
});

type Input = Partial<SimulateCustomPolicyCommandInput>;

const simulate = (input: Input) =>
  iam.send(
    new SimulateCustomPolicyCommand({
      PolicyInputList: [ALLOW_ALL],
      ActionNames: ['s3:GetObject'],
      ...input,
    }),
  );

async function resultOf(input: Input) {
  const { EvaluationResults = [] } = await simulate(input);
  expect(EvaluationResults).toHaveLength(1);
  return EvaluationResults[0];
}

const decisionOf = async (input: Input) => (await resultOf(input))?.EvalDecision;

const GET_OBJECT = document(allow('s3:GetObject'));
const OBJECT = 'arn:aws:s3:::example/a';

describe('a simulation of identity-based policies', () => {
  test('names the statement that allows, by its place in the document', async () => {
    const { $metadata, ...answer } = await simulate({ PolicyInputList: [GET_OBJECT] });
    expect(answer).toEqual({
      EvaluationResults: [
        {
          EvalActionName: 's3:GetObject',
          EvalResourceName: '*',
          EvalDecision: 'allowed',
          MatchedStatements: [
            {
              SourcePolicyId: 'PolicyInputList.1',
              SourcePolicyType: 'IAM Policy',
              StartPosition: { Line: 1, Column: 38 },
              EndPosition: { Line: 1, Column: 95 },
            },
          ],
          MissingContextValues: [],
        },
      ],
      IsTruncated: false,
    });
  });

  test('counts lines, and a single statement without a list', async () => {
    const text = JSON.stringify({ Statement: allow('s3:GetObject', { Sid: 'a "{[' }) }, null, 2);
    const [statement] = (await resultOf({ PolicyInputList: [text] }))?.MatchedStatements ?? [];
    expect(statement).toMatchObject({
      StartPosition: { Line: 2, Column: 16 },
      EndPosition: { Line: 7, Column: 4 },
    });
  });

  test('denies explicitly by the statement that denies, and implicitly without a match', async () => {
    const denied = await resultOf({ PolicyInputList: [ALLOW_ALL, document(allow('s3:*'), deny('s3:Get*'))] });
    expect(denied?.EvalDecision).toBe('explicitDeny');
    expect(denied?.MatchedStatements).toMatchObject([{ SourcePolicyId: 'PolicyInputList.2' }]);
    const nothing = await resultOf({ PolicyInputList: [] });
    expect(nothing).toMatchObject({
      EvalDecision: 'implicitDeny',
      MatchedStatements: [],
      MissingContextValues: [],
    });
  });

  test('answers each action in order, whatever its case', async () => {
    const { EvaluationResults } = await simulate({
      PolicyInputList: [GET_OBJECT],
      ActionNames: ['S3:gEtObJeCt', 's3:*', 'madeup:Action', 's3:Get Object'],
    });
    expect(
      EvaluationResults?.map(({ EvalActionName, EvalDecision }) => [EvalActionName, EvalDecision]),
    ).toEqual([
      ['S3:gEtObJeCt', 'allowed'],
      ['s3:*', 'implicitDeny'],
      ['madeup:Action', 'implicitDeny'],
      ['s3:Get Object', 'implicitDeny'],
    ]);
  });

  test('names condition keys that it was not told of, if it does not allow', async () => {
    const policy = document(
      allow('s3:GetObject', {
        Condition: { StringEquals: { 'stack:missing': 'yes', 'stack:given': 'yes' } },
      }),
    );
    const ContextEntries = [key('stack:given', 'string', 'yes')];
    expect(await resultOf({ PolicyInputList: [policy], ContextEntries })).toMatchObject({
      EvalDecision: 'implicitDeny',
      MissingContextValues: ['stack:missing'],
    });
    const ifExists = document(
      allow('s3:GetObject', { Condition: { StringEqualsIfExists: { 'stack:a': 'yes' } } }),
    );
    expect(await resultOf({ PolicyInputList: [ifExists] })).toMatchObject({
      EvalDecision: 'allowed',
      MissingContextValues: [],
    });
  });
});

describe('a simulation on resources', () => {
  const ResourceArns = [OBJECT, 'arn:aws:s3:::example/b'];

  test('answers for each of them, and for all', async () => {
    const result = await resultOf({
      PolicyInputList: [document(allow('s3:GetObject', { Resource: OBJECT }))],
      ResourceArns,
    });
    expect(result).toMatchObject({ EvalDecision: 'implicitDeny', EvalDecisionDetails: {} });
    expect(result?.MatchedStatements).toHaveLength(1);
    expect(result?.ResourceSpecificResults).toEqual([
      { EvalResourceName: OBJECT, EvalResourceDecision: 'allowed', MatchedStatements: [expect.anything()] },
      { EvalResourceName: 'arn:aws:s3:::example/b', EvalResourceDecision: 'implicitDeny' },
    ]);
  });

  test('names the resource if it is one', async () => {
    const result = await resultOf({ ResourceArns: [OBJECT] });
    expect(result).toMatchObject({ EvalResourceName: OBJECT, EvalDecision: 'allowed' });
  });

  test('allows no action on a resource of another service', async () => {
    expect(await decisionOf({ ResourceArns: ['arn:aws:iam::123456789012:user/a'] })).toBe('implicitDeny');
    const role = 'arn:aws:iam::123456789012:role/a';
    expect(await decisionOf({ ActionNames: ['sts:AssumeRole'], ResourceArns: [role] })).toBe('allowed');
  });
});

describe('a simulation with service control policies', () => {
  const GET = { PolicyInputList: [GET_OBJECT] };

  test.each([
    ['that allow at each level', levels([ALLOW_ALL], [ALLOW_ALL]), 'allowed', true],
    [
      'of which the last denies',
      levels([ALLOW_ALL], [document(deny('s3:GetObject'))]),
      'explicitDeny',
      false,
    ],
    [
      'of which the first denies',
      levels([document(deny('s3:*')), ALLOW_ALL], [ALLOW_ALL]),
      'explicitDeny',
      false,
    ],
    [
      'with a level that does not allow',
      levels([ALLOW_ALL], [document(allow('s3:PutObject'))]),
      'implicitDeny',
      false,
    ],
  ])('%s', async (_what, OrderedOrganizationPolicyInputList, EvalDecision, AllowedByOrganizations) => {
    const result = await resultOf({ ...GET, OrderedOrganizationPolicyInputList });
    expect(result).toMatchObject({ EvalDecision, OrganizationsDecisionDetail: { AllowedByOrganizations } });
    expect(result?.MatchedStatements).toHaveLength(EvalDecision === 'allowed' ? 1 : 0);
  });

  test('says nothing of the organization without them', async () => {
    expect(await resultOf(GET)).not.toHaveProperty('OrganizationsDecisionDetail');
  });

  test('denies what identity-based policies deny, although the organization allows', async () => {
    const result = await resultOf({
      PolicyInputList: [document(deny('*'))],
      OrderedOrganizationPolicyInputList: levels([ALLOW_ALL]),
    });
    expect(result).toMatchObject({
      EvalDecision: 'explicitDeny',
      OrganizationsDecisionDetail: { AllowedByOrganizations: true },
    });
  });

  const REGION_DENY = document({
    Effect: 'Deny',
    NotAction: ['iam:*', 'sts:*'],
    Resource: '*',
    Condition: {
      StringNotEquals: { 'aws:RequestedRegion': ['eu-central-1'] },
      ArnNotLike: { 'aws:PrincipalArn': ['arn:*:iam::*:role/AWSControlTowerExecution'] },
    },
  });
  const PUT_RULE = {
    ActionNames: ['events:PutRule'],
    OrderedOrganizationPolicyInputList: levels([ALLOW_ALL, REGION_DENY], [ALLOW_ALL]),
  };
  const usEast = key('aws:RequestedRegion', 'string', 'us-east-1');

  test('asks for the Region and the caller that the request names', async () => {
    const CallerArn = 'arn:aws:iam::333333333333:role/stacksets-exec-0123';
    const exempt = 'arn:aws:iam::333333333333:role/AWSControlTowerExecution';
    expect(await decisionOf({ ...PUT_RULE, CallerArn, ContextEntries: [usEast] })).toBe('explicitDeny');
    expect(await decisionOf({ ...PUT_RULE, CallerArn: exempt, ContextEntries: [usEast] })).toBe('allowed');
    const euCentral = key('aws:RequestedRegion', 'string', 'eu-central-1');
    expect(await decisionOf({ ...PUT_RULE, CallerArn, ContextEntries: [euCentral] })).toBe('allowed');
  });

  test('knows no Region by itself, and a named principal takes the place of the caller', async () => {
    expect(await decisionOf(PUT_RULE)).toBe('explicitDeny');
    const ContextEntries = [
      usEast,
      key('aws:PrincipalArn', 'string', 'arn:aws:iam::333333333333:role/AWSControlTowerExecution'),
    ];
    expect(await decisionOf({ ...PUT_RULE, ContextEntries })).toBe('allowed');
    const CallerArn = 'arn:aws:iam::333333333333:role/other';
    expect(await decisionOf({ ...PUT_RULE, CallerArn, ContextEntries })).toBe('allowed');
  });

  test('tells a root session by the keys that are named', async () => {
    const denyRoot = document(
      deny('*', {
        Condition: {
          ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:root' },
          BoolIfExists: { 'aws:AssumedRoot': 'false' },
        },
      }),
    );
    const input = {
      ActionNames: ['iam:DeleteLoginProfile'],
      OrderedOrganizationPolicyInputList: levels([ALLOW_ALL, denyRoot]),
    };
    const root = key('aws:PrincipalArn', 'string', 'arn:aws:iam::333333333333:root');
    const assumed = key('aws:AssumedRoot', 'boolean', 'true');
    expect(await decisionOf({ ...input, ContextEntries: [root] })).toBe('explicitDeny');
    expect(await decisionOf({ ...input, ContextEntries: [root, assumed] })).toBe('allowed');
  });

  test('does not report keys that only they ask for', async () => {
    expect((await resultOf(PUT_RULE))?.MissingContextValues).toEqual([]);
  });
});

describe('a simulation with a permissions boundary', () => {
  test.each([
    ['that allows', document(allow('s3:GetObject')), 'allowed', true],
    ['that does not allow', document(allow('s3:PutObject')), 'implicitDeny', false],
    ['that denies', document(deny('s3:GetObject')), 'explicitDeny', false],
  ])('%s', async (_what, boundary, EvalDecision, AllowedByPermissionsBoundary) => {
    const result = await resultOf({ PermissionsBoundaryPolicyInputList: [boundary], ResourceArns: [OBJECT] });
    const detail = { PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary } };
    expect(result).toMatchObject({ EvalDecision, ...detail });
    expect(result?.ResourceSpecificResults).toMatchObject([
      { EvalResourceDecision: EvalDecision, ...detail },
    ]);
  });

  test('names its statement before those of identity-based policies', async () => {
    const denying = document(deny('s3:GetObject'));
    const result = await resultOf({
      PolicyInputList: [denying],
      PermissionsBoundaryPolicyInputList: [denying],
    });
    expect(result?.MatchedStatements).toMatchObject([
      {
        SourcePolicyId: 'PermissionsBoundaryPolicyInputList.1',
        SourcePolicyType: 'Permissions Boundary Policy',
      },
      { SourcePolicyId: 'PolicyInputList.1', SourcePolicyType: 'IAM Policy' },
    ]);
  });
});

describe('pages of a simulation', () => {
  test('have MaxItems actions each, and a marker if there are more', async () => {
    const ActionNames = ['s3:PutObject', 'iam:GetUser', 's3:GetObject'];
    const first = await simulate({ ActionNames, MaxItems: 2 });
    expect(first.EvaluationResults).toHaveLength(2);
    expect(first.IsTruncated).toBe(true);
    const second = await simulate({ ActionNames, MaxItems: 2, Marker: first.Marker });
    expect(second.EvaluationResults?.map(({ EvalActionName }) => EvalActionName)).toEqual(['s3:GetObject']);
    expect(second).toMatchObject({ IsTruncated: false });
    expect(second.Marker).toBeUndefined();
  });
});

describe('the simulator refuses', () => {
  const SOME = GET_OBJECT;

  test.each<[string, Input, string]>([
    [
      'an action without a service',
      { ActionNames: ['GetObject'] },
      'The action is invalid since it is missing names',
    ],
    [
      'a resource that is no ARN',
      { ResourceArns: ['not-an-arn'] },
      'ResourceNames are not in a valid ARN format: not-an-arn.',
    ],
    [
      'a part of an ARN',
      { ResourceArns: ['arn:aws:s3'] },
      'ResourceNames are not in a valid ARN format: arn:aws:s3.',
    ],
    [
      'a document that is not JSON',
      { PolicyInputList: ['{'] },
      'Policy input list item 1 has invalid content',
    ],
    [
      'a version that there is not',
      { PolicyInputList: [SOME, '{"Version":"2099-01-01","Statement":[]}'] },
      'Policy input list item 2 has invalid content',
    ],
    [
      'two boundaries',
      { PermissionsBoundaryPolicyInputList: [SOME, SOME] },
      'The list of Permissions Boundary policies cannot exceed 1 items.',
    ],
    [
      'a boundary that is no policy',
      { PermissionsBoundaryPolicyInputList: ['[]'] },
      'Permissions boundary policy input list item 1 has invalid content',
    ],
    [
      'a level without a document',
      { OrderedOrganizationPolicyInputList: [{ ServiceControlPolicyInputList: [] }] },
      'Organization policy at index 1 must contain at least one service control policy',
    ],
    [
      'a level whose document is no service control policy',
      {
        OrderedOrganizationPolicyInputList: levels(
          [ALLOW_ALL],
          [document({ ...allow('*'), Principal: '*' })],
        ),
      },
      'Organization policy at index 2 has invalid content',
    ],
    [
      'two values for a string',
      { ContextEntries: [key('stack:test', 'string', 'a', 'b')] },
      'Context key string expected a single value, but received 2.',
    ],
    [
      'text for a number',
      { ContextEntries: [key('stack:test', 'numeric', 'NaN')] },
      'Invalid context value for key stack:test: expected numeric format.',
    ],
    [
      'text for a date',
      { ContextEntries: [key('stack:test', 'date', 'tomorrow')] },
      'Invalid context value for key stack:test: expected DateTime format.',
    ],
    [
      'text for an address',
      { ContextEntries: [key('stack:test', 'ipList', '10.0.0.1', '999.0.0.1')] },
      'Invalid context value for key stack:test: expected IP address.',
    ],
    [
      'text for bytes',
      { ContextEntries: [key('stack:test', 'binary', '!base64')] },
      'Invalid context value for key stack:test: expected base-64 encoded binary format.',
    ],
    [
      'a key twice',
      { ContextEntries: [key('stack:test', 'string', 'a'), key('STACK:TEST', 'string', 'b')] },
      'Duplicate context key: STACK:TEST.',
    ],
    ['a marker of its own making', { Marker: 'not-a-simulation-marker' }, 'Invalid marker for pagination.'],
    [
      'a caller that is no entity of IAM',
      { CallerArn: 'arn:aws:iam::333333333333:root' },
      'Invalid Entity Arn: arn:aws:iam::333333333333:root does not clearly define entity type and name.',
    ],
    [
      'resource-based policies',
      { ResourcePolicy: SOME },
      'The sandbox does not simulate resource-based policies.',
    ],
  ])('%s', async (_what, input, message) => {
    expect(await errorOf(simulate(input))).toMatchObject({
      code: 'InvalidInputException',
      status: 400,
      message,
    });
  });

  test.each<[string, Input, RegExp]>([
    ['more than 1,000 results a page', { MaxItems: 1001 }, /at 'maxItems'.* less than or equal to 1000/],
    [
      'the name of an action that is too short',
      { ActionNames: ['a:'] },
      /at 'actionNames.1.member'.* greater than or equal to 3/,
    ],
    ['a character that no policy has', { PolicyInputList: ['{"Ā":1}'] }, /at 'policyInputList.1.member'/],
    [
      'more levels than an organization has',
      { OrderedOrganizationPolicyInputList: levels(...Array.from({ length: 8 }, () => [ALLOW_ALL])) },
      /at 'orderedOrganizationPolicyInputList'.* less than or equal to 7/,
    ],
    [
      'a type of key that there is not',
      { ContextEntries: [key('stack:test', 'text', 'a')] },
      /at 'contextEntries.1.member.contextKeyType'.* enum value set/,
    ],
    [
      'a key with a short name',
      { ContextEntries: [key('a:b', 'string', 'a')] },
      /at 'contextEntries.1.member.contextKeyName'/,
    ],
  ])('%s', async (_what, input, message) => {
    expect(await errorOf(simulate(input))).toMatchObject({
      code: 'ValidationError',
      status: 400,
      message: expect.stringMatching(message),
    });
  });
});

test('the simulator accepts a list of values, and values of other types that look wrong', async () => {
  const ContextEntries = [
    key('stack:names', 'stringList', 'a', 'b'),
    key('stack:none', 'stringList'),
    key('stack:flag', 'boolean', 'yes'),
    key('stack:bytes', 'binary', 'aGVsbG8='),
    key('stack:since', 'date', '2026-11-24T12:00:00Z'),
  ];
  const policy = document(allow('*', { Condition: { 'ForAnyValue:StringEquals': { 'stack:names': 'b' } } }));
  expect(await decisionOf({ PolicyInputList: [policy], ContextEntries })).toBe('allowed');
});
