import { type Figure, figureOf, repeat, rounded, type Scenario } from '../harness/figure.ts';
import { startHarness } from '../harness/harness.ts';
import { sweepOnce } from '../harness/sweep.ts';

interface Case {
  readonly what: string;
  readonly accounts: number;
  readonly ratePerSecond: number;
  readonly burst: number;
  readonly latencyMs: number;
}

const AS_ON_AWS: Case = {
  what: 'sweep of 1,000 accounts at 20 AssumeRoot/s, burst 40',
  accounts: 1_000,
  ratePerSecond: 20,
  burst: 40,
  latencyMs: 50,
};

/** Rate, burst and latency are five times as fast, so that ten times as many accounts take only twice as long. */
const ACCELERATED: Case = {
  what: 'sweep of 10,000 accounts, five times as fast: 100 AssumeRoot/s, burst 200',
  accounts: 10_000,
  ratePerSecond: 100,
  burst: 200,
  latencyMs: 10,
};

const QUICK: Case = {
  ...AS_ON_AWS,
  what: 'sweep of 200 accounts at 20 AssumeRoot/s, burst 40',
  accounts: 200,
};

export const sweepAtRate: Scenario = {
  number: 1,
  title: 'A sweep where AssumeRoot is rate-limited, over (accounts - burst) / rate',
  async measure({ quick, runs }) {
    const figures: Figure[] = [];
    for (const one of quick ? [QUICK] : [AS_ON_AWS, ACCELERATED]) {
      figures.push(
        figureOf({ scenario: 1, what: one.what, maxRatio: 1.05 }, await repeat(runs, () => sweep(one))),
      );
    }
    return figures;
  },
};

async function sweep({ accounts, ratePerSecond, burst, latencyMs }: Case) {
  // The home account is a member account like any other.
  const harness = await startHarness({ accounts: accounts - 1 });
  try {
    await harness.aws('change', { latencyMs, assumeRootRateLimit: { ratePerSecond, burst } });
    const { seconds, failures, throttles, callsPerAccount } = await sweepOnce(harness, accounts);
    const floorSeconds = (accounts - burst) / ratePerSecond;
    return {
      ratio: seconds / floorSeconds,
      failures,
      details: {
        seconds: rounded(seconds),
        floorSeconds,
        throttles,
        callsPerAccount: rounded(callsPerAccount, 3),
      },
    };
  } finally {
    await harness.close();
  }
}
