import { describe, expect, it } from 'vitest';
import { MAX_QUEUE_POLICY_BYTES } from '../../src/installation/queue-policy-size.ts';
import { isAccepted } from './accepted-settings.ts';
import { resolve } from './resolution.ts';
import { HOME, resourcesOf, synthesizeRootguard, templateOf } from './synthesis.ts';

const LONGEST = {
  namePrefix: 'a'.repeat(20),
  partition: 'aws-us-gov',
  region: 'us-gov-west-1',
  // Otherwise they would be too many for the environment of the listener.
  sessionPrincipals: [],
};

const operators = (count: number) => ({
  ...LONGEST,
  operatorRoles: Array.from({ length: count }, (_, at) => `security/responders/team-${1000 + at}`),
});

describe('the policy of a queue', () => {
  it('is no larger than SQS takes, with as many operators as the configuration accepts', () => {
    let count = 0;
    while (isAccepted(operators(count + 1))) count += 1;
    const template = templateOf(synthesizeRootguard(operators(count)).home);
    const environment = { account: HOME, region: 'us-gov-west-1', partition: 'aws-us-gov' };
    const sizes = resourcesOf(template, 'AWS::SQS::QueuePolicy').map(
      ({ Properties }) => JSON.stringify(resolve(template, environment, Properties.PolicyDocument)).length,
    );
    expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_QUEUE_POLICY_BYTES);
    expect(Math.max(...sizes)).toBeGreaterThan(MAX_QUEUE_POLICY_BYTES - 500);
  });
});
