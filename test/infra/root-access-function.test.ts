import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as iam from '@aws-sdk/client-iam';
import * as organizations from '@aws-sdk/client-organizations';
import { startTestSandbox, type TestSandbox } from 'organization-sandbox/testing/test-sandbox.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ROOT_ACCESS_FUNCTION } from '../../infra/management/root-access-function.ts';
import { HOME, MANAGEMENT } from './synthesis.ts';

interface Answer {
  readonly Status: string;
  readonly Reason?: string;
  readonly PhysicalResourceId: string;
}

type Handler = (event: object) => Promise<void>;

/** Runs the code as Lambda does, with the SDK's clients connected to the sandbox and without pauses. */
function handlerOn(sandbox: TestSandbox, pause: (milliseconds: number) => void = () => undefined): Handler {
  const modules: Readonly<Record<string, object>> = {
    '@aws-sdk/client-iam': { ...iam, IAMClient: connected(() => sandbox.client(iam.IAMClient, MANAGEMENT)) },
    '@aws-sdk/client-organizations': {
      ...organizations,
      OrganizationsClient: connected(() => sandbox.client(organizations.OrganizationsClient, MANAGEMENT)),
    },
  };
  const exported: { handler?: Handler } = {};
  const code = new Function('require', 'exports', 'setTimeout', 'console', ROOT_ACCESS_FUNCTION);
  code(
    (name: string) => modules[name],
    exported,
    (resume: () => void, milliseconds: number) => {
      pause(milliseconds);
      resume();
    },
    { error: () => undefined },
  );
  if (exported.handler === undefined) throw new Error('the code exports no handler');
  return exported.handler;
}

/** A class whose instances are the client that `create` returns. */
const connected = (create: () => object) =>
  function Client() {
    return create();
  };

/** Where CloudFormation waits for the answer. */
async function startReceiver() {
  const answers: Answer[] = [];
  const contentTypes: (string | undefined)[] = [];
  let status = 200;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    contentTypes.push(request.headers['content-type']);
    answers.push(JSON.parse(Buffer.concat(chunks).toString()));
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/answer?signature=1`,
    answers,
    contentTypes,
    refuse() {
      status = 403;
    },
  };
}

const request = (
  RequestType: string,
  ResponseURL: string,
  properties: object = { DelegatedAdministrator: HOME },
) => ({
  RequestType,
  ResponseURL,
  StackId: 'stack',
  RequestId: 'request',
  LogicalResourceId: 'RootAccess',
  ResourceProperties: { ServiceToken: 'arn', ...properties },
});

const givenOrganization = () =>
  startTestSandbox(onTestFinished, {
    organization: {
      managementAccountId: MANAGEMENT,
      trustedServices: [],
      features: [],
      delegatedAdministrators: {},
    },
    accounts: [
      { id: MANAGEMENT, name: 'management' },
      { id: HOME, name: 'security' },
    ],
  });

async function stateOf(sandbox: TestSandbox) {
  const { DelegatedAdministrators = [] } = await sandbox
    .client(organizations.OrganizationsClient, MANAGEMENT)
    .send(new organizations.ListDelegatedAdministratorsCommand({ ServicePrincipal: 'iam.amazonaws.com' }));
  const features = await sandbox
    .client(iam.IAMClient, MANAGEMENT)
    .send(new iam.ListOrganizationsFeaturesCommand({}))
    .then(({ EnabledFeatures = [] }) => EnabledFeatures.toSorted())
    .catch((error: Error) => error.name);
  return { features, delegated: DelegatedAdministrators.map(({ Id }) => Id) };
}

const ON = { features: ['RootCredentialsManagement', 'RootSessions'], delegated: [HOME] };

describe('the function that turns root access on', () => {
  it('turns everything on if all is off, and succeeds again if all is on', async () => {
    const [sandbox, receiver] = [await givenOrganization(), await startReceiver()];
    const handler = handlerOn(sandbox);
    await handler(request('Create', receiver.url));
    expect(await stateOf(sandbox)).toEqual(ON);
    await handler(request('Update', receiver.url));
    expect(await stateOf(sandbox)).toEqual(ON);
    const success = {
      Status: 'SUCCESS',
      PhysicalResourceId: 'rootguard-root-access',
      StackId: 'stack',
      RequestId: 'request',
      LogicalResourceId: 'RootAccess',
    };
    expect(receiver.answers).toEqual([success, success]);
  });

  it('registers no delegated administrator if the home account is the management account', async () => {
    const [sandbox, receiver] = [await givenOrganization(), await startReceiver()];
    await handlerOn(sandbox)(request('Create', receiver.url, {}));
    expect(await stateOf(sandbox)).toEqual({ ...ON, delegated: [] });
  });

  it('disables nothing when the stack is deleted (invariant 11)', async () => {
    const [sandbox, receiver] = [await givenOrganization(), await startReceiver()];
    const handler = handlerOn(sandbox);
    await handler(request('Create', receiver.url));
    const before = sandbox.calls.added;
    await handler(request('Delete', receiver.url));
    expect(sandbox.calls.added).toBe(before);
    expect(await stateOf(sandbox)).toEqual(ON);
    expect(receiver.answers.map(({ Status }) => Status)).toEqual(['SUCCESS', 'SUCCESS']);
  });

  it('sends no content type, which the signature of the URL does not have', async () => {
    const [sandbox, receiver] = [await givenOrganization(), await startReceiver()];
    await handlerOn(sandbox)(request('Delete', receiver.url));
    expect(receiver.contentTypes.map((type) => type ?? '')).toEqual(['']);
  });

  const NOT_TRUSTED = {
    type: 'error',
    code: 'ServiceAccessNotEnabledException',
    status: 400,
    message: 'IAM has no trusted access',
  } as const;
  const ENABLE = { service: 'iam', operation: 'EnableOrganizationsRootCredentialsManagement' };

  it('waits until IAM knows of the trusted access', async () => {
    const [sandbox, receiver] = [await givenOrganization(), await startReceiver()];
    sandbox.faults.inject({ ...ENABLE, times: 5, effect: NOT_TRUSTED });
    const pauses: number[] = [];
    await handlerOn(sandbox, (milliseconds) => pauses.push(milliseconds))(request('Create', receiver.url));
    expect(pauses).toEqual([5000, 5000, 5000, 5000, 5000]);
    expect(await stateOf(sandbox)).toEqual(ON);
    expect(receiver.answers).toMatchObject([{ Status: 'SUCCESS' }]);
  });

  it('answers with the error of AWS if that lasts, and at once for any other error', async () => {
    const [sandbox, receiver] = [await givenOrganization(), await startReceiver()];
    const pauses: number[] = [];
    const handler = handlerOn(sandbox, (milliseconds) => pauses.push(milliseconds));
    sandbox.faults.inject({ ...ENABLE, times: 6, effect: NOT_TRUSTED });
    await handler(request('Create', receiver.url));
    expect(pauses).toHaveLength(5);
    const denied = { type: 'error', code: 'AccessDenied', status: 403, message: 'not authorized' } as const;
    sandbox.faults.inject({ ...ENABLE, times: 1, effect: denied });
    await handler(request('Create', receiver.url));
    expect(pauses).toHaveLength(5);
    expect(receiver.answers).toMatchObject([
      { Status: 'FAILED', Reason: 'ServiceAccessNotEnabledException: IAM has no trusted access' },
      { Status: 'FAILED', Reason: 'AccessDenied: not authorized' },
    ]);
  });

  it('fails, so that Lambda invokes it again, if CloudFormation does not take the answer', async () => {
    const [sandbox, receiver] = [await givenOrganization(), await startReceiver()];
    receiver.refuse();
    await expect(handlerOn(sandbox)(request('Delete', receiver.url))).rejects.toThrow('HTTP 403');
  });
});
