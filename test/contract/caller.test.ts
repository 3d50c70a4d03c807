import { type Sandbox, startSandbox } from 'organization-sandbox/sandbox.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCaller } from '../../src/aws/caller.ts';
import { createAwsClients } from '../../src/aws/clients.ts';
import { actionsOf, recordActions } from './used-actions.ts';

describe('the caller', () => {
  let sandbox: Sandbox;
  let clients: ReturnType<typeof createAwsClients>;
  beforeEach(async () => {
    sandbox = await startSandbox();
    const credentials = { accessKeyId: '222222222222', secretAccessKey: 'sandbox' };
    clients = createAwsClients({ endpoint: sandbox.endpoint, credentials, maxAttempts: 1 });
    recordActions(clients.sts, 'sts', 'caller');
  });
  afterEach(async () => {
    clients.destroy();
    await sandbox.close();
  });

  it('is read with ARN, account and partition', async () => {
    expect(await readCaller(clients.sts)).toEqual({
      arn: expect.stringMatching(/^arn:aws:sts::222222222222:assumed-role\//),
      account: '222222222222',
      partition: 'aws',
      answeredAt: expect.any(Date),
    });
  });

  it('is read with the time of the AWS response, not of the local clock', async () => {
    sandbox.clock.advance(3600);
    const ahead = new Date(Date.now() + 3590_000);
    const { answeredAt = new Date(0) } = await readCaller(clients.sts);
    expect(answeredAt.getTime()).toBeGreaterThan(ahead.getTime());
    expect(answeredAt.getMilliseconds()).toBe(0);
  });

  it('is an error with the AWS failure if the call fails', async () => {
    const effect = { type: 'error', code: 'ExpiredToken', status: 403, message: 'expired' } as const;
    sandbox.faults.inject({ service: 'sts', operation: 'GetCallerIdentity', times: 1, effect });
    await expect(readCaller(clients.sts)).rejects.toMatchObject({
      code: 'aws-call-failed',
      failure: { reason: 'session-expired', call: 'sts:GetCallerIdentity' },
    });
  });

  it('is read with exactly the actions that are granted', () => {
    const { used, granted } = actionsOf('caller');
    expect(used).toEqual(granted);
  });
});
