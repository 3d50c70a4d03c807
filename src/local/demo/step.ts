import type { Scene } from './scene.ts';

/** Facts for `--json`; a step adds what a reader may want to check. */
export type Details = Readonly<Record<string, unknown>>;

export interface Step {
  /** Stable, kebab-case. */
  readonly name: string;
  readonly title: string;
  /**
   * Runs the step, checks its results in the sandbox, and prints them line by line.
   * @throws FailedCheckError
   */
  run(scene: Scene, print: (line: string) => void): Promise<Details>;
}
