import type { CliContext } from '../../../src/cli/context.ts';
import type { Result, StreamedResult } from '../../../src/cli/output/result.ts';
import { buildProgram } from '../../../src/cli/program/build-program.ts';
import type { Command } from '../../../src/cli/program/command.ts';

/**
 * Runs one command with the arguments that a person would type after its name.
 * @throws InvalidInputError with every issue of the command line
 */
export async function runCommandLine(
  command: Command,
  argv: readonly string[],
  context: CliContext,
): Promise<Result | StreamedResult | undefined> {
  let result: Result | StreamedResult | undefined;
  const entry = { name: 'command', summary: '', load: async () => command };
  const program = buildProgram([entry], '0.0.0', {
    run: async (loaded, values) => {
      result = await loaded.run(context, values);
    },
    writeHelp: () => {},
  });
  await program.parseAsync(['command', ...argv], { from: 'user' });
  return result;
}
