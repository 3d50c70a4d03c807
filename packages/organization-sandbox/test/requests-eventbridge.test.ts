import { CreateEventBusCommand, PutRuleCommand } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isSchedule } from '../src/eventbridge/schedule.ts';
import { type Aws, givenAws, HOME } from './support/aws-clients.ts';

/* What EventBridge refuses and accepts, by its API model and documentation. Requests are sent raw. */

const QUEUE = `arn:aws:sqs:us-east-1:${HOME}:q`;
const EventPattern = '{"source":["x"]}';

let aws: Aws;

beforeAll(async () => {
  aws = await givenAws();
  await aws.events(HOME).send(new CreateEventBusCommand({ Name: 'custom' }));
  await aws.events(HOME).send(new PutRuleCommand({ Name: 'rule', EventPattern }));
});

afterAll(() => aws.close());

async function answerTo(operation: string, input: object) {
  const response = await fetch(aws.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSEvents.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=${HOME}/20261124/us-east-1/events/aws4_request, SignedHeaders=host, Signature=00`,
    },
    body: JSON.stringify(input),
  });
  const { __type: code, message = '' }: Record<string, string> = JSON.parse((await response.text()) || '{}');
  return { status: response.status, code, message };
}

const x = (length: number) => 'x'.repeat(length);
const rule = (more: object) => ({ Name: 'new', EventPattern, ...more });
const target = (more: object) => ({ Rule: 'rule', Targets: [{ Id: 'q', Arn: QUEUE, ...more }] });
const entry = (more: object) => ({ Entries: [{ Source: 's', DetailType: 'd', Detail: '{}', ...more }] });

describe('EventBridge refuses', () => {
  test.each<[string, object, RegExp]>([
    ['CreateEventBus', {}, /'name'.* must not be null/],
    ['CreateEventBus', { Name: 'a b' }, /'name'.* regular expression/],
    ['CreateEventBus', { Name: x(257) }, /'name'.* equal to 256/],
    ['CreateEventBus', { Name: 'a/b' }, /must not contain '\/'/],
    ['CreateEventBus', { Name: 'aws.partner/a/b', EventSourceName: 'aws.partner/a/b' }, /EventSourceName/],
    ['CreateEventBus', { Name: 'a', Description: x(513) }, /'description'.* equal to 512/],
    ['CreateEventBus', { Name: 'a', KmsKeyIdentifier: 'a key' }, /'kmsKeyIdentifier'/],
    ['CreateEventBus', { Name: 'a', Tags: [{ Key: 'k' }] }, /'tags.1.member.value'/],
    ['CreateEventBus', { Name: 'a', LogConfig: { Level: 'DEBUG' } }, /'logConfig.level'.* enum value set/],
    ['DescribeEventBus', { Name: 'a b' }, /'name'/],
    ['DeleteEventBus', { Name: '' }, /'name'.* equal to 1/],
    ['ListEventBuses', { Limit: 101 }, /'limit'.* equal to 100/],
    ['ListEventBuses', { Limit: 0 }, /'limit'.* equal to 1/],
    ['ListEventBuses', { NamePrefix: '' }, /'namePrefix'/],
    ['ListEventBuses', { NextToken: '-1' }, /NextToken/],
    ['PutPermission', { EventBusName: 'a/b', Policy: '{}' }, /'eventBusName'/],
    ['PutPermission', { Principal: '22222', StatementId: 's' }, /'principal'/],
    ['PutPermission', { Principal: '*', StatementId: 'a b' }, /'statementId'/],
    ['PutPermission', { Principal: '*', StatementId: 's', Action: 's3:PutObject' }, /'action'/],
    ['RemovePermission', { StatementId: x(65) }, /'statementId'.* equal to 64/],
    ['PutRule', rule({ Name: 'a b' }), /'name'/],
    ['PutRule', rule({ Name: x(65) }), /'name'.* equal to 64/],
    ['PutRule', rule({ Description: x(513) }), /'description'/],
    ['PutRule', rule({ State: 'ON' }), /'state'.* enum value set/],
    ['PutRule', rule({ RoleArn: '' }), /'roleArn'/],
    ['PutRule', rule({ EventBusName: 'arn:aws:events:us-east-1:2:event-bus/a' }), /'eventBusName'/],
    ['PutRule', rule({ ScheduleExpression: 'every day' }), /ScheduleExpression is not valid/],
    ['PutRule', rule({ ScheduleExpression: x(257) }), /'scheduleExpression'.* equal to 256/],
    [
      'PutRule',
      rule({ EventBusName: 'custom', ScheduleExpression: 'rate(1 day)' }),
      /only on the default event bus/,
    ],
    ['DescribeRule', { Name: 'a b' }, /'name'/],
    ['ListRules', { NamePrefix: x(65) }, /'namePrefix'/],
    ['PutTargets', { Rule: 'rule', Targets: [] }, /'targets'.* equal to 1/],
    ['PutTargets', target({ Id: 'a b' }), /'targets.1.member.id'/],
    ['PutTargets', target({ Input: x(8193) }), /'targets.1.member.input'.* equal to 8192/],
    ['PutTargets', target({ Input: 'text' }), /JSON syntax error in input for target q/],
    ['PutTargets', target({ InputPath: 'detail' }), /input path detail/],
    ['PutTargets', target({ Input: '{}', InputPath: '$.detail' }), /Only one of/],
    [
      'PutTargets',
      target({ InputTransformer: { InputPathsMap: { 'a b': '$' }, InputTemplate: '<a>' } }),
      /inputPathsMap/,
    ],
    [
      'PutTargets',
      target({ InputTransformer: { InputPathsMap: { AWSa: '$' }, InputTemplate: '<a>' } }),
      /begins with AWS: AWSa/,
    ],
    ['PutTargets', target({ SqsParameters: { MessageGroupId: x(101) } }), /messageGroupId'.* equal to 100/],
    ['PutTargets', target({ RetryPolicy: { MaximumRetryAttempts: 186 } }), /'.*maximumRetryAttempts'/],
    ['PutTargets', target({ RetryPolicy: { MaximumEventAgeInSeconds: 59 } }), /'.*maximumEventAgeInSeconds'/],
    ['PutTargets', target({ DeadLetterConfig: { Arn: '' } }), /'.*deadLetterConfig.arn'/],
    ['RemoveTargets', { Rule: 'rule', Ids: ['a b'] }, /'ids.1.member'/],
    ['RemoveTargets', { Rule: 'rule', Ids: [] }, /'ids'/],
    ['ListTargetsByRule', { Rule: '' }, /'rule'/],
    ['ListRuleNamesByTarget', { TargetArn: '' }, /'targetArn'/],
    ['PutEvents', { Entries: [] }, /'entries'.* equal to 1/],
    ['PutEvents', entry({ EventBusName: 'a b' }), /'entries.1.member.eventBusName'/],
    ['PutEvents', entry({ Resources: [x(2049)] }), /'entries.1.member.resources.1.member'/],
    ['PutEvents', entry({ TraceHeader: x(501) }), /'entries.1.member.traceHeader'/],
    ['TestEventPattern', { Event: '{}', EventPattern: x(4097) }, /'eventPattern'.* equal to 4096/],
  ])('%s %j', async (operation, input, message) => {
    const answer = await answerTo(operation, input);
    expect(answer).toMatchObject({ status: 400, code: 'ValidationException' });
    expect(answer.message).toMatch(message);
  });
});

describe('EventBridge accepts', () => {
  test.each<[string, object]>([
    ['CreateEventBus', { Name: `a.b-c_${x(250)}`, Description: x(512), Tags: [{ Key: 'k', Value: '' }] }],
    ['DescribeEventBus', { Name: `arn:aws:events:us-east-1:${HOME}:event-bus/custom` }],
    ['PutRule', rule({ ScheduleExpression: 'rate(5 minutes)' })],
    ['PutRule', { Name: 'nightly', ScheduleExpression: 'cron(0 3 ? * MON-FRI *)' }],
    ['PutRule', rule({ EventBusName: 'custom', State: 'DISABLED' })],
    ['PutTargets', target({ Input: '"text"', RoleArn: 'arn:aws:iam::222222222222:role/r' })],
    ['PutTargets', target({ InputPath: "$['detail-type']" })],
    ['PutEvents', entry({ EventBusName: 'custom', TraceHeader: x(500) })],
    ['ListRules', { Limit: 100, NextToken: null }],
  ])('%s %j', async (operation, input) => {
    expect((await answerTo(operation, input)).status).toBe(200);
  });
});

describe('a schedule', () => {
  test.each([
    ['rate(1 minute)', true],
    ['rate(2 minutes)', true],
    ['rate(12 hours)', true],
    ['rate(1 day)', true],
    ['rate(1 minutes)', false],
    ['rate(2 minute)', false],
    ['rate(0 minutes)', false],
    ['rate(-1 minutes)', false],
    ['rate(1.5 hours)', false],
    ['rate(10 seconds)', false],
    ['rate(5  minutes)', false],
    ['rate(5 minutes) ', false],
    ['Rate(5 minutes)', false],
    ['at(2026-11-24T12:00:00)', false],
    ['5 minutes', false],
    ['', false],
    ['cron(0 10 * * ? *)', true],
    ['cron(15 12 * * ? *)', true],
    ['cron(0 18 ? * MON-FRI *)', true],
    ['cron(0 8 1 * ? *)', true],
    ['cron(0/15 * * * ? *)', true],
    ['cron(0/10 * ? * MON-FRI *)', true],
    ['cron(0/5 8-17 ? * MON-FRI *)', true],
    ['cron(0 9 ? * 2#1 *)', true],
    ['cron(0 9 ? * MON#1 *)', true],
    ['cron(0 9 ? * 6L 2026-2028)', true],
    ['cron(0 9 L JAN,jul ? 2026)', true],
    ['cron(0 9 3W * ? *)', true],
    ['cron(0,30 9 LW * ? *)', true],
    ['cron(0 10 * * * *)', false],
    ['cron(0 10 ? * ? *)', false],
    ['cron(0 10 * * ?)', false],
    ['cron(0 10 * * ? * *)', false],
    ['cron(60 10 * * ? *)', false],
    ['cron(0 24 * * ? *)', false],
    ['cron(0 10 0 * ? *)', false],
    ['cron(0 10 32 * ? *)', false],
    ['cron(0 10 * 13 ? *)', false],
    ['cron(0 10 * FOO ? *)', false],
    ['cron(0 10 ? * 8 *)', false],
    ['cron(0 10 ? * MON#6 *)', false],
    ['cron(0 10 32W * ? *)', false],
    ['cron(0 10 * * ? 1969)', false],
    ['cron(0 10 * * ? 2200)', false],
    ['cron(0/0 10 * * ? *)', false],
    ['cron(0/ 10 * * ? *)', false],
    ['cron(1-2-3 10 * * ? *)', false],
    ['cron(, 10 * * ? *)', false],
    ['cron(? 10 * * ? *)', false],
    ['cron(L 10 * * ? *)', false],
  ])('with the expression "%s" is accepted: %s', (text, expected) => {
    expect(isSchedule(text)).toBe(expected);
  });
});
