import { defineConfig } from 'vitest/config';

/** The tests that have to fail for a mutant of the domain, the events or the guardrail; none of them starts a server. */
export default defineConfig({
  test: {
    testTimeout: 30_000,
    include: [
      'test/unit/{domain,events,guardrail}/**/*.test.ts',
      'test/cases/**/*.test.ts',
      'test/property/**/*.test.ts',
    ],
    isolate: false,
  },
});
