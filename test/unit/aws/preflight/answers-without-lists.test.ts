import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { GuardDutyClient } from '@aws-sdk/client-guardduty';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { describe, expect, it, vi } from 'vitest';
import { readRules } from '../../../../src/aws/inspection/rules.ts';
import { readTrails } from '../../../../src/aws/inspection/trails.ts';
import { createOrganizationPolicies } from '../../../../src/aws/preflight/organization-policies.ts';
import {
  hasGuardDuty,
  readMetricFilters,
  readRootUserRules,
} from '../../../../src/aws/preflight/root-alarms.ts';
import { readStack } from '../../../../src/aws/preflight/stacks.ts';
import { createMemoryClock } from '../../../support/memory/clock.ts';

const SCP = 'SERVICE_CONTROL_POLICY';
const region = 'us-east-1';

function givenOrganizationPolicies(answer: object = {}) {
  const client = new OrganizationsClient({ region });
  const send = vi.spyOn(client, 'send').mockImplementation(async () => answer);
  const { clock, pause } = { clock: createMemoryClock(new Date(0)), pause: async () => {} };
  return { policies: createOrganizationPolicies({ client, clock, pause }), send };
}

/** Answers every call with an object that has none of the fields. */
function silent<Client extends { send: (...args: never[]) => unknown }>(client: Client): Client {
  return Object.assign(client, { send: async () => ({}) });
}

/** As if there were nothing that could stand in the way. */
describe('an answer without what AWS always sends is not taken for an empty one:', () => {
  it.each([
    [
      'policy types of the root',
      () => givenOrganizationPolicies({ Roots: [{ Id: 'r-ab12' }] }).policies.readRoot(),
    ],
    ['policies', () => givenOrganizationPolicies().policies.listPolicies(SCP)],
    ['targets of a policy', () => givenOrganizationPolicies().policies.listTargets('p-one')],
    ['policies of a target', () => givenOrganizationPolicies().policies.listAttached('r-ab12', SCP)],
    ['rules of the default bus', () => readRootUserRules(silent(new EventBridgeClient({ region })), 'x')],
    ['rules of a bus', () => readRules(silent(new EventBridgeClient({ region })), 'bus', 'x')],
    ['metric filters', () => readMetricFilters(silent(new CloudWatchLogsClient({ region })), 'group')],
    ['detectors', () => hasGuardDuty(silent(new GuardDutyClient({ region })))],
    ['trails', () => readTrails(silent(new CloudTrailClient({ region })))],
    ['the stack that was asked for', () => readStack(silent(new CloudFormationClient({ region })), 'stack')],
  ])('%s', async (_, read) => {
    await expect(read()).rejects.toMatchObject({
      failure: { reason: 'unexpected', message: expect.stringMatching(/^the answer has no /) },
    });
  });
});

describe('the root of the organization', () => {
  it('is asked for once, as AWS answers one ListRoots a second', async () => {
    const { policies, send } = givenOrganizationPolicies({ Roots: [{ Id: 'r-ab12', PolicyTypes: [] }] });
    expect(await policies.readRoot()).toEqual(await policies.readRoot());
    expect(send).toHaveBeenCalledTimes(1);
  });
});
