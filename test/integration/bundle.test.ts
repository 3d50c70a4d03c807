import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_CREDENTIALS, type Scene } from '../../src/local/demo/scene.ts';
import { environmentOf } from '../../src/local/stack.ts';
import { givenScene, givenSqsEvent, HOME, MEMBER, WITH_PASSWORD } from '../support/sandbox-scene.ts';
import { auditRequest } from './messages.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Runs a bundled function in a process of its own, far from node_modules, as Lambda does. */
const INVOKE = `
  import { handler } from './index.mjs';
  const context = { awsRequestId: 'invocation-1', getRemainingTimeInMillis: () => 120_000 };
  const result = await handler(JSON.parse(process.argv[2]), context);
  process.stdout.write('result ' + JSON.stringify(result) + '\\n');
`;

let folder = '';

beforeAll(async () => {
  await run(process.execPath, ['--import', 'tsx', 'scripts/bundle.ts'], { cwd: ROOT });
  folder = await mkdtemp(join(tmpdir(), 'rootguard-bundle-'));
  await writeFile(join(folder, 'invoke.mjs'), INVOKE);
}, 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

async function invoke(scene: Scene, name: 'consumer' | 'sweeper', event: object): Promise<readonly string[]> {
  await copyFile(`${ROOT}/dist/lambda/${name}/index.mjs`, join(folder, 'index.mjs'));
  const { stdout } = await run(process.execPath, ['invoke.mjs', JSON.stringify(event)], {
    cwd: folder,
    env: {
      ...environmentOf(scene.sandbox, scene.stack.deployment, { mode: 'enforce' }),
      AWS_LAMBDA_FUNCTION_NAME: `rootguard-${name}`,
      AWS_ENDPOINT_URL: scene.sandbox.endpoint,
      AWS_ACCESS_KEY_ID: HOME,
      AWS_SECRET_ACCESS_KEY: 'sandbox',
    },
  });
  return stdout.trim().split('\n');
}

describe('the bundle', () => {
  it('of the consumer runs without node_modules, removes a credential, logs and writes metrics', async () => {
    const scene = await givenScene({ accounts: [{ id: MEMBER, root: WITH_PASSWORD }] });
    const { queues } = scene.stack.deployment;
    const event = givenSqsEvent(
      queues.triggers.arn,
      [auditRequest(scene, MEMBER)],
      scene.sandbox.clock.now(),
    );
    const lines = await invoke(scene, 'consumer', event);

    expect(lines.at(-1)).toBe('result {"batchItemFailures":[]}');
    expect(scene.credentialsOf(MEMBER)).toEqual(NO_CREDENTIALS);
    const printed: readonly Record<string, unknown>[] = lines.slice(0, -1).map((line) => JSON.parse(line));
    expect(printed.map(({ event: name }) => name)).toContain('enforcement-finished');
    expect(printed).toContainEqual(
      expect.objectContaining({ service: 'rootguard', AccountsAudited: 1, CredentialsRemoved: 1 }),
    );
  });

  it('of the sweeper runs without node_modules and queues every member', async () => {
    const scene = await givenScene();
    const lines = await invoke(scene, 'sweeper', { task: 'full-sweep' });
    expect(lines.at(-1)).toContain('"type":"finished"');
    expect(lines.at(-1)).toContain('"accountsQueued":3');
  });
});
