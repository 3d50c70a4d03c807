import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import type { Context } from '../src/policy/context.ts';
import { decideByLevels } from '../src/policy/levels.ts';
import { evaluate, policySchema } from '../src/policy/policy.ts';

const ACCOUNT = '333333333333';

function isDenied(statement: object, context: Context = {}, action = 'iam:GetUser', resource = '*'): boolean {
  const policy = v.parse(policySchema, {
    Version: '2012-10-17',
    Statement: { Effect: 'Deny', Action: '*', Resource: '*', ...statement },
  });
  return evaluate(policy, { action, resource, context }) === 'denied';
}

const holds = (operator: string, expected: unknown, actual?: string | readonly string[]): boolean =>
  isDenied(
    { Condition: { [operator]: { 'a:key': expected } } },
    actual === undefined ? {} : { 'a:key': actual },
  );

describe('a condition on a key with one value', () => {
  test.each<[string, unknown, string, boolean]>([
    ['StringEquals', 'us-east-1', 'us-east-1', true],
    ['StringEquals', ['eu-west-1', 'us-east-1'], 'us-east-1', true],
    ['StringEquals', 'us-*', 'us-east-1', false],
    ['StringEquals', 'US-EAST-1', 'us-east-1', false],
    ['StringEqualsIgnoreCase', 'US-EAST-1', 'us-east-1', true],
    ['StringNotEqualsIgnoreCase', 'US-EAST-1', 'us-east-1', false],
    ['StringNotEquals', ['eu-west-1', 'us-east-1'], 'us-east-1', false],
    ['StringNotEquals', ['eu-west-1', 'eu-west-2'], 'us-east-1', true],
    ['StringLike', 'us-*', 'us-east-1', true],
    ['StringNotLike', 'us-*', 'us-east-1', false],
    [
      'ArnLike',
      'arn:aws:iam::*:role/stacksets-exec-*',
      'arn:aws:iam::333333333333:role/stacksets-exec-1',
      true,
    ],
    ['ArnLike', 'arn:aws:iam::*:role/*', 'arn:aws:iam::333333333333:role/path/to:a', true],
    ['ArnLike', 'arn:*:root', 'arn:aws:iam::333333333333:root', false],
    ['ArnLike', '*', 'arn:aws:iam::333333333333:root', false],
    ['ArnEquals', 'arn:*:iam::*:root', 'arn:aws:iam::333333333333:root', true],
    ['ArnNotLike', 'arn:*:iam::*:root', 'arn:aws:iam::333333333333:root', false],
    ['ArnNotEquals', 'arn:*:iam::*:role/a', 'arn:aws:iam::333333333333:root', true],
    ['Bool', 'true', 'true', true],
    ['Bool', true, 'true', true],
    ['Bool', 'TRUE', 'true', true],
    ['Bool', 'false', 'true', false],
    ['NumericEquals', 900, '900', true],
    ['NumericNotEquals', '900', '900', false],
    ['NumericLessThan', 900, '60', true],
    ['NumericLessThanEquals', 900, '900', true],
    ['NumericGreaterThan', 900, '900', false],
    ['NumericGreaterThanEquals', 900, '900', true],
    ['NumericGreaterThanEquals', 900, 'many', false],
    ['NumericLessThan', 900, '', false],
    ['IpAddress', '203.0.113.0/24', '203.0.113.10', true],
    ['IpAddress', '203.0.113.10', '203.0.113.10', true],
    ['IpAddress', '203.0.113.0/24', '198.51.100.1', false],
    ['IpAddress', '203.0.113.0/99', '203.0.113.10', false],
    ['IpAddress', '2001:db8::/32', '2001:db8::1', true],
    ['IpAddress', '2001:db8::/32', '203.0.113.10', false],
    ['IpAddress', 'here', '203.0.113.10', false],
    ['NotIpAddress', '203.0.113.0/24', '198.51.100.1', true],
    ['Null', 'true', 'x', false],
    ['Null', false, 'x', true],
  ])('%s %j of %j is %s', (operator, expected, actual, result) => {
    expect(holds(operator, expected, actual)).toBe(result);
  });

  test.each<[string, unknown, boolean]>([
    ['StringEquals', 'x', false],
    ['StringNotEquals', 'x', true],
    ['StringNotLike', '*', true],
    ['ArnNotLike', 'arn:*:iam::*:root', true],
    ['NotIpAddress', '203.0.113.0/24', true],
    ['StringEqualsIfExists', 'x', true],
    ['StringNotEqualsIfExists', 'x', true],
    ['ArnLikeIfExists', 'arn:*:iam::*:root', true],
    ['Bool', 'false', false],
    ['BoolIfExists', 'true', true],
    ['Null', 'true', true],
    ['Null', true, true],
    ['Null', 'false', false],
    ['ForAllValues:StringEquals', 'x', true],
    ['ForAnyValue:StringEquals', 'x', false],
    ['ForAnyValue:StringNotEquals', 'x', false],
    ['ForAnyValue:StringEqualsIfExists', 'x', true],
  ])('%s %j of a key that is absent or has no values is %s', (operator, expected, result) => {
    expect(holds(operator, expected)).toBe(result);
    expect(holds(operator, expected, [])).toBe(result);
  });
});

describe('a condition on a key with several values', () => {
  const PATHS = ['o-a/r-a/ou-a/', 'o-a/r-a/ou-b/'];

  test.each<[string, unknown, boolean]>([
    ['ForAnyValue:StringLike', 'o-a/r-a/ou-b/*', true],
    ['ForAnyValue:StringLike', 'o-a/r-a/ou-c/*', false],
    ['ForAllValues:StringLike', 'o-a/r-a/ou-b/*', false],
    ['ForAllValues:StringLike', ['o-a/r-a/ou-a/', 'o-a/r-a/ou-b/'], true],
    ['ForAnyValue:StringNotEquals', 'o-a/r-a/ou-a/', true],
    ['ForAllValues:StringNotEquals', 'o-a/r-a/ou-a/', false],
    ['ForAllValues:StringNotEquals', 'o-a/r-a/ou-c/', true],
    ['StringLike', 'o-a/r-a/ou-b/*', true],
    ['StringNotLike', 'o-a/r-a/ou-b/*', false],
  ])('%s %j is %s', (operator, expected, result) => {
    expect(holds(operator, expected, PATHS)).toBe(result);
  });
});

describe('conditions', () => {
  test('must hold together, for every operator and every key', () => {
    const Condition = {
      StringEquals: { 'aws:RequestedRegion': 'us-east-1', 'aws:PrincipalAccount': ACCOUNT },
      Null: { 'aws:AssumedRoot': 'true' },
    };
    const context = { 'aws:RequestedRegion': 'us-east-1', 'aws:PrincipalAccount': ACCOUNT };
    expect(isDenied({ Condition }, context)).toBe(true);
    expect(isDenied({ Condition }, { ...context, 'aws:AssumedRoot': 'true' })).toBe(false);
    expect(isDenied({ Condition }, { 'aws:RequestedRegion': 'us-east-1' })).toBe(false);
  });

  test('name keys in upper or lower case, whatever the request has', () => {
    expect(
      isDenied({ Condition: { Bool: { 'AWS:assumedroot': 'true' } } }, { 'aws:AssumedRoot': 'true' }),
    ).toBe(true);
  });
});

describe('policy variables', () => {
  const variable = (key: string) => `\${${key}}`;
  const queues = `arn:aws:sqs:*:${variable('aws:PrincipalAccount')}:*`;
  const queueOf = (account: string) => `arn:aws:sqs:us-east-1:${account}:jobs`;
  const context = { 'aws:PrincipalAccount': ACCOUNT };

  test('stand in resources and in conditions', () => {
    expect(isDenied({ Resource: queues }, context, 'sqs:SendMessage', queueOf(ACCOUNT))).toBe(true);
    expect(isDenied({ Resource: queues }, context, 'sqs:SendMessage', queueOf('444444444444'))).toBe(false);
    const Condition = { StringNotEquals: { 'aws:ResourceAccount': variable('aws:PrincipalAccount') } };
    expect(isDenied({ Condition }, { ...context, 'aws:ResourceAccount': ACCOUNT })).toBe(false);
    expect(isDenied({ Condition }, { ...context, 'aws:ResourceAccount': '444444444444' })).toBe(true);
  });

  test('match nothing if the request lacks the key, unless they have a default', () => {
    expect(isDenied({ Resource: queues }, {}, 'sqs:SendMessage', queueOf(ACCOUNT))).toBe(false);
    expect(isDenied({ Resource: variable('constructor') }, {}, 'sqs:SendMessage', '*')).toBe(false);
    const withDefault = `arn:aws:sqs:*:${variable(`aws:PrincipalAccount, '${ACCOUNT}'`)}:*`;
    expect(isDenied({ Resource: withDefault }, {}, 'sqs:SendMessage', queueOf(ACCOUNT))).toBe(true);
  });

  test('are plain text in a document of the older version, or without one', () => {
    const Statement = { Effect: 'Deny', Action: '*', Resource: queues };
    for (const version of [{}, { Version: '2008-10-17' }]) {
      const policy = v.parse(policySchema, { ...version, Statement });
      expect(evaluate(policy, { action: 'sqs:SendMessage', resource: queueOf(ACCOUNT), context })).toBe(
        'no-match',
      );
    }
  });
});

describe('actions and resources', () => {
  test.each<[object, string, string, boolean]>([
    [{ Action: 'IAM:getuser' }, 'iam:GetUser', '*', true],
    [{ Action: ['sqs:*', 'iam:Get*'] }, 'iam:GetUser', '*', true],
    [{ Action: undefined, NotAction: ['iam:*', 'sts:*'] }, 'iam:GetUser', '*', false],
    [{ Action: undefined, NotAction: ['iam:*', 'sts:*'] }, 'events:PutRule', '*', true],
    [{ Resource: 'arn:aws:iam::*:role/*' }, 'iam:GetRole', 'arn:aws:iam::1:user/a', false],
    [
      { Resource: undefined, NotResource: 'arn:aws:iam::*:role/*' },
      'iam:GetUser',
      'arn:aws:iam::1:user/a',
      true,
    ],
    [
      { Resource: undefined, NotResource: 'arn:aws:iam::*:role/*' },
      'iam:GetRole',
      'arn:aws:iam::1:role/a',
      false,
    ],
  ])('%j applies to %s on %s: %s', (statement, action, resource, result) => {
    expect(isDenied(statement, {}, action, resource)).toBe(result);
  });
});

describe('policies on the way to an account', () => {
  const policy = (Effect: string, Action: string) => ({
    document: v.parse(policySchema, { Version: '2012-10-17', Statement: { Effect, Action, Resource: '*' } }),
  });
  const ALLOW_ALL = policy('Allow', '*');
  const request = { action: 'iam:GetUser', resource: '*', context: {} };
  const decide = (...levels: (typeof ALLOW_ALL)[][]) => decideByLevels(levels, request);

  test('allow together if each level does, and all if there are none', () => {
    expect(decide([ALLOW_ALL], [policy('Allow', 'iam:*'), policy('Allow', 's3:*')])).toEqual({
      type: 'allowed',
    });
    expect(decide()).toEqual({ type: 'allowed' });
  });

  test('deny if one does at any level, and that one is named', () => {
    const deny = policy('Deny', 'iam:Get*');
    expect(decide([ALLOW_ALL], [ALLOW_ALL, deny])).toEqual({ type: 'explicit-deny', policy: deny });
    expect(decide([policy('Allow', 's3:*')], [deny])).toEqual({ type: 'explicit-deny', policy: deny });
  });

  test('deny implicitly if no policy of a level allows', () => {
    expect(decide([ALLOW_ALL], [policy('Allow', 's3:*')], [ALLOW_ALL])).toEqual({ type: 'implicit-deny' });
    expect(decide([ALLOW_ALL], [])).toEqual({ type: 'implicit-deny' });
  });
});

describe('a policy document', () => {
  const issues = (statement: object) =>
    (v.safeParse(policySchema, { Statement: [statement] }).issues ?? []).map(({ message }) => message);

  test('is refused with each condition operator that the sandbox does not know', () => {
    const Condition = { StringEqual: { 'a:b': '1' }, DateLessThan: { 'a:b': '1' }, Bool: { 'a:b': true } };
    expect(issues({ Effect: 'Deny', Action: '*', Resource: '*', Condition })).toEqual([
      'the sandbox does not know the condition operator StringEqual',
      'the sandbox does not know the condition operator DateLessThan',
    ]);
  });

  test('needs an action and a resource, each in one way', () => {
    expect(issues({ Effect: 'Deny' })).toEqual([
      'needs Action or NotAction',
      'needs Resource or NotResource',
    ]);
    expect(issues({ Effect: 'Deny', Action: '*', NotAction: '*', Resource: '*' })).toEqual([
      'needs Action or NotAction',
    ]);
  });
});
