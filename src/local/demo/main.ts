import { Command } from 'commander';
import { FailedCommand, runCommand } from '../command-line.ts';
import { createNarrator, silentNarrator } from './narrator.ts';
import { playDemo, STEPS } from './play.ts';
import type { DemoReport } from './runner.ts';

const command = new Command('demo')
  .description('rootguard at work on a sandbox organization, step by step; each step checks what it tells.')
  .option('--json', 'one JSON document instead of the story')
  .action(async ({ json = false }: { json?: boolean }) => {
    const report = await playDemo(json ? silentNarrator : createNarrator(process.stdout));
    if (json) process.stdout.write(`${JSON.stringify(report)}\n`);
    else process.stdout.write(`\n${closingLine(report)}\n`);
    if (!report.ok) throw new FailedCommand();
  });

function closingLine({ ok, steps }: DemoReport): string {
  const seconds = (steps.reduce((sum, { ms }) => sum + ms, 0) / 1000).toFixed(1);
  return ok
    ? `All ${steps.length} steps hold (${seconds} s).`
    : `Step ${steps.length} of ${STEPS.length} does not hold.`;
}

process.exitCode = await runCommand(command, process.argv.slice(2));
