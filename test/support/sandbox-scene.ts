import type { SQSEvent } from 'aws-lambda';
import { type SandboxOptions, startSandbox } from 'organization-sandbox/sandbox.ts';
import type { WorldAccountInput, WorldInput } from 'organization-sandbox/world/schema.ts';
import { onTestFinished } from 'vitest';
import { createScene, type Scene } from '../../src/local/demo/scene.ts';
import { type Settings, startStack } from '../../src/local/stack.ts';

export const MANAGEMENT = '111111111111';
export const HOME = '222222222222';
export const MEMBER = '333333333333';
export const OTHER = '444444444444';

export interface SceneOptions {
  readonly accounts?: readonly WorldAccountInput[];
  readonly settings?: Settings;
  readonly sandbox?: Omit<SandboxOptions, 'world'>;
}

/** rootguard deployed on a sandbox organization, enforcing; both end with the test. */
export async function givenScene({
  accounts = [],
  settings = {},
  sandbox: options = {},
}: SceneOptions = {}): Promise<Scene> {
  const sandbox = await startSandbox({ ...options, world: givenWorld(accounts) });
  const stack = await startStack(sandbox, {
    settings: { mode: 'enforce', logLevel: 'silent', ...settings },
    onError: (error) => {
      throw error;
    },
  });
  onTestFinished(async () => {
    await stack.stop();
    await sandbox.close();
  });
  return createScene(sandbox, stack);
}

/** A management account, an IAM delegated administrator and the members given, else two without root credentials. */
export function givenWorld(accounts: readonly WorldAccountInput[]): WorldInput {
  const members = accounts.length > 0 ? accounts : [{ id: MEMBER }, { id: OTHER }];
  return {
    organization: {
      managementAccountId: MANAGEMENT,
      delegatedAdministrators: { 'iam.amazonaws.com': [HOME] },
      organizationalUnits: [{ id: 'ou-sbox-work0001', name: 'workloads', parent: 'r-sbox' }],
    },
    accounts: [{ id: MANAGEMENT, root: { password: {}, mfaDevices: [{}] } }, { id: HOME }, ...members],
  };
}

/** A root password that rootguard has not seen an event of. */
export const WITH_PASSWORD = { password: { createdAt: '2025-01-01T00:00:00Z' } };

/** What an event source mapping hands to the consumer. */
export function givenSqsEvent(queueArn: string, bodies: readonly string[], sentAt: Date): SQSEvent {
  return {
    Records: bodies.map((body, index) => ({
      messageId: `message-${index}`,
      receiptHandle: `receipt-${index}`,
      body,
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: String(sentAt.getTime()),
        SenderId: HOME,
        ApproximateFirstReceiveTimestamp: String(sentAt.getTime()),
      },
      messageAttributes: {},
      md5OfBody: '',
      eventSource: 'aws:sqs',
      eventSourceARN: queueArn,
      awsRegion: 'us-east-1',
    })),
  };
}
