import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type AppProps } from 'aws-cdk-lib';

/** Runs `work` with an app of its own, and deletes its files afterwards. */
export function inTemporaryApp<Result>(props: Omit<AppProps, 'outdir'>, work: (app: App) => Result): Result {
  const outdir = mkdtempSync(join(tmpdir(), 'rootguard-cdk-'));
  try {
    return work(new App({ ...props, outdir }));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
