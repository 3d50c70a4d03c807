import pLimit from 'p-limit';
import { type BareCalls, createBareCalls } from '../harness/bare-calls.ts';
import { batchesOf, MESSAGES } from '../harness/batches.ts';
import { type Figure, figureOf, repeat, rounded, type Scenario } from '../harness/figure.ts';
import { type Harness, startHarness } from '../harness/harness.ts';
import { profiled } from '../harness/profile.ts';
import { maxSandboxCallsPerSecond } from '../harness/raw-calls.ts';
import { memberId } from '../harness/world.ts';

const KINDS = [
  { queue: 'sweep', what: 'CPU of a sweep message about a compliant account, over the bare SDK calls' },
  { queue: 'triggers', what: 'CPU of a root sign-in in a compliant account, over the bare SDK calls' },
] as const;

const MINUTE_MS = 60_000;

export const throughput: Scenario = {
  number: 5,
  title: 'The consumer without latency: processor time of a trigger, over that of the same AWS calls alone',
  async measure({ quick, runs }) {
    const accounts = Array.from({ length: quick ? 100 : 1_000 }, (_, index) => memberId(index));
    const harness = await startHarness({ accounts: accounts.length });
    const { ledger, posture } = harness.functions.configuration.tables;
    const bare = createBareCalls(harness.facts, posture, ledger);
    try {
      const ceiling = await maxSandboxCallsPerSecond(harness.facts, accounts.length * 2);
      const figures: Figure[] = [];
      for (const { queue, what } of KINDS) {
        // Not measured: the first run compiles code and creates postures.
        await consume(harness, queue, accounts);
        await callBare(bare, queue, accounts);
        const measured = await repeat(runs, async () => {
          const consumer = await timed(accounts.length, () => consume(harness, queue, accounts));
          const calls = await timed(accounts.length, () => callBare(bare, queue, accounts));
          return {
            ratio: consumer.cpuMs / calls.cpuMs,
            details: {
              cpuMillisecondsPerTrigger: rounded(consumer.cpuMs),
              ofBareCalls: rounded(calls.cpuMs),
              triggersPerSecond: rounded(consumer.perSecond, 0),
              bareTriggersPerSecond: rounded(calls.perSecond, 0),
              sandboxCallsPerSecond: rounded(ceiling, 0),
            },
          };
        });
        figures.push(figureOf({ scenario: 5, what }, measured));
        const { modules, functions } = await profiled(() => consume(harness, queue, accounts));
        process.stderr.write(`${JSON.stringify({ queue, modules, functions }, undefined, 1)}\n`);
      }
      return figures;
    } finally {
      await harness.close();
    }
  },
};

/** As many concurrent invocations as the deployed queue allows, in one process. */
async function consume(
  { functions, facts }: Harness,
  queue: 'sweep' | 'triggers',
  accounts: readonly string[],
): Promise<void> {
  const limit = pLimit(2);
  const batches = batchesOf(facts.queueArns[queue], accounts, MESSAGES[queue]);
  const answers = await Promise.all(
    batches.map((event) => limit(() => functions.invokeConsumer(event, MINUTE_MS * 10))),
  );
  const failed = answers.flatMap(({ batchItemFailures }) => batchItemFailures);
  if (failed.length > 0) throw new Error(`${failed.length} messages failed`);
}

async function callBare(
  bare: BareCalls,
  queue: 'sweep' | 'triggers',
  accounts: readonly string[],
): Promise<void> {
  const limit = pLimit(16);
  await Promise.all(accounts.map((account) => limit(() => bare[queue](account))));
}

async function timed(count: number, run: () => Promise<void>) {
  const before = process.cpuUsage();
  const start = performance.now();
  await run();
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  return { cpuMs: (user + system) / 1000 / count, perSecond: count / seconds };
}
