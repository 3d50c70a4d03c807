import { median, sum } from './statistics.ts';

/** One figure of the benchmark: a ratio to a lower bound or to a minimal script, measured in the same run. */
export interface Figure {
  readonly scenario: number;
  readonly what: string;
  /** One value for each run. */
  readonly ratios: readonly number[];
  /** The largest median that meets the aim; undefined where there is no aim. */
  readonly maxRatio?: number;
  /** How many accounts, over all runs, failed: a figure with any misses its aim. */
  readonly failures: number;
  /** The values behind the ratio and other measurements; those of the median run if there are several. */
  readonly details: Readonly<Record<string, number | string>>;
}

export interface Run {
  readonly ratio: number;
  readonly failures?: number;
  readonly details: Figure['details'];
}

/** The figure of several runs: its details are those of the run in the middle. */
export function figureOf(
  about: Pick<Figure, 'scenario' | 'what' | 'maxRatio'>,
  runs: readonly Run[],
): Figure {
  const ratios = runs.map(({ ratio }) => ratio);
  const middle = runs.find(({ ratio }) => ratio === median(ratios));
  const failures = sum(runs.map((run) => run.failures ?? 0));
  return { ...about, ratios, failures, details: middle?.details ?? {} };
}

export function meetsAim({ ratios, maxRatio, failures }: Figure): boolean {
  return failures === 0 && (maxRatio === undefined || median(ratios) <= maxRatio);
}

export interface Scenario {
  readonly number: number;
  readonly title: string;
  measure(size: Size): Promise<readonly Figure[]>;
}

export interface Size {
  /** Small sizes and one run each, to check that everything works rather than how fast it is. */
  readonly quick: boolean;
  readonly runs: number;
}

export async function repeat(times: number, run: () => Promise<Run>): Promise<readonly Run[]> {
  const runs: Run[] = [];
  for (let index = 0; index < times; index++) runs.push(await run());
  return runs;
}

export function rounded(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}
