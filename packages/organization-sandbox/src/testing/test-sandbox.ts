import { type Clock, createClock } from '../clock.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../sandbox.ts';
import type { WorldInput } from '../world/schema.ts';

/** As the AWS SDK takes them. The sandbox verifies no signature, so any secret will do. */
export interface TestCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey?: string | undefined;
  readonly sessionToken?: string | undefined;
}

interface ClientConfiguration {
  readonly region: string;
  readonly endpoint: string;
  readonly maxAttempts: number;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
}

type ClientConstructor<Client> = new (configuration: ClientConfiguration) => Client;

export interface TestSandbox extends Sandbox {
  /**
   * Creates a client of the AWS SDK for the sandbox: us-east-1, no retries. It acts as an administrator of the home
   * account, of the account whose id is passed, or as the owner of the credentials that are passed.
   */
  client<Client extends { destroy(): void }>(
    Ctor: ClientConstructor<Client>,
    credentials?: string | TestCredentials,
  ): Client;
  /** Calls the control plane: `control('POST', 'clock', { advanceSeconds: 60 })`. */
  control(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }>;
}

/** The time at which the clock of a test sandbox starts. */
export const TEST_NOW = new Date('2026-11-24T12:00:00Z');

/** A clock that moves only when it is advanced. */
const testClock = (): Clock => createClock({ mode: 'manual', start: TEST_NOW });

/**
 * Registers what a test runner runs once the test has ended: vitest's `onTestFinished`, `t.after` of node:test. Tests
 * that run concurrently pass the hook of their own context.
 */
export type OnEnd = (close: () => Promise<void>) => void;

/** Starts a sandbox on a free port, with a manual clock. It is closed, with its clients, when the test has ended. */
export async function startTestSandbox(
  onEnd: OnEnd,
  world?: WorldInput,
  options: Omit<SandboxOptions, 'world'> = {},
): Promise<TestSandbox> {
  const sandbox = await startSandbox({
    clock: testClock(),
    ...options,
    ...(world === undefined ? {} : { world }),
  });
  const clients: { destroy(): void }[] = [];
  onEnd(async () => {
    for (const client of clients) client.destroy();
    await sandbox.close();
  });

  return {
    ...sandbox,
    client: (Ctor, credentials = sandbox.homeAccountId) => {
      const client = new Ctor({
        region: 'us-east-1',
        endpoint: sandbox.endpoint,
        maxAttempts: 1,
        credentials: resolveCredentials(credentials),
      });
      clients.push(client);
      return client;
    },
    control: (method, path, body) => callControlPlane(sandbox.endpoint, method, path, body),
  };
}

function resolveCredentials(credentials: string | TestCredentials): ClientConfiguration['credentials'] {
  const {
    accessKeyId,
    secretAccessKey = 'sandbox',
    sessionToken,
  } = typeof credentials === 'string' ? { accessKeyId: credentials } : credentials;
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

async function callControlPlane(endpoint: string, method: string, path: string, body: unknown) {
  const response = await fetch(`${endpoint}/_sandbox/${path}`, {
    method,
    headers: { connection: 'close' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}
