import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { startSandbox } from 'organization-sandbox/sandbox.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LOG_EVENTS } from '../../src/guardrail/telemetry/log-events.ts';
import { createScene } from '../../src/local/demo/scene.ts';
import { startStack } from '../../src/local/stack.ts';
import { TABLES } from '../../src/runtime/resources.ts';
import { VERSION } from '../../src/runtime/version.ts';
import { invalidFieldsOf } from '../support/log-lines.ts';
import { givenWorld, MEMBER, OTHER, WITH_PASSWORD } from '../support/sandbox-scene.ts';
import { auditRequest, sendTriggers } from './messages.ts';

/** A service control policy keeps its root credentials from being deleted. */
const PROTECTED = '555555555555';

type Line = Readonly<Record<string, unknown>>;

async function givenLoggedScene() {
  const lines: Line[] = [];
  const sandbox = await startSandbox({
    world: givenWorld([
      { id: MEMBER, root: WITH_PASSWORD },
      { id: OTHER, root: WITH_PASSWORD },
      { id: PROTECTED, root: WITH_PASSWORD, deniedByScp: ['iam:Delete*'] },
    ]),
  });
  const stack = await startStack(sandbox, {
    settings: { mode: 'enforce', logLevel: 'debug' },
    logTo: { write: (line) => lines.push(JSON.parse(line)) },
  });
  onTestFinished(async () => {
    await stack.stop();
    await sandbox.close();
  });
  return { scene: createScene(sandbox, stack), lines };
}

describe('the lines of the functions', () => {
  it('have fields of the registered types, the version and the invocation id, and a duration where it is measured', async () => {
    const { scene, lines } = await givenLoggedScene();
    const { sandbox, stack } = scene;
    const letItFinish = async () => {
      await stack.idle();
      await scene.advance(900);
    };
    const { dynamodb } = scene.administrator(sandbox.homeAccountId);
    const broken = { scope: { S: `account#${OTHER}` }, id: { S: 'broken' } };
    await dynamodb.send(new PutItemCommand({ TableName: TABLES.exceptions.name, Item: broken }));
    const refused = { service: 'sts', operation: 'AssumeRoot', times: 1, account: MEMBER } as const;
    const denial = { code: 'AccessDenied', status: 403, message: 'Access denied' };
    sandbox.faults.inject({ ...refused, effect: { type: 'error', ...denial } });
    await stack.run('full-sweep');
    await stack.run('watch');
    await letItFinish();
    scene.actAsRoot(OTHER, 'create-access-key');
    await sendTriggers(scene, [
      'no JSON',
      '{"source": "aws.s3"}',
      auditRequest(scene, MEMBER),
      auditRequest(scene, '999999999999'),
    ]);
    await letItFinish();
    sandbox.faults.inject({
      service: 'dynamodb',
      operation: 'PutItem',
      times: 1,
      effect: { type: 'error', code: 'ValidationException', status: 400, message: 'refused' },
    });
    await expect(stack.run('full-sweep')).rejects.toThrow();
    await letItFinish();

    for (const line of lines) {
      const { event, level, time, msg, ...fields } = line;
      expect(invalidFieldsOf(fields), String(event)).toEqual([]);
      expect(fields, String(event)).toMatchObject({
        version: VERSION,
        invocationId: expect.stringMatching(/./),
      });
      expect([level, time, msg].every((value) => typeof value === 'string')).toBe(true);
      expect(Object.keys(LOG_EVENTS)).toContain(event);
    }
    for (const event of TIMED) {
      const timed = lines.filter((line) => line.event === event);
      expect(
        timed.map(({ durationMs }) => typeof durationMs),
        event,
      ).toEqual(timed.map(() => 'number'));
      expect(timed.length, event).toBeGreaterThan(0);
    }
  }, 60_000);
});

const TIMED = [
  'account-audited',
  'account-unknown',
  'enforcement-finished',
  'enforcement-incomplete',
  'message-processed',
  'message-failed',
  'sweeper-finished',
  'sweeper-failed',
];
