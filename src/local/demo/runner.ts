import { performance } from 'node:perf_hooks';
import type { Scene } from './scene.ts';
import type { Details, Step } from './step.ts';
import type { StepPrinter } from './step-printer.ts';

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
  printer: StepPrinter,
): Promise<DemoReport> {
  const reports: StepReport[] = [];
  for (const step of steps) {
    const report = await runStep(scene, step, printer);
    reports.push(report);
    if (!report.ok) break;
  }
  return { ok: reports.length === steps.length && reports.every(({ ok }) => ok), steps: reports };
}

async function runStep(scene: Scene, step: Step, printer: StepPrinter): Promise<StepReport> {
  const { name } = step;
  const lines: string[] = [];
  const print = (line: string) => {
    lines.push(line);
    printer.line(line);
  };
  printer.start(step);
  const startedAt = performance.now();
  const elapsed = () => Math.round(performance.now() - startedAt);
  try {
    const details = await step.run(scene, print);
    const ms = elapsed();
    printer.end(ms);
    return { name, ok: true, ms, details: { ...details, lines } };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    printer.fail(message);
    return { name, ok: false, ms: elapsed(), details: { lines, error: message } };
  }
}
