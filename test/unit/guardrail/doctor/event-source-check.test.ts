import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../../../src/domain/account.ts';
import { checkEventSources } from '../../../../src/guardrail/doctor/event-source-check.ts';
import type { MappingFacts } from '../../../../src/guardrail/ports/deployment-inspection.ts';
import { readable, unreadable } from './readings.ts';

const NAMES = {
  callerAccount: parseAccountId('222222222222'),
  region: 'us-east-1',
  sources: [
    { type: 'queue', name: 'rootguard-triggers', batchSize: 8 },
    { type: 'stream', name: 'rootguard-exceptions' },
  ],
  functionPrefix: 'rootguard-',
  homeStack: 'rootguard-home',
} as const;

const QUEUE: MappingFacts = {
  id: 'u-1',
  sourceArn: 'arn:aws:sqs:us-east-1:222222222222:rootguard-triggers',
  functionName: 'rootguard-home-ConsumerFunction1234-abc',
  state: 'Enabled',
  batchSize: 8,
};
const STREAM: MappingFacts = {
  id: 'u-2',
  sourceArn:
    'arn:aws:dynamodb:us-east-1:222222222222:table/rootguard-exceptions/stream/2026-01-01T00:00:00.000',
  functionName: 'rootguard-home-ListenerFunction1234-abc',
  state: 'Enabled',
  batchSize: 100,
};

const check = (...mappings: readonly MappingFacts[]) =>
  checkEventSources({ readMappings: async () => readable(mappings) }, NAMES);

describe('the check of what the functions receive from', () => {
  it.each(['Enabled', 'Enabling', 'Creating', 'Updating'])(
    'is ok while every mapping is %s',
    async (state) => {
      expect(await check({ ...QUEUE, state }, STREAM)).toMatchObject({
        status: 'ok',
        detail: 'rootguard-triggers, rootguard-exceptions',
      });
    },
  );

  it.each(['Disabled', 'Disabling', 'Deleting'])(
    'is a problem where one is %s, with the command that mends it',
    async (state) => {
      expect(await check({ ...QUEUE, state }, STREAM)).toMatchObject({
        status: 'problem',
        detail: `paused: rootguard-home-ConsumerFunction1234-abc from rootguard-triggers (${state})`,
        advice: expect.stringContaining(
          'aws lambda update-event-source-mapping --uuid u-1 --enabled --region us-east-1',
        ),
      });
    },
  );

  it.each([
    ['a queue of another account', { sourceArn: 'arn:aws:sqs:us-east-1:333333333333:rootguard-triggers' }],
    ['a queue of another Region', { sourceArn: 'arn:aws:sqs:eu-west-1:222222222222:rootguard-triggers' }],
    ['another queue', { sourceArn: 'arn:aws:sqs:us-east-1:222222222222:rootguard-triggers-2' }],
    ['nothing that has an ARN', { sourceArn: '' }],
  ])('is a problem where a function receives from %s in its place', async (_what, fields) => {
    expect(await check({ ...QUEUE, ...fields }, STREAM)).toMatchObject({
      status: 'problem',
      detail: 'no function receives from rootguard-triggers',
      advice: expect.stringMatching(
        /^Find out who deleted the mapping, then deploy rootguard-home with cdk deploy --revert-drift.*[.]$/,
      ),
    });
  });

  it('names everything that is missing, with one advice', async () => {
    expect(await check()).toMatchObject({
      status: 'problem',
      detail: 'no function receives from rootguard-triggers; no function receives from rootguard-exceptions',
      advice: expect.stringMatching(
        /^Find out who deleted the mapping, then deploy rootguard-home with cdk deploy --revert-drift.*[.]$/,
      ),
    });
  });

  it('is a problem where somebody else receives from a queue too', async () => {
    expect(await check(QUEUE, STREAM, { ...QUEUE, id: 'u-3', functionName: 'mallory' })).toMatchObject({
      status: 'problem',
      detail: 'mallory, which is not of rootguard, takes messages from rootguard-triggers',
      advice: expect.stringContaining('aws lambda delete-event-source-mapping --uuid u-3 --region us-east-1'),
    });
  });

  it('warns of another batch size than that of the deployment, and of a stream accepts any', async () => {
    expect(await check({ ...QUEUE, batchSize: 1 }, { ...STREAM, batchSize: 1 })).toMatchObject({
      status: 'warning',
      detail:
        'rootguard-home-ConsumerFunction1234-abc from rootguard-triggers has the batch size 1, expected 8',
    });
  });

  it('does not know what a state means that Lambda has not documented', async () => {
    expect(await check({ ...QUEUE, state: 'Resting' }, STREAM)).toMatchObject({
      status: 'unknown',
      detail: expect.stringContaining('(Resting)'),
    });
  });

  it('is unknown where AWS refuses the list', async () => {
    const inspector = { readMappings: async () => unreadable };
    expect(await checkEventSources(inspector, NAMES)).toMatchObject({ status: 'unknown' });
  });
});
