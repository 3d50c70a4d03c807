import { IAMClient } from '@aws-sdk/client-iam';
import { expect, it, vi } from 'vitest';
import { createPolicySimulator } from '../../../../src/aws/preflight/policy-simulator.ts';

const RESOURCES = ['arn:aws:sqs:us-east-1:222222222222:first', 'arn:aws:sqs:us-east-1:222222222222:second'];

it.each([
  ['implicitDeny', ['implicitDeny', 'explicitDeny'], 'explicit-deny'],
  ['explicitDeny', ['allowed', 'explicitDeny'], 'explicit-deny'],
  ['allowed', ['allowed', 'implicitDeny'], 'implicit-deny'],
  ['allowed', ['allowed', 'allowed'], 'allowed'],
  [undefined, [], 'implicit-deny'],
])('takes the decision %s on all resources and %j on each for %s', async (all, each, decision) => {
  const iam = new IAMClient({ region: 'us-east-1' });
  const result = {
    EvalActionName: 'sqs:SendMessage',
    EvalDecision: all,
    ResourceSpecificResults: each.map((EvalResourceDecision, index) => ({
      EvalResourceName: RESOURCES[index],
      EvalResourceDecision,
    })),
  };
  vi.spyOn(iam, 'send').mockImplementation(async () => ({ EvaluationResults: [result] }));
  const decisions = await createPolicySimulator(iam).simulate({
    levels: [],
    actions: ['sqs:SendMessage'],
    resources: RESOURCES,
    context: {},
  });
  expect([...decisions]).toEqual([['sqs:SendMessage', decision]]);
});
