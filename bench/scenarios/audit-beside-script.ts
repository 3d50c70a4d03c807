import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLI, environmentFor, runNode } from '../harness/command.ts';
import { figureOf, repeat, rounded, type Scenario } from '../harness/figure.ts';
import { type Harness, startHarness } from '../harness/harness.ts';
import { plainAudit } from '../harness/plain-script.ts';

const LATENCY_MS = 50;
const RATE_LIMIT = { ratePerSecond: 20, burst: 40 };
const IN_FLIGHT = 8;

export const auditBesideScript: Scenario = {
  number: 8,
  title:
    '`rootguard audit` at 20 AssumeRoot/s, burst 40, 50 ms a call, beside a plain script: time for each account audited',
  async measure({ quick, runs }) {
    const accounts = quick ? 100 : 1_000;
    const measured = await repeat(runs, () => compare(accounts));
    const what = `rootguard audit of ${accounts.toLocaleString('en-US')} accounts over a plain script with ${IN_FLIGHT} in flight, time for each account that was audited`;
    return [figureOf({ scenario: 8, what, maxRatio: 1.1 }, measured)];
  },
};

async function compare(accounts: number) {
  const rootguard = await onNewHarness(accounts, audit);
  const few = await onNewHarness(accounts, ({ facts }) => plainAudit(facts, IN_FLIGHT));
  const unbounded = await onNewHarness(accounts, ({ facts }) => plainAudit(facts, accounts));
  return {
    failures: rootguard.failed,
    ratio: rootguard.seconds / rootguard.audited / (few.seconds / few.audited),
    details: {
      seconds: rounded(rootguard.seconds, 1),
      failed: rootguard.failed,
      floorSeconds: (accounts - RATE_LIMIT.burst) / RATE_LIMIT.ratePerSecond,
      scriptSeconds: rounded(few.seconds, 1),
      scriptFailed: few.failed,
      unboundedSeconds: rounded(unbounded.seconds, 1),
      unboundedFailed: unbounded.failed,
    },
  };
}

async function onNewHarness<Result>(
  accounts: number,
  run: (harness: Harness) => Promise<Result>,
): Promise<Result> {
  const harness = await startHarness({ accounts: accounts - 1 });
  try {
    await harness.aws('change', { latencyMs: LATENCY_MS, assumeRootRateLimit: RATE_LIMIT });
    return await run(harness);
  } finally {
    await harness.close();
  }
}

interface Report {
  readonly accounts: readonly { readonly state: string }[];
}

async function audit({ facts }: Harness) {
  const folder = await mkdtemp(join(tmpdir(), 'rootguard-bench-'));
  try {
    const output = join(folder, 'audit.json');
    const start = performance.now();
    await runNode([CLI, 'audit', '--output', 'json'], environmentFor(facts), output);
    const seconds = (performance.now() - start) / 1000;
    const { accounts }: Report = JSON.parse(await readFile(output, 'utf8'));
    const audited = accounts.filter(({ state }) => state === 'compliant').length;
    const failed = accounts.filter(({ state }) => state === 'unknown').length;
    return { seconds, audited, failed };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
