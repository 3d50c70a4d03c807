import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { cliDocs } from '../../scripts/cli-docs.ts';
import { COMMANDS } from '../../src/cli/commands/registry.ts';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { loadCommands } from '../../src/cli/program/load-commands.ts';
import { ROOT, runCli } from './cli.ts';

it('docs/cli.md shows the commands as they are (npx tsx scripts/cli-docs.ts > docs/cli.md)', async () => {
  expect(await readFile(`${ROOT}docs/cli.md`, 'utf8')).toBe(await cliDocs());
});

describe('help', async () => {
  const leaves = await loadCommands(COMMANDS);

  it.each(leaves.map(({ path }) => path.join(' ')))(
    'of %s names its options, an example and the exit codes',
    async (path) => {
      const leaf = leaves.find((one) => one.path.join(' ') === path);
      const { code, stdout, stderr } = await runCli([...path.split(' '), '--help']);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      for (const { flags } of Object.values(leaf?.command.options ?? {})) expect(stdout).toContain(flags);
      for (const example of leaf?.command.examples ?? []) expect(stdout).toContain(example);
      expect(leaf?.command.examples.length).toBeGreaterThan(0);
      for (const { code: exit } of Object.values(EXIT))
        expect(stdout).toMatch(new RegExp(`^ {2}${exit} `, 'm'));
    },
  );
});
