import { cpus } from 'node:os';
import { Command, Option } from 'commander';
import { FailedCommand, runCommand, wholeNumber } from '../src/local/command-line.ts';
import { type Figure, meetsAim, type Scenario } from './harness/figure.ts';
import { describeFigure, figureAsJson } from './harness/report.ts';
import { auditBesideScript } from './scenarios/audit-beside-script.ts';
import { coldStart } from './scenarios/cold-start.ts';
import { memory } from './scenarios/memory.ts';
import { revert } from './scenarios/revert.ts';
import { revertBesideSweep } from './scenarios/revert-beside-sweep.ts';
import { sweepAtLatency } from './scenarios/sweep-at-latency.ts';
import { sweepAtRate } from './scenarios/sweep-at-rate.ts';
import { throughput } from './scenarios/throughput.ts';

const SCENARIOS: readonly Scenario[] = [
  sweepAtRate,
  sweepAtLatency,
  revert,
  revertBesideSweep,
  throughput,
  coldStart,
  memory,
  auditBesideScript,
];

interface Flags {
  readonly only?: readonly string[];
  readonly quick: boolean;
  readonly runs?: number;
  readonly json: boolean;
}

const command = new Command('npm run bench')
  .usage('-- [options]')
  .description(
    'Measures how fast rootguard is, as ratios to a lower bound or to a minimal script. Exits with 1 if a figure misses its aim.',
  )
  .addOption(
    new Option('--only <scenarios...>', 'these scenarios only').choices(
      SCENARIOS.map(({ number }) => String(number)),
    ),
  )
  .option(
    '--quick',
    'small sizes and one run of each: checks that the benchmark works; its figures mean nothing',
    false,
  )
  .option(
    '--runs <count>',
    'how often each scenario is measured (default 3, with --quick 1)',
    wholeNumber(1, 99),
  )
  .option('--json', 'one JSON document instead of lines', false)
  .addHelpText(
    'after',
    `\nScenarios:\n${SCENARIOS.map(({ number, title }) => `  ${number}  ${title}`).join('\n')}`,
  )
  .action(bench);

async function bench({ only, quick, runs = quick ? 1 : 3, json }: Flags): Promise<void> {
  const size = { quick, runs };
  const figures: Figure[] = [];
  for (const { number, title, measure } of SCENARIOS) {
    if (only !== undefined && !only.includes(String(number))) continue;
    // Progress goes to stderr, so that stdout contains only the figures.
    process.stderr.write(`${number}. ${title}\n`);
    for (const figure of await measure(size)) {
      figures.push(figure);
      if (!json) process.stdout.write(describeFigure(figure));
    }
  }
  if (json) {
    const machine = { node: process.version, cores: cpus().length, model: cpus()[0]?.model.trim() };
    process.stdout.write(`${JSON.stringify({ machine, ...size, figures: figures.map(figureAsJson) })}\n`);
  }
  if (!quick && !figures.every(meetsAim)) throw new FailedCommand();
}

process.exitCode = await runCommand(command, process.argv.slice(2));
