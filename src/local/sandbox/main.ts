import { runCommand } from '../command-line.ts';
import { createSandboxCommand } from './command.ts';

process.exitCode = await runCommand(createSandboxCommand(), process.argv.slice(2));
