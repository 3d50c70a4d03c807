import { defineConfig } from 'vitest/config';

/** The tests that have to fail for a mutant of what `stryker.config.mjs` mutates; none of them starts a server. */
export default defineConfig({
  test: {
    testTimeout: 30_000,
    include: [
      'test/unit/{domain,events,guardrail,installation}/**/*.test.ts',
      'test/unit/docs/{configuration,scps}.test.ts',
      'test/cases/**/*.test.ts',
      'test/property/**/*.test.ts',
    ],
    isolate: false,
  },
});
