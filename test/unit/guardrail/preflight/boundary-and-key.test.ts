import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../../../src/domain/account.ts';
import { AwsCallError } from '../../../../src/domain/errors.ts';
import type { AccountInspector } from '../../../../src/guardrail/ports/account-inspection.ts';
import { checkBoundary } from '../../../../src/guardrail/preflight/boundary-check.ts';
import { checkKey } from '../../../../src/guardrail/preflight/key-check.ts';
import { failure, readable, unreadable } from '../doctor/readings.ts';
import { givenInspector } from './inspectors.ts';
import { PLAN } from './plan.ts';
import { givenSimulator } from './simulator-double.ts';

const MANAGEMENT = parseAccountId('111111111111');
const HOME = parseAccountId('222222222222');
const BOUNDARY = { isOfAws: false, pathAndName: 'limits/ServiceBoundary' };

const policy = (...statements: readonly object[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });
const allow = (changes: object = {}) => ({ Effect: 'Allow', Action: '*', Resource: '*', ...changes });

type Document = Awaited<ReturnType<AccountInspector['readManagedPolicy']>>;

function boundaryOf(documents: Readonly<Record<string, Document>>, changes: Partial<typeof PLAN> = {}) {
  const plan = { ...PLAN, permissionsBoundary: BOUNDARY, ...changes };
  const { homeAccountId } = plan;
  return checkBoundary({
    plan,
    place: homeAccountId === undefined ? undefined : { ...plan, homeAccountId },
    accounts: Object.entries(documents).map(([account, document]) => ({
      account: parseAccountId(account),
      inspector: givenInspector({ readManagedPolicy: async () => document }),
      simulator: givenSimulator().simulator,
    })),
    unusable: {},
  });
}

describe('the check of the permissions boundary', () => {
  it('is ok where none is configured', async () => {
    expect(await boundaryOf({}, { permissionsBoundary: undefined })).toMatchObject({
      status: 'ok',
      detail: 'none is configured',
    });
  });

  it('is ok where it allows what the roles need, in both accounts', async () => {
    const all = readable(policy(allow()));
    expect(await boundaryOf({ [MANAGEMENT]: all, [HOME]: all })).toMatchObject({
      status: 'ok',
      detail: `in ${HOME}: limits/ServiceBoundary allows what the roles need; in ${MANAGEMENT}: limits/ServiceBoundary allows what the roles need; every member account needs one too`,
    });
  });

  it('asks less of it in the management account, where rootguard only forwards events', async () => {
    const forwarding = readable(policy(allow({ Action: 'events:PutEvents' })));
    const home = readable(policy(allow()));
    expect(await boundaryOf({ [MANAGEMENT]: forwarding, [HOME]: home })).toMatchObject({ status: 'ok' });
    expect(await boundaryOf({ [MANAGEMENT]: home, [HOME]: forwarding })).toMatchObject({
      status: 'problem',
      detail: expect.stringContaining(
        `in ${HOME}: limits/ServiceBoundary does not allow dynamodb:DescribeStream, `,
      ),
    });
  });

  it('names the account that has no such policy', async () => {
    const documents = { [MANAGEMENT]: readable(undefined), [HOME]: readable(policy(allow())) };
    expect(await boundaryOf(documents)).toMatchObject({
      status: 'problem',
      detail: expect.stringContaining(`in ${MANAGEMENT}: there is no policy limits/ServiceBoundary`),
    });
  });

  it.each([
    ['for some resources', allow({ Resource: 'arn:aws:sqs:*:*:rootguard-*' }), 'unknown'],
    [
      'under a condition that is not simulated',
      allow({ Condition: { StringEquals: { 'aws:PrincipalTag/a': 'b' } } }),
      'unknown',
    ],
    ['in the Region', allow({ Condition: { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } } }), 'ok'],
  ])('where it allows everything %s is what can be known', async (_, statement, status) => {
    const homeAccountId = MANAGEMENT;
    expect(await boundaryOf({ [MANAGEMENT]: readable(policy(statement)) }, { homeAccountId })).toMatchObject({
      status,
    });
  });

  it('is a problem where a statement denies a call, whatever others allow', async () => {
    const deny = { Effect: 'Deny', Action: 'sts:AssumeRoot', Resource: '*' };
    const document = readable(policy(allow({ Resource: ['*', 'x'] }), deny));
    expect(await boundaryOf({ [MANAGEMENT]: document }, { homeAccountId: MANAGEMENT })).toMatchObject({
      status: 'problem',
      detail: `in ${MANAGEMENT}: limits/ServiceBoundary does not allow sts:AssumeRoot`,
    });
  });

  it('is a problem where a statement denies a call on resources of rootguard only', async () => {
    const on = (Resource: string) =>
      boundaryOf(
        { [MANAGEMENT]: readable(policy(allow(), { Effect: 'Deny', Action: 'sqs:SendMessage', Resource })) },
        { homeAccountId: MANAGEMENT },
      );
    expect(await on('arn:aws:sqs:*:*:rootguard-*')).toMatchObject({
      status: 'problem',
      detail: `in ${MANAGEMENT}: limits/ServiceBoundary does not allow sqs:SendMessage`,
    });
    expect(await on('arn:aws:sqs:*:*:other-*')).toMatchObject({ status: 'ok' });
  });

  it('is never ok where an account cannot be seen', async () => {
    const all = readable(policy(allow()));
    expect(await boundaryOf({ [MANAGEMENT]: all, [HOME]: unreadable })).toMatchObject({
      status: 'unknown',
      failure,
      advice: expect.stringContaining('iam:GetPolicyVersion'),
    });
    expect(await boundaryOf({ [HOME]: all })).toMatchObject({
      status: 'skipped',
      advice: `Give credentials of ${MANAGEMENT}: --profile NAME.`,
    });
    expect(await boundaryOf({ [MANAGEMENT]: all }, { homeAccountId: undefined })).toMatchObject({
      status: 'skipped',
      advice: expect.stringContaining('--home ACCOUNT'),
    });
  });

  it('is unknown where the simulator refuses', async () => {
    const simulator = { simulate: () => Promise.reject(new AwsCallError(failure)) };
    const account = { account: MANAGEMENT, inspector: givenInspector(), simulator };
    const plan = { ...PLAN, homeAccountId: MANAGEMENT, permissionsBoundary: BOUNDARY };
    const check = await checkBoundary({ plan, place: plan, accounts: [account], unusable: {} });
    expect(check).toMatchObject({ status: 'unknown', failure });
  });
});

const KEY = `arn:aws:kms:us-east-1:${HOME}:key/mrk-1`;

function keyOf(read: Partial<AccountInspector>, arn = KEY) {
  return checkKey(givenInspector(read), arn, { account: HOME, region: 'us-east-1' });
}

describe('the check of the key', () => {
  it('is ok for a key that encrypts and decrypts', async () => {
    expect(await keyOf({})).toMatchObject({
      status: 'ok',
      detail: expect.stringContaining('mrk-1 is enabled'),
    });
  });

  const usable = { enabled: true, usage: 'ENCRYPT_DECRYPT', spec: 'SYMMETRIC_DEFAULT' };
  it.each([
    ['there is none', undefined, 'there is no key mrk-1 in 222222222222'],
    ['it is disabled', { ...usable, enabled: false }, 'mrk-1 is disabled'],
    [
      'it signs',
      { ...usable, usage: 'SIGN_VERIFY', spec: 'RSA_2048' },
      'a key for SIGN_VERIFY with the spec RSA_2048',
    ],
    ['it is asymmetric', { ...usable, spec: 'RSA_2048' }, 'with the spec RSA_2048'],
  ])('is a problem where %s', async (_, facts, detail) => {
    expect(await keyOf({ readKey: async () => readable(facts) })).toMatchObject({
      status: 'problem',
      detail: expect.stringContaining(detail),
    });
  });

  it('is a problem where the key is in another Region', async () => {
    expect(await keyOf({}, KEY.replace('us-east-1', 'eu-west-1'))).toMatchObject({ status: 'problem' });
  });

  it('is unknown where it may not be read, or is of another account, which is not asked for', async () => {
    expect(await keyOf({ readKey: async () => unreadable })).toMatchObject({ status: 'unknown', failure });
    const readKey = () => Promise.reject(new Error('asked'));
    expect(await keyOf({ readKey }, KEY.replace(HOME, '333333333333'))).toMatchObject({
      status: 'unknown',
      advice: expect.stringContaining(
        'aws kms describe-key --key-id arn:aws:kms:us-east-1:333333333333:key/mrk-1',
      ),
    });
  });
});
