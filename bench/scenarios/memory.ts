import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLI, environmentFor, ROOT, runNode } from '../harness/command.ts';
import { type Figure, figureOf, rounded, type Scenario } from '../harness/figure.ts';
import { startHarness } from '../harness/harness.ts';

const WATCHED = ['--expose-gc', '--import', `${ROOT}bench/harness/watch-memory.mjs`];
const SIZES = [1_000, 10_000, 50_000];

interface Memory {
  readonly heap: number;
  readonly rss: number;
}

export const memory: Scenario = {
  number: 7,
  title: 'Memory of a sweep and of an audit: peak with many accounts, over the peak with the fewest',
  async measure({ quick }) {
    const sizes = quick ? [100, 200] : SIZES;
    const folder = await mkdtemp(join(tmpdir(), 'rootguard-bench-'));
    try {
      const sweeps: Memory[] = [];
      const audits: Memory[] = [];
      for (const accounts of sizes) {
        sweeps.push(await memoryOfSweep(folder, accounts));
        audits.push(await memoryOfAudit(folder, accounts));
      }
      return [...figuresOf('a sweep', sizes, sweeps), ...figuresOf('rootguard audit', sizes, audits)];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function memoryOfSweep(folder: string, accounts: number): Promise<Memory> {
  const file = join(folder, `sweep-${accounts}.json`);
  const program = [...WATCHED, '--import', 'tsx', 'bench/harness/sweep-alone.ts', String(accounts)];
  const code = await runNode(program, { BENCH_MEMORY: file }, join(folder, 'output'));
  if (code !== 0) throw new Error(`a sweep of ${accounts} accounts ended with ${code}`);
  return readMemory(file);
}

async function memoryOfAudit(folder: string, accounts: number): Promise<Memory> {
  const file = join(folder, `audit-${accounts}.json`);
  const harness = await startHarness({ accounts: accounts - 1 });
  try {
    const environment = { ...environmentFor(harness.facts), BENCH_MEMORY: file };
    const program = [...WATCHED, CLI, 'audit', '--output', 'json'];
    const code = await runNode(program, environment, join(folder, 'output'));
    if (code !== 0) throw new Error(`an audit of ${accounts} accounts ended with ${code}`);
    return await readMemory(file);
  } finally {
    await harness.close();
  }
}

async function readMemory(file: string): Promise<Memory> {
  return JSON.parse(await readFile(file, 'utf8'));
}

function figuresOf(what: string, sizes: readonly number[], memories: readonly Memory[]): readonly Figure[] {
  const [first, ...others] = memories;
  if (first === undefined) return [];
  return others.map((memory, index) =>
    figureOf(
      {
        scenario: 7,
        what: `memory of ${what}, ${sizes[index + 1]} accounts over ${sizes[0]}`,
        maxRatio: 1.5,
      },
      [
        {
          ratio: memory.heap / first.heap,
          details: {
            heldMegabytes: megabytes(memory.heap),
            heldWithFewest: megabytes(first.heap),
            residentMegabytes: megabytes(memory.rss),
            residentWithFewest: megabytes(first.rss),
          },
        },
      ],
    ),
  );
}

function megabytes(bytes: number): number {
  return rounded(bytes / 1e6, 0);
}
