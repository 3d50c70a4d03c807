import { configDefaults, defineConfig } from 'vitest/config';

/** Tests that put spies in the place of modules, which would stay there for the tests after them. */
const WITH_MODULE_SPIES = ['test/infra/permissions.test.ts'];

export default defineConfig({
  test: {
    // The longest tests compute for ten seconds on an idle machine, and for half a minute on one that is busy.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: '100%',
    // A title names its case whole, however long the name is.
    chaiConfig: { truncateThreshold: 0 },
    // The SDK says on stderr that releases of 2027 will need Node 22; the lockfile holds one that does not.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    projects: [
      {
        extends: true,
        test: {
          name: 'tests',
          include: ['test/**/*.test.ts', 'packages/*/test/**/*.test.ts'],
          globalSetup: ['test/cli/build.ts'],
          exclude: [...configDefaults.exclude, ...WITH_MODULE_SPIES],
          // No module under test keeps state, and loading the AWS SDK anew for each file would take most of the time.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'module spies', include: WITH_MODULE_SPIES } },
    ],
    coverage: {
      provider: 'v8',
      // What decides on credentials. The adapters on AWS are held to it by the contract tests, action by action.
      include: ['src/domain/**', 'src/events/**', 'src/guardrail/**'],
      reporter: ['text'],
      thresholds: {
        'src/domain/**': { 100: true },
        'src/events/**': { branches: 99, functions: 100, lines: 100, statements: 100 },
        'src/guardrail/**': { branches: 97, functions: 99, lines: 99, statements: 99 },
      },
    },
  },
});
