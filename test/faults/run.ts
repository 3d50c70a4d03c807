import { Command, Option } from 'commander';
import fc from 'fast-check';
import { FailedCommand, runCommand, wholeNumber } from '../../src/local/command-line.ts';
import { type HistoriesSize, historiesInMemory } from './run-memory.ts';
import { historiesOnSandbox } from './run-sandbox.ts';
import { heapGrowth, soak } from './soak.ts';

/*
 * The long form of the fault tests: `npm run test:faults -- --help`. A failing history is shrunk; the printed seed and path
 * replay it.
 */

const LAYERS = ['memory', 'sandbox', 'soak'] as const;
type Layer = (typeof LAYERS)[number];

const LONG: Readonly<Record<Layer, number>> = { memory: 10_000, sandbox: 300, soak: 100_000 };
const SHORT: Readonly<Record<Layer, number>> = { memory: 2_000, sandbox: 20, soak: 2_000 };

/** The heap after garbage collection at the end over that at the middle. */
const MAX_HEAP_GROWTH = 1.5;

const SEED = 20_261_124;

interface Flags {
  readonly layer?: Layer;
  readonly count?: number;
  readonly seed: number;
  readonly path?: string;
  readonly accounts: number;
  readonly actions: number;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function runHistories<Input>(
  layer: 'memory' | 'sandbox',
  count: number,
  { accounts, actions, seed, path }: Flags,
  historiesOf: (size: HistoriesSize) => fc.IAsyncProperty<Input>,
): Promise<boolean> {
  const size = { accounts, actions };
  const startedAt = performance.now();
  const outcome = await fc.check(historiesOf(size), {
    seed,
    numRuns: count,
    ...(path !== undefined && { path }),
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const { failed, counterexample, counterexamplePath, errorInstance } = outcome;
  print(
    `${layer}: ${outcome.numRuns} histories of up to ${size.actions} actions in ${size.accounts} accounts, seed ${seed}, ${seconds} s`,
  );
  if (!failed) return true;
  print(errorInstance instanceof Error ? errorInstance.message : String(errorInstance));
  print(fc.stringify(counterexample));
  print(
    `replay: npm run test:faults -- --layer ${layer} --accounts ${size.accounts} --actions ${size.actions} --seed ${seed} --path ${counterexamplePath}`,
  );
  return false;
}

async function runSoak(triggers: number): Promise<boolean> {
  const report = await soak({ triggers });
  const growth = heapGrowth(report);
  print(JSON.stringify({ ...report, heapGrowth: growth.toFixed(2) }, undefined, 2));
  return report.lost.length === 0 && report.keysLeft === 0 && growth < MAX_HEAP_GROWTH;
}

function run(layer: Layer, count: number, flags: Flags): Promise<boolean> {
  switch (layer) {
    case 'memory':
      return runHistories('memory', count, flags, historiesInMemory);
    case 'sandbox':
      return runHistories('sandbox', count, flags, historiesOnSandbox);
    case 'soak':
      return runSoak(count);
  }
}

const command = new Command('npm run test:faults')
  .usage('-- [options]')
  .description('Histories with faults, and triggers in bulk. Without --layer: a short run of each layer.')
  .addOption(
    new Option(
      '--layer <layer>',
      `histories on the ports in memory (${LONG.memory} of them, a second for a thousand), histories on the deployed handlers over HTTP (${LONG.sandbox}, a second for two), or triggers through the local stack (${LONG.soak})`,
    ).choices(LAYERS),
  )
  .option('--count <number>', 'how many', wholeNumber(1, 100_000_000))
  .option(
    '--seed <number>',
    'another seed gives other histories; the same gives the same',
    wholeNumber(0, 2 ** 31),
    SEED,
  )
  .option('--path <path>', 'with --seed: replays the failing history as it was shrunk')
  .option('--accounts <number>', 'member accounts of the organization', wholeNumber(1, 200), 4)
  .option('--actions <number>', 'maximum number of actions in one history', wholeNumber(1, 1_000), 30)
  .action(runLayers);

async function runLayers(flags: Flags): Promise<void> {
  const counts = flags.layer === undefined ? SHORT : LONG;
  let hasPassed = true;
  for (const layer of flags.layer === undefined ? LAYERS : [flags.layer]) {
    if (!(await run(layer, flags.count ?? counts[layer], flags))) hasPassed = false;
  }
  if (!hasPassed) throw new FailedCommand();
}

process.exitCode = await runCommand(command, process.argv.slice(2));
