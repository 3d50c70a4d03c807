import { closeSync, existsSync, openSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { it, member, startCli, worldOf } from './cli.ts';

const WORLD = worldOf([
  member('333333333333', 'payments', {
    root: { accessKeys: [{ id: 'AKIAROOT333333333333', createdAt: '2025-01-01T00:00:00Z' }] },
  }),
]);

/** Linux's device that fails each write, as a full disk does. */
const FULL_DISK = '/dev/full';

function openFullDisk() {
  const descriptor = openSync(FULL_DISK, 'w');
  return { descriptor, close: () => closeSync(descriptor) };
}

const ONE_LINE = /^error: the output could not be written \(ENOSPC: .+\)\n$/;

describe.runIf(existsSync(FULL_DISK)).concurrent('on a full disk', () => {
  it.for([
    '--help',
    '--version',
    'help exceptions add',
    'completion bash',
    'sandbox --port 0',
    'simulate --help',
  ])('a command ends with one line and exit code 1: rootguard %s', async (args, { expect }) => {
    const disk = openFullDisk();
    const { finished } = startCli(args.split(' '), {}, { stdout: disk.descriptor });
    expect(await finished).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(ONE_LINE) });
    disk.close();
  });

  it.for(['table', 'json', 'csv'])(
    'an audit ends with one line and exit code 1, also as %s',
    async (format, { givenCli, expect }) => {
      const { start } = await givenCli(WORLD);
      const disk = openFullDisk();
      const { finished } = start(['audit', '-o', format], {}, { stdout: disk.descriptor });
      expect(await finished).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(ONE_LINE) });
      disk.close();
    },
  );

  it('an enforcement removes what it should although its notices and its log cannot be written', async ({
    givenCli,
  }) => {
    const { sandbox, start } = await givenCli(WORLD);
    // The first thing that is written is the notice about the clock.
    sandbox.clock.advance(86_400);
    const disk = openFullDisk();
    const { finished } = start(
      ['enforce', '--yes'],
      { ROOTGUARD_LOG_LEVEL: 'debug' },
      { stderr: disk.descriptor },
    );
    expect(await finished).toMatchObject({ code: 0, stdout: expect.stringContaining('0 violating') });
    disk.close();
  });
});

describe.concurrent('a reader that stops early', () => {
  it.for(['--help', 'completion bash'])('is no error of rootguard %s', async (args, { expect }) => {
    const { process: started, finished } = startCli(args.split(' '));
    started.stdout?.destroy();
    expect(await finished).toMatchObject({ code: 0, stderr: '' });
  });

  it('does not change the exit code of an audit', async ({ givenCli }) => {
    const { start } = await givenCli(WORLD);
    const { process: started, finished } = start(['audit']);
    started.stdout?.destroy();
    expect(await finished).toMatchObject({ code: 3, stderr: '' });
  });

  it('does not end an enforcement when it stops reading the notices and the log', async ({ givenCli }) => {
    const { sandbox, start } = await givenCli(WORLD);
    sandbox.clock.advance(86_400);
    const { process: started, finished } = start(['enforce', '--yes'], { ROOTGUARD_LOG_LEVEL: 'debug' });
    started.stderr?.destroy();
    expect(await finished).toMatchObject({ code: 0, stdout: expect.stringContaining('0 violating') });
  });
});
