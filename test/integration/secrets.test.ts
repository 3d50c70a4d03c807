import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { type SessionCredentials, Sessions } from 'organization-sandbox/auth/sessions.ts';
import { startSandbox } from 'organization-sandbox/sandbox.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { administratorOf, createSandboxClients } from '../../src/local/clients.ts';
import { allowRootPassword } from '../../src/local/demo/attacker.ts';
import { createScene } from '../../src/local/demo/scene.ts';
import { startStack } from '../../src/local/stack.ts';
import { TABLES } from '../../src/runtime/resources.ts';
import { givenWorld, MEMBER, OTHER, WITH_PASSWORD } from '../support/sandbox-scene.ts';

describe('10. root session credentials never reach a log, a file, an error message or an output', () => {
  it('are absent after removals, denials, failures, an expired token and a truncated answer', async () => {
    const issued = recordIssuedCredentials();
    const lines: string[] = [];
    const sandbox = await startSandbox({
      world: givenWorld([
        { id: MEMBER, root: WITH_PASSWORD },
        { id: OTHER, deniedByScp: ['iam:Delete*'] },
      ]),
    });
    const stack = await startStack(sandbox, {
      settings: { mode: 'enforce', logLevel: 'debug' },
      logTo: { write: (line) => lines.push(line) },
      onError: (error) => lines.push(String(error)),
    });
    onTestFinished(async () => {
      await stack.stop();
      await sandbox.close();
    });
    const scene = createScene(sandbox, stack);

    const broken = { service: 'iam', times: 1 } as const;
    sandbox.faults.inject({
      ...broken,
      account: MEMBER,
      operation: 'ListAccessKeys',
      effect: { type: 'error', code: 'ExpiredToken', status: 403, message: 'The security token is expired' },
    });
    sandbox.faults.inject({
      ...broken,
      account: OTHER,
      operation: 'ListMFADevices',
      effect: {
        type: 'error',
        code: 'SignatureDoesNotMatch',
        status: 403,
        message: 'The request signature\nx-amz-security-token:leak',
      },
    });
    sandbox.faults.inject({ ...broken, operation: 'DeleteLoginProfile', effect: { type: 'drop-response' } });
    await scene.stack.run('full-sweep');
    const letAnHourPass = async () => {
      for (let minutes = 0; minutes < 60; minutes += 5) await scene.advance(300);
    };
    await letAnHourPass();
    await allowRootPassword(scene, MEMBER);
    await allowRootPassword(scene, OTHER);
    await letAnHourPass();

    const { dynamodb } = createSandboxClients(sandbox.endpoint, administratorOf(sandbox.homeAccountId));
    const tables = await Promise.all(
      Object.values(TABLES).map(({ name }) => dynamodb.send(new ScanCommand({ TableName: name }))),
    );
    const outputs = JSON.stringify([
      lines,
      tables.map(({ Items }) => Items),
      sandbox.sns.published(),
      sandbox.sqs.queues.get(stack.deployment.queues.deadLetters.arn)?.messages(),
    ]);

    expect(issued.length).toBeGreaterThan(4);
    expect(lines.join()).toContain('enforcement-finished');
    expect(lines.join()).toContain('message-failed');
    const leaked = issued.filter(
      ({ secretAccessKey, sessionToken }) =>
        outputs.includes(secretAccessKey) || outputs.includes(sessionToken),
    );
    expect(leaked).toEqual([]);
    expect(outputs).not.toContain('x-amz-security-token');
  });
});

/** The credentials that sts:AssumeRoot returns from now on. */
function recordIssuedCredentials(): readonly SessionCredentials[] {
  const issued: SessionCredentials[] = [];
  const { open } = Sessions.prototype;
  Sessions.prototype.open = function (request) {
    const credentials = open.call(this, request);
    issued.push(credentials);
    return credentials;
  };
  onTestFinished(() => {
    Sessions.prototype.open = open;
  });
  return issued;
}
