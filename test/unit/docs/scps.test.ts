import { matches, parsePattern } from 'organization-sandbox/eventbridge/pattern/pattern.ts';
import { evaluate, type PolicyRequest, policySchema } from 'organization-sandbox/policy/policy.ts';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { codeBlocks, readPage } from './pages.ts';

const [denyRoot, members, home, memberAlarm, callerAlarm] = codeBlocks(readPage('scps.md'), 'json').map(
  ({ code }): unknown => JSON.parse(code),
);

const ROOT = 'arn:aws:iam::333333333333:root';
const ADMINISTRATOR = 'arn:aws:iam::333333333333:role/Admin';
const STACK_SETS = 'arn:aws:iam::333333333333:role/stacksets-exec-0123456789abcdef';
const DEPLOYMENT = 'arn:aws:iam::222222222222:role/cdk-hnb659fds-cfn-exec-role-222222222222-us-east-1';
const CONSUMER = 'arn:aws:iam::222222222222:role/rootguard-home-ConsumerRole12345678-EXAMPLE';
const OPERATOR =
  'arn:aws:iam::222222222222:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_RootguardOperator_0123456789abcdef';
const RULE = 'arn:aws:events:us-east-1:333333333333:rule/rootguard-root-credentials';

/** `Null` asks whether a key is absent; the sandbox has no use for it, so it is taken out and asked here. */
function denies(document: unknown, { action, resource, context }: PolicyRequest): boolean {
  const { Statement } = v.parse(policySchema, document);
  return Statement.some(({ Condition: { Null = {}, ...Condition }, ...statement }) => {
    const nullsHold = Object.entries(Null).every(
      ([key, [absent]]) => (absent === 'true') === !(key in context),
    );
    const policy = v.parse(policySchema, { Version: '2012-10-17', Statement: [{ ...statement, Condition }] });
    return nullsHold && evaluate(policy, { action, resource, context }) === 'denied';
  });
}

const by = (principal: string, more: Readonly<Record<string, string>> = {}) => ({
  'aws:PrincipalArn': principal,
  ...more,
});

describe('the SCP that denies the root user', () => {
  it.each([
    ['a root user', by(ROOT), true],
    ['a root session opened by AssumeRoot', by(ROOT, { 'aws:AssumedRoot': 'true' }), false],
    ['a role', by(ADMINISTRATOR), false],
  ])('applies to %s with %o: denied is %s', (_who, context, denied) => {
    expect(denies(denyRoot, { action: 'iam:DeleteLoginProfile', resource: ROOT, context })).toBe(denied);
  });
});

describe('the SCP for member accounts', () => {
  const role = 'arn:aws:iam::333333333333:role/rootguard/rootguard-Role';
  it.each([
    ['events:DisableRule', RULE, ADMINISTRATOR, true],
    ['events:RemoveTargets', RULE, ROOT, true],
    ['events:PutRule', RULE, STACK_SETS, false],
    ['events:PutRule', 'arn:aws:events:us-east-1:222222222222:rule/rootguard/rootguard-x', DEPLOYMENT, false],
    [
      'events:DeleteRule',
      'arn:aws:events:us-east-1:222222222222:rule/rootguard/rootguard-x',
      ADMINISTRATOR,
      true,
    ],
    ['events:DisableRule', 'arn:aws:events:us-east-1:333333333333:rule/mine', ADMINISTRATOR, false],
    ['iam:DeleteRolePolicy', role, ADMINISTRATOR, true],
    ['iam:DeleteRolePolicy', role, STACK_SETS, false],
    ['iam:CreateRole', STACK_SETS, ADMINISTRATOR, true],
    ['iam:DisableOrganizationsRootSessions', '*', ADMINISTRATOR, true],
    ['organizations:LeaveOrganization', '*', ROOT, true],
  ])('applies to %s on %s by %s: denied is %s', (action, resource, principal, denied) => {
    expect(denies(members, { action, resource, context: by(principal) })).toBe(denied);
  });

  it.each([
    ['iam.amazonaws.com', true],
    ['guardduty.amazonaws.com', false],
  ])('applies to deregistering the delegated administrator for %s: denied is %s', (service, denied) => {
    const context = by(ADMINISTRATOR, { 'organizations:ServicePrincipal': service });
    const request = { action: 'organizations:DeregisterDelegatedAdministrator', resource: '*', context };
    expect(denies(members, request)).toBe(denied);
  });
});

describe('the SCP for the home account', () => {
  const task = (name: string) => ({ 'sts:TaskPolicyArn': `arn:aws:iam::aws:policy/root-task/${name}` });
  it.each([
    [CONSUMER, 'IAMDeleteRootUserCredentials', false],
    [OPERATOR, 'IAMDeleteRootUserCredentials', false],
    [OPERATOR, 'IAMCreateRootUserPassword', false],
    [CONSUMER, 'IAMCreateRootUserPassword', true],
    ['arn:aws:iam::222222222222:role/Admin', 'IAMAuditRootUserCredentials', true],
    ['arn:aws:iam::222222222222:role/Admin', 'IAMCreateRootUserPassword', true],
  ])('applies to a session for %s with %s: denied is %s', (principal, name, denied) => {
    const request = { action: 'sts:AssumeRoot', resource: ROOT, context: by(principal, task(name)) };
    expect(denies(home, request)).toBe(denied);
  });

  it.each([
    ['lambda:UpdateFunctionCode', 'arn:aws:lambda:us-east-1:222222222222:function:rootguard-home-Consumer'],
    ['dynamodb:DeleteTable', 'arn:aws:dynamodb:us-east-1:222222222222:table/rootguard-exceptions'],
    ['sqs:PurgeQueue', 'arn:aws:sqs:us-east-1:222222222222:rootguard-triggers'],
  ])('only the deployment may call %s', (action, resource) => {
    const admin = 'arn:aws:iam::222222222222:role/Admin';
    expect(denies(home, { action, resource, context: by(admin) })).toBe(true);
    expect(denies(home, { action, resource, context: by(DEPLOYMENT) })).toBe(false);
  });

  it('only the CDK may change the stack', () => {
    const action = 'cloudformation:UpdateTerminationProtection';
    const resource = 'arn:aws:cloudformation:us-east-1:222222222222:stack/rootguard-home/0123';
    const deployer = 'arn:aws:iam::222222222222:role/cdk-hnb659fds-deploy-role-222222222222-us-east-1';
    expect(denies(home, { action, resource, context: by('arn:aws:iam::222222222222:role/Admin') })).toBe(
      true,
    );
    expect(denies(home, { action, resource, context: by(deployer) })).toBe(false);
  });

  it('nobody changes or deletes entries of the ledger', () => {
    const resource = 'arn:aws:dynamodb:us-east-1:222222222222:table/rootguard-ledger';
    expect(denies(home, { action: 'dynamodb:DeleteItem', resource, context: by(DEPLOYMENT) })).toBe(true);
    expect(denies(home, { action: 'dynamodb:PutItem', resource, context: by(CONSUMER) })).toBe(false);
  });
});

describe('root alarms', () => {
  const alarms = (json: unknown, detail: object): boolean => {
    const pattern = parsePattern(json);
    if (pattern.type === 'invalid') throw new Error(pattern.message);
    return matches(pattern, { source: 'aws.sts', detail });
  };
  const attributes = { creationDate: '2026-12-01T09:00:00Z' };

  it.each([
    ['the root user', { type: 'Root', sessionContext: { attributes } }, true],
    ['the root user without a session', { type: 'Root' }, true],
    ['a session by AssumeRoot', { type: 'Root', sessionContext: { attributes, assumedRoot: 'true' } }, false],
    ['a role', { type: 'AssumedRole', sessionContext: { attributes } }, false],
  ])('fire as the page says in the member account for %s', (_who, userIdentity, alarmed) => {
    expect(alarms(memberAlarm, { eventName: 'CreateAccessKey', userIdentity })).toBe(alarmed);
  });

  it.each([
    ['rootguard', { type: 'AssumedRole', sessionContext: { sessionIssuer: { arn: CONSUMER } } }, false],
    [
      'another role',
      { type: 'AssumedRole', sessionContext: { sessionIssuer: { arn: ADMINISTRATOR } } },
      true,
    ],
    ['an IAM user', { type: 'IAMUser', arn: 'arn:aws:iam::222222222222:user/eve' }, true],
  ])('fire as the page says in the account that opens sessions for %s', (_who, userIdentity, alarmed) => {
    expect(alarms(callerAlarm, { eventName: 'AssumeRoot', userIdentity })).toBe(alarmed);
  });
});
