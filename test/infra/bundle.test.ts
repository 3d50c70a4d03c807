import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { App } from 'aws-cdk-lib';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundledCode } from '../../infra/bundled-code.ts';
import { FEATURE_FLAGS } from '../../infra/feature-flags.ts';
import { HomeStack } from '../../infra/home/home-stack.ts';
import { MAX_BUNDLE_BYTES } from '../../scripts/bundle.ts';
import { parseConfiguration } from '../../src/installation/configuration.ts';
import { NO_CREDENTIALS, type Scene } from '../../src/local/demo/scene.ts';
import { environmentOf } from '../../src/local/stack.ts';
import { auditRequest } from '../integration/messages.ts';
import { givenScene, givenSqsEvent, HOME, MEMBER, WITH_PASSWORD } from '../support/sandbox-scene.ts';
import { EXAMPLE, functionNameOf, type Resource } from './synthesis.ts';

const run = promisify(execFile);

/** Calls the handler that the template names, as Lambda does. */
const INVOKE = `
  const [file, name] = process.argv[2].split('.');
  const { [name]: handler } = await import('./' + file + '.mjs');
  const result = await handler(JSON.parse(process.argv[3]), { awsRequestId: 'invocation-1', getRemainingTimeInMillis: () => 120_000 });
  process.stdout.write('result ' + JSON.stringify(result) + '\\n');
`;

let folder = '';
const functions = new Map<string, { readonly asset: string; readonly handler: string }>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rootguard-synthesized-'));
  const app = new App({ context: FEATURE_FLAGS, outdir: join(folder, 'cdk.out') });
  const home = new HomeStack(app, 'rootguard-home', parseConfiguration(EXAMPLE), bundledCode);
  const assembly = app.synth();
  const resources: readonly Resource[] = Object.values(
    assembly.getStackByName(home.stackName).template.Resources,
  );
  for (const { Type, Properties } of resources) {
    if (Type !== 'AWS::Lambda::Function') continue;
    const name = functionNameOf(Properties.Description);
    const asset = join(folder, name);
    await unzip(join(assembly.directory, `asset.${Properties.Code.S3Key}`), asset);
    functions.set(name, { asset, handler: Properties.Handler });
  }
}, 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

async function unzip(file: string, to: string): Promise<void> {
  await mkdir(to);
  for (const [name, contents] of Object.entries(unzipSync(await readFile(file))))
    await writeFile(join(to, name), contents);
}

/** In a separate process, in a folder that contains only what Lambda gets. */
async function invoke(scene: Scene, name: string, event: object): Promise<readonly string[]> {
  const { asset = '', handler = '' } = functions.get(name) ?? {};
  const folderOfFunction = await mkdtemp(join(folder, `${name}-`));
  for (const file of await readdir(asset)) await copyFile(join(asset, file), join(folderOfFunction, file));
  await writeFile(join(folderOfFunction, 'invoke.mjs'), INVOKE);
  const { stdout } = await run(process.execPath, ['invoke.mjs', handler, JSON.stringify(event)], {
    cwd: folderOfFunction,
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

describe('the synthesized bundle', () => {
  it('of the consumer runs standalone and removes unapproved credentials', async () => {
    const scene = await givenScene({ accounts: [{ id: MEMBER, root: WITH_PASSWORD }] });
    const queue = scene.stack.deployment.queues.triggers.arn;
    const event = givenSqsEvent(queue, [auditRequest(scene, MEMBER)], scene.sandbox.clock.now());
    const lines = await invoke(scene, 'consumer', event);
    expect(lines.at(-1)).toBe('result {"batchItemFailures":[]}');
    expect(scene.credentialsOf(MEMBER)).toEqual(NO_CREDENTIALS);
  });

  it.each(['consumer', 'listener', 'sweeper'])('of the %s is one small file', async (name) => {
    const { asset = '' } = functions.get(name) ?? {};
    expect(await readdir(asset)).toEqual(['index.mjs']);
    expect((await stat(join(asset, 'index.mjs'))).size).toBeLessThan(MAX_BUNDLE_BYTES);
  });

  it('of the sweeper runs standalone and queues every member', async () => {
    const scene = await givenScene();
    const lines = await invoke(scene, 'sweeper', { task: 'full-sweep' });
    expect(lines.at(-1)).toContain('"type":"finished"');
  });
});
