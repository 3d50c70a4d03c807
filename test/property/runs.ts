/** The same histories on every run; `npx vitest run test/property` prints the seed of a failing one. */
export const RUNS = { seed: 20_261_124, numRuns: 150 } as const;
