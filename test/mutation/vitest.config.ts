import { defineConfig } from 'vitest/config';

/** The tests that a mutant of the domain, the events or the guardrail has to get past; none of them starts a server. */
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
