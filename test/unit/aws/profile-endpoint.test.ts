import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
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
import { readCaller } from '../../../src/aws/caller.ts';
import { createAwsClients, withoutRetries } from '../../../src/aws/clients.ts';
import { createInspectionClients } from '../../../src/aws/inspection/clients.ts';
import { createPreflightClients } from '../../../src/aws/preflight/clients.ts';
import { createProfileSts } from '../../../src/aws/profile-credentials.ts';

const ROOT = { accessKeyId: 'ASIAROOT', secretAccessKey: 'ROOT-SECRET', sessionToken: 'ROOT-TOKEN' };
const KEYS = 'aws_access_key_id = AKIAHOME\naws_secret_access_key = secret';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** A server that refuses every call. */
function givenServer() {
  return givenServerWith((request) => ({
    said: request.headers.authorization?.match(/us-east-1\/([a-z]+)\//)?.[1] ?? '',
  }));
}

/** STS, which lets a role be assumed; it notes the operation, the Region and the access key of each call. */
function givenSts() {
  return givenServerWith((request, body) => {
    const action = new URLSearchParams(body).get('Action') ?? '';
    const [, key, region] = request.headers.authorization?.match(/Credential=(\w+)\/\d+\/([\w-]+)\//) ?? [];
    const said = [action, region, key].filter((word) => word !== undefined).join(' ');
    return action.startsWith('AssumeRole') ? { said, answer: assumedBy(action) } : { said };
  });
}

const assumedBy = (action: string) => `<${action}Response><${action}Result>
    <AssumedRoleUser><Arn>arn:aws:sts::222222222222:assumed-role/operator/s</Arn></AssumedRoleUser>
    <Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey>
    <SessionToken>t</SessionToken><Expiration>2100-01-01T00:00:00Z</Expiration></Credentials>
  </${action}Result></${action}Response>`;

type Respond = (
  request: IncomingMessage,
  body: string,
) => { readonly said: string; readonly answer?: string; readonly status?: number };

async function givenServerWith(respond: Respond) {
  const requests: string[] = [];
  const server = createServer(async (request, response) => {
    const { said, answer, status = answer === undefined ? 400 : 200 } = respond(request, await text(request));
    requests.push(said);
    response.writeHead(status).end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

/** The environment names a profile whose endpoint nobody may call. */
function givenConfiguration(profiles: string) {
  const directory = mkdtempSync(join(tmpdir(), 'profile-endpoint-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const path = join(directory, 'config');
  writeFileSync(path, `[profile other]\n${KEYS}\nendpoint_url = http://127.0.0.1:1\n\n${profiles}\n`);
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

describe('a role of a profile', () => {
  const SOURCE = `[profile source]\n${KEYS}\nendpoint_url = http://127.0.0.1:1\n`;
  const ROLE = 'role_arn = arn:aws:iam::222222222222:role/operator';

  it('is assumed at the endpoint_url of the profile, once for all clients', async () => {
    const server = await givenSts();
    givenConfiguration(
      `${SOURCE}[profile home]\n${ROLE}\nsource_profile = source\nendpoint_url = ${server.url}\n`,
    );
    const clients = clientsOf('home');
    await isRefused(clients.sts.send(new GetCallerIdentityCommand({})));
    await isRefused(clients.iam.send(new ListUsersCommand({})));
    expect(server.requests).toEqual([
      'AssumeRole us-east-1 AKIAHOME',
      'GetCallerIdentity us-east-1 ASIAROLE',
      'ListUsers us-east-1 ASIAROLE',
    ]);
    expect(await clients.sts.config.credentials()).toMatchObject({ accountId: '222222222222' });
  });

  it('is assumed where the services section of the profile says, and in its Region', async () => {
    const [sts, others] = [await givenSts(), await givenServer()];
    givenConfiguration(
      `${SOURCE}[profile home]\n${ROLE}\nsource_profile = source\nregion = eu-west-1\n` +
        `endpoint_url = ${others.url}\nservices = mine\n\n[services mine]\nsts =\n  endpoint_url = ${sts.url}\n`,
    );
    await isRefused(clientsOf('home').organizations.send(new ListRootsCommand({})));
    expect(sts.requests).toEqual(['AssumeRole eu-west-1 AKIAHOME']);
    expect(others.requests).toEqual(['organizations']);
  });

  it('is assumed with a web identity in the same way', async () => {
    const server = await givenSts();
    const directory = mkdtempSync(join(tmpdir(), 'web-identity-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    writeFileSync(join(directory, 'token'), 'token');
    givenConfiguration(
      `[profile home]\n${ROLE}\nweb_identity_token_file = ${join(directory, 'token')}\nendpoint_url = ${server.url}\n`,
    );
    await isRefused(clientsOf('home').sts.send(new GetCallerIdentityCommand({})));
    expect(server.requests).toEqual(['AssumeRoleWithWebIdentity', 'GetCallerIdentity us-east-1 ASIAROLE']);
  });

  it('is named where AWS does not let it be assumed', async () => {
    const server = await givenServerWith(() => ({
      said: 'refused',
      answer: '<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>',
      status: 403,
    }));
    givenConfiguration(
      `${SOURCE}[profile home]\n${ROLE}\nsource_profile = source\nendpoint_url = ${server.url}\n`,
    );
    await expect(readCaller(clientsOf('home').sts)).rejects.toMatchObject({
      failure: {
        call: 'sts:AssumeRole',
        resource: 'role arn:aws:iam::222222222222:role/operator',
        code: 'AccessDenied',
        reason: 'not-authorized',
      },
    });
    expect(server.requests).toEqual(['refused']);
  });

  it('is never assumed at the endpoint_url of another profile, which the environment names', async () => {
    givenConfiguration(`${SOURCE}[profile home]\n${ROLE}\nsource_profile = source\n`);
    expect(await createProfileSts('home').config.serviceConfiguredEndpoint?.()).toBeUndefined();
  });
});
