import type { Scene } from './scene.ts';

/** Facts for `--json`; a step adds what a reader may want to check. */
export type Details = Readonly<Record<string, unknown>>;

export interface Step {
  /** Stable, kebab-case. */
  readonly name: string;
  readonly title: string;
  /**
   * Runs the step, checks its claims in the sandbox, and narrates it line by line.
   * @throws UntrueClaimError
   */
  run(scene: Scene, tell: (line: string) => void): Promise<Details>;
}
