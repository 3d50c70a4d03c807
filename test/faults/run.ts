import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { silenceVersionWarning } from '../../src/runtime/environment.ts';
import { type HistoriesSize, historiesInMemory } from './run-memory.ts';
import { historiesOnSandbox } from './run-sandbox.ts';
import { heapGrowth, soak } from './soak.ts';

/*
 * The long form of the fault tests: `npm run test:faults -- --help`. A failing history is shrunk, and comes again with the
 * seed and path that are printed with it.
 */

const HELP = `npm run test:faults -- [options]

Without options: a short run of each layer.

  --layer memory    histories on the ports in memory (10,000 of them, a second for a thousand)
  --layer sandbox   histories on the deployed handlers, with the SDK over HTTP (300 of them, a second for two)
  --layer soak      triggers through the local stack (100,000 of them)
  --count N         how many
  --seed N          another seed gives other histories; the same gives the same
  --path P          with --seed: straight to the history that failed, as it was shrunk
  --accounts N      member accounts of the organization (default 4, at most 200)
  --acts N          most acts of one history (default 30)
`;

type Layer = 'memory' | 'sandbox' | 'soak';

const LONG: Readonly<Record<Layer, number>> = { memory: 10_000, sandbox: 300, soak: 100_000 };
const SHORT: Readonly<Record<Layer, number>> = { memory: 2_000, sandbox: 20, soak: 2_000 };

/** The heap after garbage collection at the end over that at the middle. */
const MOST_HEAP_GROWTH = 1.5;

const SEED = 20_261_124;

const text = { type: 'string' } as const;
const { values } = parseArgs({
  options: {
    layer: text,
    count: text,
    seed: text,
    path: text,
    accounts: { ...text, default: '4' },
    acts: { ...text, default: '30' },
    help: { type: 'boolean', default: false },
  },
});

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function runHistories<Input>(
  layer: 'memory' | 'sandbox',
  count: number,
  historiesOf: (size: HistoriesSize) => fc.IAsyncProperty<Input>,
): Promise<boolean> {
  const size = { accounts: Number(values.accounts), acts: Number(values.acts) };
  const seed = Number(values.seed ?? SEED);
  const startedAt = performance.now();
  const outcome = await fc.check(historiesOf(size), {
    seed,
    numRuns: count,
    ...(values.path !== undefined && { path: values.path }),
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const { failed, counterexample, counterexamplePath, errorInstance } = outcome;
  print(
    `${layer}: ${outcome.numRuns} histories of up to ${size.acts} acts in ${size.accounts} accounts, seed ${seed}, ${seconds} s`,
  );
  if (!failed) return true;
  print(errorInstance instanceof Error ? errorInstance.message : String(errorInstance));
  print(fc.stringify(counterexample));
  print(
    `again: npm run test:faults -- --layer ${layer} --accounts ${size.accounts} --acts ${size.acts} --seed ${seed} --path ${counterexamplePath}`,
  );
  return false;
}

async function runSoak(triggers: number): Promise<boolean> {
  const report = await soak({ triggers });
  const growth = heapGrowth(report);
  print(JSON.stringify({ ...report, heapGrowth: growth.toFixed(2) }, undefined, 2));
  return report.lost.length === 0 && report.keysLeft === 0 && growth < MOST_HEAP_GROWTH;
}

function run(layer: Layer, count: number): Promise<boolean> {
  switch (layer) {
    case 'memory':
      return runHistories('memory', count, historiesInMemory);
    case 'sandbox':
      return runHistories('sandbox', count, historiesOnSandbox);
    case 'soak':
      return runSoak(count);
  }
}

silenceVersionWarning();

const LAYERS: readonly Layer[] = ['memory', 'sandbox', 'soak'];
const chosen = LAYERS.find((layer) => layer === values.layer);

if (values.help || (values.layer !== undefined && chosen === undefined)) print(HELP);
else {
  const layers = chosen === undefined ? LAYERS : [chosen];
  for (const layer of layers) {
    const count = Number(values.count ?? (chosen === undefined ? SHORT : LONG)[layer]);
    if (!(await run(layer, count))) process.exitCode = 1;
  }
}
