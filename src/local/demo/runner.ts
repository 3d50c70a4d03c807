import { performance } from 'node:perf_hooks';
import type { Narrator } from './narrator.ts';
import type { Scene } from './scene.ts';
import type { Details, Step } from './step.ts';

export interface StepReport {
  readonly name: string;
  readonly ok: boolean;
  readonly ms: number;
  readonly details: Details & { readonly lines: readonly string[]; readonly error?: string };
}

export interface DemoReport {
  readonly ok: boolean;
  readonly steps: readonly StepReport[];
}

/** Runs the steps one after the other. Each depends on those before it, so the first that fails ends the demo. */
export async function runSteps(
  scene: Scene,
  steps: readonly Step[],
  narrator: Narrator,
): Promise<DemoReport> {
  const reports: StepReport[] = [];
  for (const step of steps) {
    const report = await runStep(scene, step, narrator);
    reports.push(report);
    if (!report.ok) break;
  }
  return { ok: reports.length === steps.length && reports.every(({ ok }) => ok), steps: reports };
}

async function runStep(scene: Scene, step: Step, narrator: Narrator): Promise<StepReport> {
  const { name } = step;
  const lines: string[] = [];
  const print = (line: string) => {
    lines.push(line);
    narrator.line(line);
  };
  narrator.start(step);
  const startedAt = performance.now();
  const elapsed = () => Math.round(performance.now() - startedAt);
  try {
    const details = await step.run(scene, print);
    const ms = elapsed();
    narrator.end(ms);
    return { name, ok: true, ms, details: { ...details, lines } };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    narrator.fail(message);
    return { name, ok: false, ms: elapsed(), details: { lines, error: message } };
  }
}
