import { createAwsClients } from '../../src/aws/clients.ts';
import { createPostureStore } from '../../src/aws/dynamodb/posture-table.ts';
import { administratorOf } from '../../src/local/clients.ts';
import type { Harness } from './harness.ts';
import type { Tally } from './procedures.ts';
import { sum } from './statistics.ts';

export interface SweepMeasurement {
  readonly seconds: number;
  /** Records that came again, messages in the dead-letter queue, and accounts that are not recorded as compliant. */
  readonly failures: number;
  /** AssumeRoot calls that were throttled. */
  readonly throttles: number;
  /** Calls of STS and IAM for each account that were not throttled. */
  readonly callsPerAccount: number;
}

/** Sweeps an organization whose accounts are all compliant, and counts those that were recorded so. */
export async function sweepOnce(
  { aws, functions, facts }: Harness,
  accounts: number,
): Promise<SweepMeasurement> {
  await aws('forgetCalls', undefined);
  const failedBefore = functions.failedRecords();
  const since = new Date();
  const start = performance.now();
  const outcome = await functions.sweep();
  if (outcome.type !== 'finished') throw new Error(`the sweep ended as ${outcome.type}`);
  await aws('drained', 'sweep');
  const seconds = (performance.now() - start) / 1000;

  const tally = await aws('tally', undefined);
  const compliantNow = await countCompliant(
    facts.endpoint,
    facts.homeAccountId,
    functions.configuration.tables.posture,
    since,
  );
  return {
    seconds,
    failures:
      functions.failedRecords() -
      failedBefore +
      (await aws('deadLetters', undefined)) +
      accounts -
      compliantNow,
    throttles: countOf(tally, ({ outcome: code }) => code === 'Throttling'),
    callsPerAccount:
      countOf(tally, ({ call, outcome: code }) => isRootCall(call) && code !== 'Throttling') / accounts,
  };
}

/** Not the sweeper's own call. */
function isRootCall(call: string): boolean {
  return /^(sts|iam):/.test(call) && call !== 'iam:ListOrganizationsFeatures';
}

export function countOf(tally: readonly Tally[], matches: (tally: Tally) => boolean): number {
  return sum(tally.filter(matches).map(({ count }) => count));
}

async function countCompliant(endpoint: string, home: string, table: string, since: Date): Promise<number> {
  const clients = createAwsClients({ endpoint, credentials: administratorOf(home) });
  try {
    let compliant = 0;
    const postures = createPostureStore({ client: clients.documents, name: table });
    for await (const { posture } of postures.readAll()) {
      if (posture === undefined) continue;
      const { state, auditedAt } = posture;
      if (state === 'compliant' && auditedAt >= since) compliant += 1;
    }
    return compliant;
  } finally {
    clients.destroy();
  }
}
