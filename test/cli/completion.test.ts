import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands/registry.ts';
import { runCli } from './cli.ts';

const NAMES = COMMANDS.map(({ name }) => name);

const hasShell = (shell: string) => spawnSync(shell, ['-c', 'exit 0']).status === 0;

async function scriptFor(shell: string): Promise<string> {
  const { code, stdout, stderr } = await runCli(['completion', shell]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

describe.skipIf(!hasShell('bash'))('completion in bash', () => {
  /** What bash offers for the last of these words. */
  async function offered(...args: readonly string[]): Promise<readonly string[]> {
    const script = await scriptFor('bash');
    const ask = `COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _rootguard; printf "%s\\n" "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', `${script}\n${ask}`, 'bash', ...args], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    return stdout.trimEnd().split('\n');
  }

  it('offers every command', async () => {
    expect(await offered('rootguard', '')).toEqual([...NAMES, 'help']);
    expect(await offered('rootguard', 'hi')).toEqual(['history']);
  });

  it('offers the commands of a group and the options of its default command', async () => {
    expect(await offered('rootguard', 'queue', '')).toEqual(['status', 'peek', 'redrive', 'delete']);
    expect(await offered('rootguard', 'evidence', '')).toEqual(
      expect.arrayContaining(['write', 'verify', '--since', '--out']),
    );
  });

  it('offers options and the choices of their values', async () => {
    expect(await offered('rootguard', 'report', '--h')).toEqual(['--html', '--help']);
    expect(await offered('rootguard', 'report', '--output', '')).toEqual(['table', 'json', 'csv']);
    expect(await offered('rootguard', 'report', '-o', 'j')).toEqual(['json']);
    expect(await offered('rootguard', 'queue', 'peek', '--queue', 'd')).toEqual(['dead-letters']);
    expect(await offered('rootguard', 'completion', 'z')).toEqual(['zsh']);
  });

  it('offers files for a file argument, and nothing for other free values', async () => {
    expect(await offered('rootguard', 'evidence', 'verify', 'package.j')).toEqual(['package.json']);
    expect(await offered('rootguard', 'report', '--html', 'biome')).toEqual(['biome.json']);
    expect(await offered('rootguard', 'report', '--since', '')).toEqual(['']);
  });

  it('distinguishes a command from a command of a group with the same name', async () => {
    expect(await offered('rootguard', 'status', '--o')).toEqual(['--output']);
    expect(await offered('rootguard', 'breaker', 'status', '--o')).toEqual(['--output']);
  });
});

describe.each(['zsh', 'fish'])('completion in %s', (shell) => {
  it('names every command and option', async () => {
    const script = await scriptFor(shell);
    for (const name of NAMES) expect(script).toContain(name);
    expect(script).toContain('html');
    expect(script).toContain('dead-letters');
  });

  // Needs the shell itself.
  it.skipIf(!hasShell(shell))('is a valid script of the shell', async () => {
    const { status, stderr } = spawnSync(shell, ['-n'], { input: await scriptFor(shell), encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

it.each([
  [['completion'], '<shell>: is missing'],
  [['completion', 'powershell'], 'expected bash, zsh, fish'],
])('%j is refused as a command line', async (args, issue) => {
  expect(await runCli(args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(issue) });
});
