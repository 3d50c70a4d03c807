import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { DEFAULT_NAMES } from '../../src/installation/names.ts';
import { resourceOf, resourcesOf, synthesizeRootguard, templateOf } from './synthesis.ts';

const OWN_KEY = 'arn:aws:kms:us-east-1:222222222222:key/0a1b2c3d-12ab-34cd-56ef-1234567890ab';
const MADE_KEY = { 'Fn::ImportValue': DEFAULT_NAMES.exports.key };

/** What each resource of the home stack that stores something has its key in. */
const KEYS = {
  'AWS::Events::Archive': 'KmsKeyIdentifier',
  'AWS::Events::EventBus': 'KmsKeyIdentifier',
  'AWS::Lambda::Function': 'KmsKeyArn',
  'AWS::Logs::LogGroup': 'KmsKeyId',
  'AWS::SNS::Topic': 'KmsMasterKeyId',
  'AWS::SQS::Queue': 'KmsMasterKeyId',
  'AWS::Scheduler::Schedule': 'KmsKeyArn',
} as const;

function keysOf(template: Template): readonly unknown[] {
  return Object.entries(KEYS).flatMap(([type, property]) =>
    resourcesOf(template, type).map(({ Properties }) => Properties[property]),
  );
}

const own = synthesizeRootguard({ keyArn: OWN_KEY });
const made = synthesizeRootguard({ customerManagedKey: true });

describe('everything that the home stack stores', () => {
  it.each([
    ['a key of its own', own, OWN_KEY],
    ['the key that rootguard makes', made, MADE_KEY],
  ])('is encrypted with %s', (_which, stacks, key) => {
    const keys = keysOf(templateOf(stacks.home));
    expect(keys).toHaveLength(19);
    for (const used of keys) expect(used).toEqual(key);
  });

  it('is encrypted with keys of AWS without one', () => {
    const keys = keysOf(templateOf(synthesizeRootguard().home));
    expect(keys.filter((key) => key !== undefined)).toEqual([]);
  });

  it('may be used by the functions and the schedules with that key only', () => {
    const roles = resourcesOf(templateOf(own.home), 'AWS::IAM::Role').map(({ Properties }) =>
      JSON.stringify(Properties.Policies ?? []),
    );
    const withKey = roles.filter((policies) => policies.includes('kms:'));
    expect(withKey).toHaveLength(4);
    for (const policies of withKey) {
      expect(policies).toContain(`"Sid":"UseKey"`);
      expect(policies).toContain(`"Resource":"${OWN_KEY}"`);
    }
  });
});

describe('the bus', () => {
  it('has a queue for events that cannot be encrypted or decrypted', () => {
    const template = templateOf(own.home);
    const { Properties: bus } = resourceOf(template, 'AWS::Events::EventBus');
    const undelivered = resourceOf(
      template,
      'AWS::SQS::Queue',
      ({ QueueName }) => QueueName === DEFAULT_NAMES.queues.undelivered,
    );
    expect(undelivered).toBeDefined();
    const target = JSON.stringify(bus.DeadLetterConfig);
    const policies = JSON.stringify(resourcesOf(template, 'AWS::SQS::QueuePolicy'));
    expect(target).toContain('QueuesUndelivered');
    expect(policies).toContain('"Sid":"Bus"');
  });
});

describe('the data stack', () => {
  it('uses a key of its own for the tables, and makes none', () => {
    const template = templateOf(own.data);
    const tables = resourcesOf(template, 'AWS::DynamoDB::Table');
    expect(tables.length).toBeGreaterThanOrEqual(3);
    for (const { Properties } of tables) {
      expect(Properties.SSESpecification).toMatchObject({ SSEEnabled: true, KMSMasterKeyId: OWN_KEY });
    }
    template.resourceCountIs('AWS::KMS::Key', 0);
    template.resourceCountIs('AWS::KMS::Alias', 0);
    expect(JSON.stringify(template.toJSON())).not.toContain(DEFAULT_NAMES.exports.key);
  });
});
