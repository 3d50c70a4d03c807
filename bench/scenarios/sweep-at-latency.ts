import { EVENT_SOURCES } from '../../src/runtime/resources.ts';
import { figureOf, repeat, rounded, type Scenario } from '../harness/figure.ts';
import { startHarness } from '../harness/harness.ts';
import { sweepOnce } from '../harness/sweep.ts';

const LATENCY_MS = 50;
const IN_FLIGHT = 8;

/** A revision of the posture is drawn in parallel to AssumeRoot, and keys and certificates are listed in parallel to the summary. */
const ROUND_TRIPS = ['sts:AssumeRoot', 'iam:GetAccountSummary', 'dynamodb:UpdateItem (posture)'];

export const sweepAtLatency: Scenario = {
  number: 2,
  title: 'A sweep at 50 ms a call and no rate limit, 8 accounts in flight, over accounts / 8 x 3 round trips',
  async measure({ quick, runs }) {
    const accounts = quick ? 200 : 1_000;
    const what = `sweep of ${accounts.toLocaleString('en-US')} accounts at 50 ms a call, 8 in flight`;
    return [figureOf({ scenario: 2, what }, await repeat(runs, () => sweep(accounts)))];
  },
};

async function sweep(accounts: number) {
  const eventSources = {
    ...EVENT_SOURCES,
    sweep: { ...EVENT_SOURCES.sweep, maximumConcurrency: 1 },
  };
  const variables = { ROOTGUARD_CONCURRENCY: String(IN_FLIGHT) };
  const harness = await startHarness({ accounts: accounts - 1, eventSources, variables });
  try {
    // The very first sweep also writes a ledger entry for each account; a routine one does not.
    await sweepOnce(harness, accounts);
    await harness.aws('change', { latencyMs: LATENCY_MS });
    const { seconds, failures } = await sweepOnce(harness, accounts);
    const floorSeconds = ((accounts / IN_FLIGHT) * ROUND_TRIPS.length * LATENCY_MS) / 1000;
    return {
      ratio: seconds / floorSeconds,
      failures,
      details: { seconds: rounded(seconds), floorSeconds, failures, batchSize: eventSources.sweep.batchSize },
    };
  } finally {
    await harness.close();
  }
}
