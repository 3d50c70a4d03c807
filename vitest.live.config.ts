import { defineConfig } from 'vitest/config';
import { TARGET_VARIABLE } from './test/live/target.ts';

const target = process.env[TARGET_VARIABLE];
if (target === undefined)
  throw new Error('The live test checks first where it is: npm run test:live -- --account ID');

/** For `npm run test:live` alone; its file is no `.test.ts`, so that `npm test` never runs one. */
export default defineConfig({
  test: {
    include: ['test/live/*.live.ts'],
    provide: { target: JSON.parse(target) },
    testTimeout: 120_000,
    reporters: ['verbose'],
    // All tests are about the same account: one after the other, each in its place.
    sequence: { shuffle: false, concurrent: false },
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
});
