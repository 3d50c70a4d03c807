import { type Sandbox, startSandbox } from 'organization-sandbox/sandbox.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAwsClients } from '../../src/aws/clients.ts';
import {
  isOutside,
  readAccountName,
  readOrganization,
} from '../../src/aws/organizations/organization-reader.ts';
import { readQueueUrl } from '../../src/aws/sqs/queue-url.ts';
import { parseAccountId } from '../../src/domain/account.ts';
import { administratorOf, createSandboxClients } from '../../src/local/clients.ts';
import { createQueue } from '../../src/local/deploy.ts';
import { actionsOf, recordActions } from './used-actions.ts';

const MANAGEMENT = parseAccountId('111111111111');

let sandbox: Sandbox;
let clients: ReturnType<typeof createAwsClients>;

beforeEach(async () => {
  sandbox = await startSandbox();
  const credentials = administratorOf('222222222222');
  clients = createAwsClients({ endpoint: sandbox.endpoint, credentials, maxAttempts: 1 });
  recordActions(clients.organizations, 'organizations', 'organizationReader');
  recordActions(clients.sqs, 'sqs', 'queueUrls');
});

afterEach(async () => {
  clients.destroy();
  await sandbox.close();
});

describe('the organization of the caller', () => {
  it('is read with id and management account', async () => {
    expect(await readOrganization(clients.organizations)).toEqual({
      organizationId: 'o-sandbox0001',
      managementAccountId: MANAGEMENT,
    });
    expect(await readAccountName(clients.organizations, MANAGEMENT)).toBe('management');
  });

  it('is an error with the AWS failure if the call fails', async () => {
    const code = 'AWSOrganizationsNotInUseException';
    const effect = { type: 'error', code, status: 400, message: 'no organization' } as const;
    sandbox.faults.inject({ service: 'organizations', operation: 'DescribeOrganization', times: 1, effect });
    await expect(readOrganization(clients.organizations)).rejects.toMatchObject({
      failure: { call: 'organizations:DescribeOrganization', code, message: 'no organization' },
    });
  });

  it('tells an account outside of it, and takes no refusal for that', async () => {
    expect(await isOutside(clients.organizations, '999999999999')).toBe(true);
    expect(await isOutside(clients.organizations, '222222222222')).toBe(false);
    const effect = { type: 'error', code: 'AccessDeniedException', status: 400, message: 'no' } as const;
    sandbox.faults.inject({ service: 'organizations', operation: 'DescribeAccount', times: 1, effect });
    expect(await isOutside(clients.organizations, '999999999999')).toBe(false);
  });

  it('falls back to the account id if the account name cannot be read', async () => {
    expect(await readAccountName(clients.organizations, parseAccountId('999999999999'))).toBe('999999999999');
  });

  it('is read with exactly the actions that are granted', () => {
    const { used, granted } = actionsOf('organizationReader');
    expect(used).toEqual(granted);
  });
});

describe('the URL of a queue', () => {
  it('is found by its name', async () => {
    const { sqs } = createSandboxClients(sandbox.endpoint, administratorOf('222222222222'));
    const { url } = await createQueue(sqs, 'rootguard-triggers');
    expect(await readQueueUrl(clients.sqs, 'rootguard-triggers')).toBe(url);
  });

  it('is an error with the AWS failure if there is no such queue', async () => {
    await expect(readQueueUrl(clients.sqs, 'nothing')).rejects.toMatchObject({
      failure: { call: 'sqs:GetQueueUrl', code: expect.stringContaining('NonExistentQueue') },
    });
  });

  it('is read with exactly the actions that are granted', () => {
    const { used, granted } = actionsOf('queueUrls');
    expect(used).toEqual(granted);
  });
});
