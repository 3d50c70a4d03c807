import { describe, expect, it } from 'vitest';
import { parseEnvironment, VARIABLES } from '../../../src/runtime/environment.ts';
import { wireConsumer, wireListener, wireSweeper } from '../../../src/runtime/wiring.ts';

function givenConfiguration(settings: Partial<Record<keyof typeof VARIABLES, string>> = {}) {
  const values: Partial<Record<keyof typeof VARIABLES, string>> = {
    organizationId: 'o-sandbox0001',
    managementAccountId: '111111111111',
    homeAccountId: '222222222222',
    exceptionsTable: 'exceptions',
    ledgerTable: 'ledger',
    postureTable: 'posture',
    settingsTable: 'settings',
    triggersQueueUrl: 'https://sqs.us-east-1.amazonaws.com/222222222222/rootguard-triggers',
    laterQueueUrl: 'https://sqs.us-east-1.amazonaws.com/222222222222/rootguard-later',
    sweepQueueUrl: 'https://sqs.us-east-1.amazonaws.com/222222222222/rootguard-sweep',
    heartbeatsQueueUrl: 'https://sqs.us-east-1.amazonaws.com/222222222222/rootguard-heartbeats',
    activityQueueUrl: 'https://sqs.us-east-1.amazonaws.com/222222222222/rootguard-activity',
    memberActivityQueueUrl: 'https://sqs.us-east-1.amazonaws.com/222222222222/rootguard-member-activity',
    deadLetterQueueUrl: 'https://sqs.us-east-1.amazonaws.com/222222222222/rootguard-dead-letters',
    topicArn: 'arn:aws:sns:us-east-1:222222222222:rootguard-notifications',
    ...settings,
  };
  const variables = Object.entries(VARIABLES).map(([key, name]) => [name, Reflect.get(values, key)]);
  return parseEnvironment({ ...Object.fromEntries(variables), AWS_REGION: 'us-east-1' });
}

describe('the consumer as it is wired', () => {
  it('has no remover where the policy never enforces', () => {
    const consumer = wireConsumer(givenConfiguration({ mode: 'observe' }));
    expect([consumer.remover, consumer.lowPriorityRemover]).toEqual([undefined, undefined]);
  });

  it.each([
    ['the organization', { mode: 'enforce' }],
    ['one account', { mode: 'observe', modeOverrides: '{"accounts": {"333333333333": "enforce"}}' }],
    [
      'one unit',
      { mode: 'observe', modeOverrides: '{"organizationalUnits": {"ou-ab12-cdef3456": "enforce"}}' },
    ],
  ])('can delete where %s enforces', (_, settings) => {
    expect(wireConsumer(givenConfiguration(settings)).remover).toBeDefined();
  });

  it('can delete where the settings may enforce later', () => {
    expect(wireConsumer(givenConfiguration({ mode: 'observe', canEnforce: 'true' })).remover).toBeDefined();
  });

  it('has no remover where nothing may be deleted, whatever the mode is', () => {
    const consumer = wireConsumer(givenConfiguration({ mode: 'enforce', canEnforce: 'false' }));
    expect([consumer.remover, consumer.lowPriorityRemover]).toEqual([undefined, undefined]);
  });

  it('identifies its queues by the names in their URLs', () => {
    expect(wireConsumer(givenConfiguration()).queueNames).toEqual({
      later: 'rootguard-later',
      sweep: 'rootguard-sweep',
    });
  });
});

it('the listener identifies its queues by the names in their URLs', () => {
  expect(wireListener(givenConfiguration()).queueNames).toEqual({
    heartbeats: 'rootguard-heartbeats',
    memberActivity: 'rootguard-member-activity',
  });
});

it('the listener says which URLs of its queues are missing', () => {
  const configuration = givenConfiguration();
  const { activity } = configuration.listenerQueueUrls;
  const listenerQueueUrls = { heartbeats: undefined, activity, memberActivity: undefined };
  expect(() => wireListener({ ...configuration, listenerQueueUrls })).toThrow(
    'environment variables: ROOTGUARD_HEARTBEATS_QUEUE_URL: is missing; ROOTGUARD_MEMBER_ACTIVITY_QUEUE_URL: is missing',
  );
});

describe.each([
  ['the listener', wireListener],
  ['the sweeper', wireSweeper],
])('%s as it is wired', (_, wire) => {
  it('can open no root session', () => {
    const parts = Object.keys(wire(givenConfiguration({ mode: 'enforce' })));
    expect(parts).not.toContain('auditor');
    expect(parts).not.toContain('remover');
  });
});
