import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListStacksCommand } from '@aws-sdk/client-cloudformation';
import { DescribeTrailsCommand } from '@aws-sdk/client-cloudtrail';
import { ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { ListUsersCommand } from '@aws-sdk/client-iam';
import { ListRootsCommand } from '@aws-sdk/client-organizations';
import { ListTopicsCommand } from '@aws-sdk/client-sns';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createAwsClients, withoutRetries } from '../../../src/aws/clients.ts';
import { createInspectionClients } from '../../../src/aws/inspection/clients.ts';
import { createPreflightClients } from '../../../src/aws/preflight/clients.ts';

const ROOT = { accessKeyId: 'ASIAROOT', secretAccessKey: 'ROOT-SECRET', sessionToken: 'ROOT-TOKEN' };
const KEYS = 'aws_access_key_id = AKIAHOME\naws_secret_access_key = secret';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** A server that refuses every call. */
async function givenServer() {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.headers.authorization?.match(/us-east-1\/([a-z]+)\//)?.[1] ?? '');
    response.writeHead(400).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

/** The environment names a profile whose endpoint nobody may call. */
function givenConfiguration(text: string) {
  const directory = mkdtempSync(join(tmpdir(), 'profile-endpoint-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const path = join(directory, 'config');
  writeFileSync(path, `[profile other]\n${KEYS}\nendpoint_url = http://127.0.0.1:1\n\n${text}\n`);
  vi.stubEnv('AWS_CONFIG_FILE', path);
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(directory, 'credentials'));
  vi.stubEnv('AWS_PROFILE', 'other');
  vi.stubEnv('AWS_ENDPOINT_URL', undefined);
}

function clientsOf(profile: string) {
  const clients = createAwsClients({ profile, maxAttempts: 1 });
  onTestFinished(clients.destroy);
  return clients;
}

const isRefused = async (call: Promise<unknown>) => {
  await expect(call).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
};

describe('the endpoint_url of a profile', () => {
  it('is called by every client, also in a root session, by doctor and by preflight', async () => {
    const server = await givenServer();
    givenConfiguration(`[profile home]\n${KEYS}\nendpoint_url = ${server.url}`);
    const clients = clientsOf('home');
    const first = clients.firstContact();
    await isRefused(clients.sts.send(new GetCallerIdentityCommand({})));
    await isRefused(clients.urgentSts.send(new GetCallerIdentityCommand({})));
    await isRefused(first.sts.send(new GetCallerIdentityCommand({})));
    await isRefused(first.organizations.send(new ListRootsCommand({})));
    await isRefused(clients.organizations.send(new ListRootsCommand({})));
    await isRefused(clients.iam.send(new ListUsersCommand({})));
    await isRefused(clients.iamInSession(ROOT).send(new ListUsersCommand({})));
    await isRefused(withoutRetries(clients.iamInSession(ROOT)).send(new ListUsersCommand({})));
    await isRefused(clients.sqs.send(new ListQueuesCommand({})));
    await isRefused(clients.sns.send(new ListTopicsCommand({})));
    await isRefused(clients.documents.send(new ScanCommand({ TableName: 'table' })));
    await isRefused(createPreflightClients(clients).cloudFormation.send(new ListStacksCommand({})));
    const { cloudFormation, cloudTrail, eventBridge } = createInspectionClients(clients);
    await isRefused(cloudFormation.send(new ListStacksCommand({})));
    await isRefused(cloudTrail.send(new DescribeTrailsCommand({})));
    await isRefused(eventBridge.send(new ListRulesCommand({})));
    expect(server.requests).toEqual([
      ...['sts', 'sts', 'sts', 'organizations', 'organizations', 'iam', 'iam', 'iam'],
      ...['sqs', 'sns', 'dynamodb', 'cloudformation'],
      ...['cloudformation', 'cloudtrail', 'events'],
    ]);
  });

  it('gives way to that of its services section, and both to the environment', async () => {
    const [general, ofSts, ofEnvironment] = [await givenServer(), await givenServer(), await givenServer()];
    givenConfiguration(
      `[profile home]\n${KEYS}\nendpoint_url = ${general.url}\nservices = mine\n\n` +
        `[services mine]\nsts =\n  endpoint_url = ${ofSts.url}`,
    );
    const clients = clientsOf('home');
    await isRefused(clients.sts.send(new GetCallerIdentityCommand({})));
    await isRefused(clients.organizations.send(new ListRootsCommand({})));
    vi.stubEnv('AWS_ENDPOINT_URL_SNS', ofEnvironment.url);
    await isRefused(clients.sns.send(new ListTopicsCommand({})));
    vi.stubEnv('AWS_ENDPOINT_URL', ofEnvironment.url);
    await isRefused(clients.sqs.send(new ListQueuesCommand({})));
    expect(ofSts.requests).toEqual(['sts']);
    expect(general.requests).toEqual(['organizations']);
    expect(ofEnvironment.requests).toEqual(['sns', 'sqs']);
  });

  it('is not called where the profile says to ignore it', async () => {
    givenConfiguration(
      `[profile home]\n${KEYS}\nendpoint_url = http://127.0.0.1:1\nignore_configured_endpoint_urls = true`,
    );
    expect(await clientsOf('home').sts.config.serviceConfiguredEndpoint?.()).toBeUndefined();
  });

  it('is called where the services section is missing', async () => {
    givenConfiguration(`[profile home]\n${KEYS}\nendpoint_url = http://127.0.0.1:1\nservices = absent`);
    expect(await clientsOf('home').sts.config.serviceConfiguredEndpoint?.()).toBe('http://127.0.0.1:1');
  });

  it('is none where the profile has none, even if the environment names one that has', async () => {
    givenConfiguration(`[profile home]\n${KEYS}`);
    expect(await clientsOf('home').sts.config.serviceConfiguredEndpoint?.()).toBeUndefined();
  });
});
