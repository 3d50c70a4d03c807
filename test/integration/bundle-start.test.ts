import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { bundle, CANARY, CONSUMER, LISTENER, MAX_BUNDLE_BYTES, SWEEPER } from '../../scripts/bundle.ts';

it.each([CANARY, CONSUMER, LISTENER, SWEEPER])(
  'the bundle of %s is small and has no module that is imported later, for a quick cold start',
  async (entry) => {
    const folder = await mkdtemp(join(tmpdir(), 'rootguard-size-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const { bytes, importedLater } = await bundle({ entryPoints: [entry] }, join(folder, 'index.mjs'));
    expect(bytes).toBeLessThan(MAX_BUNDLE_BYTES);
    expect(importedLater).toEqual([]);
  },
);
