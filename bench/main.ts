import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { type Figure, meetsAim, type Point, type Size } from './figure.ts';
import { auditBesideScript } from './points/audit-beside-script.ts';
import { coldStart } from './points/cold-start.ts';
import { memory } from './points/memory.ts';
import { revert } from './points/revert.ts';
import { revertBesideSweep } from './points/revert-beside-sweep.ts';
import { sweepAtLatency } from './points/sweep-at-latency.ts';
import { sweepAtRate } from './points/sweep-at-rate.ts';
import { throughput } from './points/throughput.ts';
import { describeFigure, figureAsJson } from './report.ts';

/*
 * How fast rootguard is, beside what nobody could do faster: npm run bench
 *   --only N    one point; may be given several times
 *   --quick     small sizes, one run each: whether the benchmark works
 *   --runs N    how often each point is measured, 3 without it
 *   --json      one JSON document instead of lines
 */

const POINTS: readonly Point[] = [
  sweepAtRate,
  sweepAtLatency,
  revert,
  revertBesideSweep,
  throughput,
  coldStart,
  memory,
  auditBesideScript,
];

const { values: flags } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    quick: { type: 'boolean', default: false },
    runs: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

async function bench(): Promise<void> {
  const chosen = POINTS.filter(({ number }) => !flags.only || flags.only.includes(String(number)));
  const size: Size = { quick: flags.quick, runs: Number(flags.runs ?? (flags.quick ? 1 : 3)) };
  const figures: Figure[] = [];
  for (const { number, title, measure } of chosen) {
    // Progress goes to stderr, so that stdout holds the figures alone.
    process.stderr.write(`${number}. ${title}\n`);
    for (const figure of await measure(size)) {
      figures.push(figure);
      if (!flags.json) process.stdout.write(describeFigure(figure));
    }
  }
  if (flags.json) {
    const machine = { node: process.version, cores: cpus().length, model: cpus()[0]?.model.trim() };
    process.stdout.write(`${JSON.stringify({ machine, ...size, figures: figures.map(figureAsJson) })}\n`);
  }
  if (!flags.quick && !figures.every(meetsAim)) process.exitCode = 1;
}

await bench();
