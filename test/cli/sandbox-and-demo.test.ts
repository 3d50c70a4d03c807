import { once } from 'node:events';
import * as v from 'valibot';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runCli, startCli } from './cli.ts';

const readyLine = v.object({
  ready: v.literal(true),
  endpoint: v.pipe(v.string(), v.url()),
  homeAccountId: v.string(),
});

describe('sandbox', () => {
  it('serves an organization for the other commands until SIGTERM', async () => {
    const { process: serving, finished } = startCli(['sandbox', '--port', '0', '--guardrail', 'observe']);
    onTestFinished(() => {
      serving.kill();
    });
    const [line] = await once(serving.stdout ?? process.stdin, 'data');
    const { endpoint, homeAccountId } = v.parse(readyLine, JSON.parse(String(line)));
    const there = {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: homeAccountId,
      AWS_SECRET_ACCESS_KEY: 'sandbox',
    };
    expect(await runCli(['audit', '-a', 'payments'], there)).toMatchObject({ code: 3 });
    serving.kill('SIGTERM');
    expect(await finished).toMatchObject({
      code: 0,
      stderr: 'rootguard runs on it and has started its first sweep, which removes nothing.\n',
    });
  });

  it('names the issues of a world file', async () => {
    const { code, stderr } = await runCli(['sandbox', '--port', '0', '--org', '/nonexistent/world.json']);
    expect(code).toBe(2);
    expect(stderr).toContain('/nonexistent/world.json');
  });
});

/** The demo takes some seconds, and longer on a busy machine. */
const DEMO_TIMEOUT_MS = 120_000;

describe('demo', () => {
  it(
    'runs as its npm script does',
    async () => {
      const { code, stdout } = await runCli(['demo', '--json']);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ ok: true });
    },
    DEMO_TIMEOUT_MS,
  );
});
