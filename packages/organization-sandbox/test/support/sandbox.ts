import { AssumeRootCommand, STSClient } from '@aws-sdk/client-sts';
import { onTestFinished } from 'vitest';
import { type Clock, createClock } from '../../src/clock.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox.ts';
import type { WorldInput } from '../../src/world/schema.ts';

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
   * A client of the real AWS SDK on this sandbox: us-east-1, no retries. It acts as an administrator of the home
   * account, or of the account whose id is given, or as the owner of the credentials given.
   */
  client<Client extends { destroy(): void }>(
    Ctor: ClientConstructor<Client>,
    credentials?: string | TestCredentials,
  ): Client;
  /** Calls the control plane: `control('POST', 'clock', { advanceSeconds: 60 })`. */
  control(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }>;
}

/** Any day will do, as long as it is always the same. */
export const TEST_NOW = new Date('2026-11-24T12:00:00Z');

export const testClock = (): Clock => createClock({ mode: 'manual', start: TEST_NOW });

/** Tests that run side by side pass the hook of their own context: vitest does not know which of them calls the other. */
export type AtEnd = (close: () => Promise<void>) => void;

/** A sandbox on a free port, with a clock that only moves when told, closed when the test has finished. */
export async function startTestSandbox(
  world?: WorldInput,
  options: Omit<SandboxOptions, 'world'> = {},
  atEnd: AtEnd = onTestFinished,
): Promise<TestSandbox> {
  const sandbox = await startSandbox({
    clock: testClock(),
    ...options,
    ...(world === undefined ? {} : { world }),
  });
  const clients: { destroy(): void }[] = [];
  atEnd(async () => {
    for (const client of clients) client.destroy();
    await sandbox.close();
  });

  return {
    ...sandbox,
    client: (Ctor, given = sandbox.homeAccountId) => {
      const credentials = typeof given === 'string' ? { accessKeyId: given } : given;
      const client = new Ctor({
        region: 'us-east-1',
        endpoint: sandbox.endpoint,
        maxAttempts: 1,
        credentials: {
          accessKeyId: credentials.accessKeyId,
          secretAccessKey: credentials.secretAccessKey ?? 'sandbox',
          ...(credentials.sessionToken === undefined ? {} : { sessionToken: credentials.sessionToken }),
        },
      });
      clients.push(client);
      return client;
    },
    control: async (method, path, body) => {
      const response = await fetch(`${sandbox.endpoint}/_sandbox/${path}`, {
        method,
        headers: { connection: 'close' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: await response.json() };
    },
  };
}

export type TaskPolicyName =
  | 'IAMAuditRootUserCredentials'
  | 'IAMDeleteRootUserCredentials'
  | 'IAMCreateRootUserPassword'
  | 'S3UnlockBucketPolicy'
  | 'SQSUnlockQueuePolicy';

export const taskPolicyArn = (name: TaskPolicyName): string => `arn:aws:iam::aws:policy/root-task/${name}`;

/** Credentials of a root session in an account, opened from the home account or the one given. */
export async function openRootSession(
  sandbox: TestSandbox,
  accountId: string,
  task: TaskPolicyName,
  caller?: string | TestCredentials,
): Promise<TestCredentials> {
  const { Credentials } = await sandbox
    .client(STSClient, caller)
    .send(new AssumeRootCommand({ TargetPrincipal: accountId, TaskPolicyArn: { arn: taskPolicyArn(task) } }));
  if (Credentials?.AccessKeyId === undefined) throw new Error('AssumeRoot answered no credentials');
  return {
    accessKeyId: Credentials.AccessKeyId,
    secretAccessKey: Credentials.SecretAccessKey,
    sessionToken: Credentials.SessionToken,
  };
}
