import { readdir } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { describe, expect } from 'vitest';
import { it, member, runCli, worldOf } from './cli.ts';

const WORLD = worldOf([member('333333333333', 'payments')]);
const CREDENTIALS = { AWS_ACCESS_KEY_ID: '222222222222', AWS_SECRET_ACCESS_KEY: 'sandbox' };

/** Accepts connections and closes them at once, and counts the attempts. */
async function givenDeadEndpoint() {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    connections: () => connections,
    close: () => server.close(),
  };
}

/** Refuses every call; the one for the caller's identity is answered only after that to Organizations was refused. */
async function givenRefusalsWithTheIdentityLast() {
  const refused = { organization: () => {} };
  const organizationRefused = new Promise<void>((resolve) => {
    refused.organization = resolve;
  });
  const server = createHttpServer(async (request, response) => {
    const isOrganizations = request.headers['x-amz-target']?.includes('DescribeOrganization') ?? false;
    if (!isOrganizations) await organizationRefused;
    else response.once('close', refused.organization);
    response.writeHead(403, { 'content-type': isOrganizations ? 'application/x-amz-json-1.1' : 'text/xml' });
    response.end(
      isOrganizations
        ? JSON.stringify({ __type: 'AccessDeniedException', Message: 'no' })
        : '<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>',
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { endpoint: `http://127.0.0.1:${address.port}`, close: () => server.close() };
}

describe.concurrent('a command that fails', () => {
  it('names the caller, also where the call to Organizations is refused first', async () => {
    const refusing = await givenRefusalsWithTheIdentityLast();
    const { code, stderr } = await runCli(['report'], {
      ...CREDENTIALS,
      AWS_ENDPOINT_URL: refusing.endpoint,
    });
    refusing.close();
    expect(code).toBe(1);
    expect(stderr).toContain('sts:GetCallerIdentity failed');
    expect(stderr).not.toContain('organizations:DescribeOrganization');
  });

  it('makes one attempt where the network does not answer, and reports it', async () => {
    const dead = await givenDeadEndpoint();
    const { code, stderr } = await runCli(['report'], { ...CREDENTIALS, AWS_ENDPOINT_URL: dead.endpoint });
    dead.close();
    expect(code).toBe(1);
    expect(stderr).toContain('the network on the way to it, did not answer');
    // sts:GetCallerIdentity and organizations:DescribeOrganization, concurrently.
    expect(dead.connections()).toBeLessThanOrEqual(2);
  });

  it.for([
    [['exceptions', 'list', '--exceptions-table', 'nope'], 'dynamodb:Scan of table nope failed'],
    [['history', '--account', '333333333333', '--ledger-table', 'nope'], 'of table nope failed'],
    [['breaker', 'status', '--posture-table', 'nope'], 'dynamodb:GetItem of table nope failed'],
    [['report', '--posture-table', 'nope'], 'of table nope failed'],
  ] as const)('names the missing table: %j', async ([args, text], { givenCli, expect }) => {
    const { run } = await givenCli(WORLD);
    const { code, stderr } = await run(args);
    expect(code).toBe(1);
    expect(stderr).toContain(text);
    expect(stderr).toContain('Use credentials of the home account');
  });

  it('names the missing queue, the caller and the expected home account', async ({ givenCli }) => {
    const { run } = await givenCli(WORLD);
    const { stderr } = await run(['queue', 'peek'], { AWS_ACCESS_KEY_ID: '111111111111' });
    expect(stderr).toContain('sqs:GetQueueUrl of queue rootguard-dead-letters failed');
    expect(stderr).toContain('of account 111111111111, the management account');
    expect(stderr).toContain('the delegated administrator for IAM, 222222222222');
  });

  it('reports that the credentials are of a member account', async ({ givenCli }) => {
    const { run } = await givenCli(WORLD);
    const { code, stderr } = await run(['audit'], { AWS_ACCESS_KEY_ID: '333333333333' });
    expect(code).toBe(1);
    expect(stderr).toContain('of account 333333333333; the home account should be');
    expect(stderr).toContain('Use credentials of the home account');
  });

  it('names the profile that does not exist', async () => {
    const { code, stderr } = await runCli(['audit', '--profile', 'nosuch']);
    expect(code).toBe(1);
    expect(stderr).toContain('sts:GetCallerIdentity failed with profile nosuch');
    expect(stderr).toContain('aws configure list-profiles');
  });

  it('reports that there are no credentials', async () => {
    const { code, stderr } = await runCli(['audit']);
    expect(code).toBe(1);
    expect(stderr).toContain('There are no AWS credentials here.');
  });
});

describe.concurrent('a file that cannot be written', () => {
  it.for([
    ['/', '/: is a directory; give the name of a file'],
    ['/nowhere/report.html', '/nowhere/report.html: /nowhere cannot be written to (ENOENT)'],
  ] as const)('is reported in one line before any call to AWS: %s', async ([path, text], { expect }) => {
    for (const option of ['--html', '--csv']) {
      const { code, stdout, stderr } = await runCli(['report', '--live', option, path], {
        ...CREDENTIALS,
        AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(`error: ${text}`);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    }
    expect((await readdir('/')).filter((name) => name.includes('unfinished'))).toEqual([]);
  });
});
