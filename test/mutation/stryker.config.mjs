/*
 * Mutation testing with StrykerJS, which is large and needed now and then, and so is no dependency:
 *   npm install --no-save @stryker-mutator/core@9 @stryker-mutator/vitest-runner@9
 *   npx stryker run test/mutation/stryker.config.mjs --concurrency 2
 */
export default {
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutation/vitest.config.ts' },
  // Ports are types alone.
  mutate: ['src/{domain,events,guardrail,installation}/**/*.ts', '!src/guardrail/ports/**'],
  coverageAnalysis: 'perTest',
  // Stryker would rewrite tsconfig.json with the compiler's API, which TypeScript 7 does not have: there is no such file.
  tsconfigFile: 'none',
  ignorePatterns: ['infra', 'bench', 'cdk.out', 'dist', 'coverage'],
  timeoutMS: 10_000,
  reporters: ['clear-text', 'json', 'progress-append-only'],
  clearTextReporter: { logTests: false, reportTests: false },
  jsonReporter: { fileName: 'reports/mutation.json' },
  thresholds: { high: 96, low: 94, break: 94 },
};
