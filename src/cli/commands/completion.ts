import { bashCompletion } from '../completion/bash.ts';
import { fishCompletion } from '../completion/fish.ts';
import { commandTree } from '../completion/tree.ts';
import { zshCompletion } from '../completion/zsh.ts';
import { argument } from '../options/option.ts';
import { oneOf } from '../options/parsers.ts';
import { type Command, defineCommand, type Entry } from '../program/command.ts';
import { loadCommands } from '../program/load-commands.ts';

const SHELLS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;
const NAMES = ['bash', 'zsh', 'fish'] as const;

const SHELL = argument('<shell>', 'shell to print the script for', oneOf(NAMES));

/** @param commands all commands of the command line, this one included */
export const completionOf = (commands: readonly Entry[]): Command =>
  defineCommand({
    description: ['Prints the script that makes a shell complete the commands and options of rootguard.'],
    arguments: { shell: SHELL },
    options: {},
    commonOptions: false,
    examples: [
      'eval "$(rootguard completion bash)"   # in ~/.bashrc',
      'eval "$(rootguard completion zsh)"    # in ~/.zshrc, after compinit',
      'rootguard completion fish > ~/.config/fish/completions/rootguard.fish',
    ],
    async run(_context, args) {
      const summaries = new Map(commands.map(({ name, summary }) => [name, summary]));
      const script = SHELLS[args.shell](commandTree(await loadCommands(commands), summaries));
      return {
        exit: 'ok',
        json: { script: script.join('\n') },
        blocks: [{ type: 'lines', lines: script, verbatim: true }],
        csv: { columns: ['script'], rows: [[script.join('\n')]] },
      };
    },
  });
