import { Command } from 'commander';
import { FailedCommand, runCommand } from '../command-line.ts';
import { runDemo, STEPS } from './run-demo.ts';
import type { DemoReport } from './runner.ts';
import { createScreen } from './screen.ts';
import { createStepPrinter, silentStepPrinter } from './step-printer.ts';

const command = new Command('demo')
  .description(
    'Runs rootguard on a sandbox organization, step by step; each step checks its results in the sandbox.',
  )
  .option('--json', 'print one JSON document instead of text')
  .action(async ({ json = false }: { json?: boolean }) => {
    const screen = createScreen(process.stdout);
    const report = await runDemo(json ? silentStepPrinter : createStepPrinter(screen));
    screen.write(json ? `${JSON.stringify(report)}\n` : `\n${closingLine(report)}\n`);
    await screen.written();
    if (!report.ok) throw new FailedCommand();
  });

function closingLine({ ok, steps }: DemoReport): string {
  const seconds = (steps.reduce((sum, { ms }) => sum + ms, 0) / 1000).toFixed(1);
  return ok
    ? `All ${steps.length} steps passed (${seconds} s).`
    : `Step ${steps.length} of ${STEPS.length} failed.`;
}

process.exitCode = await runCommand(command, process.argv.slice(2));
