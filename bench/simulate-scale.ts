import { setTimeout as wait } from 'node:timers/promises';
import type { SQSEvent } from 'aws-lambda';
import { Command, InvalidArgumentError } from 'commander';
import { ulid } from 'ulid';
import { runCommand, wholeNumber } from '../src/local/command-line.ts';
import { createScaledClock } from './harness/clock.ts';
import { rounded } from './harness/figure.ts';
import { type Harness, startHarness } from './harness/harness.ts';
import type { Tally } from './harness/procedures.ts';
import { quantile } from './harness/statistics.ts';
import { countOf } from './harness/sweep.ts';
import { memberId } from './harness/world.ts';

interface Flags {
  readonly accounts: number;
  readonly events: number;
  readonly minutes: number;
  readonly rate: number;
  readonly burst: number;
  readonly latency: number;
  readonly speed: number;
  readonly sweep: boolean;
}

/** The messages of one kind: how many deliveries failed, and how many seconds each processed one had been in its queue. */
interface MessageOutcomes {
  readonly waited: number[];
  failed: number;
}

async function simulate(flags: Flags) {
  const { accounts: count, speed, events: eventsAMinute } = flags;
  const rateLimit = { ratePerSecond: flags.rate, burst: flags.burst };
  const clockSpeed = { speed, startedAt: Date.now() };
  const clock = createScaledClock(clockSpeed);
  const messages = { swept: noMessages(), events: noMessages(), 'follow-up audits': noMessages() };
  const harness = await startHarness({
    accounts: count - 1,
    clockSpeed,
    platform: {
      clock,
      newId: () => ulid(),
      pause: async (milliseconds) => {
        await wait(milliseconds / speed);
      },
    },
    onConsumed: (event, { batchItemFailures }) => {
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      for (const record of event.Records) {
        const kind = messages[kindOf(record)];
        if (failed.has(record.messageId)) kind.failed += 1;
        else kind.waited.push((clock.now().getTime() - Number(record.attributes.SentTimestamp)) / 1000);
      }
    },
  });
  try {
    const accounts = Array.from({ length: Math.min(count - 1, 1_000) }, (_, index) => memberId(index));
    if (eventsAMinute > 0) await harness.aws('forwardFrom', accounts);
    await harness.aws('change', { latencyMs: flags.latency / speed, assumeRootRateLimit: rateLimit });
    await harness.aws('forgetCalls', undefined);
    const start = clock.now().getTime();
    const elapsed = () => (clock.now().getTime() - start) / 1000;
    const [sweepSeconds, storm] = await Promise.all([
      flags.sweep ? sweep(harness, elapsed) : undefined,
      eventsAMinute > 0 ? signIns(harness, accounts, flags) : undefined,
    ]);
    const tally = await harness.aws('tally', undefined);
    const seconds = elapsed();
    return {
      accounts: count,
      assumeRoot: rateLimit,
      seconds: rounded(seconds, 0),
      ...(sweepSeconds !== undefined && {
        sweep: {
          seconds: rounded(sweepSeconds, 0),
          floorSeconds: Math.max(0, (count - flags.burst) / flags.rate),
        },
      }),
      ...(storm !== undefined && { storm }),
      messages: Object.fromEntries(Object.entries(messages).map(([kind, one]) => [kind, describe(one)])),
      deadLetters: await harness.aws('deadLetters', undefined),
      environments: harness.functions.environments(),
      callsASecond: rates(tally, seconds),
    };
  } finally {
    await harness.close();
  }
}

/** @returns seconds until the last account was processed */
async function sweep({ functions, aws }: Harness, elapsed: () => number): Promise<number> {
  const outcome = await functions.sweep();
  if (outcome.type !== 'finished') throw new Error(`the sweep ended as ${outcome.type}`);
  await aws('drained', 'sweep');
  return elapsed();
}

async function signIns({ aws }: Harness, accounts: readonly string[], { events, minutes }: Flags) {
  const seconds = minutes * 60;
  await aws('signIn', { accounts, perMinute: events, seconds });
  return { eventsAMinute: events, seconds, messagesLeftAtItsEnd: await aws('depth', 'triggers') };
}

function noMessages(): MessageOutcomes {
  return { waited: [], failed: 0 };
}

function kindOf({ body }: SQSEvent['Records'][number]): 'swept' | 'events' | 'follow-up audits' {
  if (body.includes('"rootguard":"sweep"')) return 'swept';
  return body.includes('"second-look"') ? 'follow-up audits' : 'events';
}

/** Seconds from sending a message to its processing, including the minute by which a follow-up audit is delayed. */
function describe({ waited, failed }: MessageOutcomes) {
  return {
    done: waited.length,
    failedDeliveries: failed,
    ...(waited.length > 0 && {
      p50: rounded(quantile(waited, 0.5), 1),
      p99: rounded(quantile(waited, 0.99), 1),
    }),
  };
}

function rates(tally: readonly Tally[], seconds: number) {
  const calls = [...new Set(tally.map(({ call }) => call))].toSorted();
  const rate = (matches: (one: Tally) => boolean) => rounded(countOf(tally, matches) / seconds, 1);
  return {
    ...Object.fromEntries(calls.map((call) => [call, rate((one) => one.call === call)])),
    'throttled sts:AssumeRoot': rate(({ outcome }) => outcome === 'Throttling'),
  };
}

const command = new Command('npx tsx bench/simulate-scale.ts')
  .description(
    "The real sweeper and the real consumer on the sandbox, with time passing faster, for docs/scale.md. All that it prints is in the sandbox's time. The pauses of the SDK's retries are not shortened, so throttling looks worse than it is by the same factor.",
  )
  .option('--accounts <number>', 'of the organization', wholeNumber(1, 100_000), 1_000)
  .option('--events <number>', 'sign-ins of root users, a minute', wholeNumber(0, 100_000), 0)
  .option('--minutes <number>', 'for how long root users sign in', positive, 5)
  .option('--rate <number>', 'AssumeRoot calls a second that are let through', positive, 20)
  .option('--burst <number>', 'AssumeRoot calls that are let through at once', positive, 40)
  .option('--latency <milliseconds>', 'of each call', notNegative, 50)
  .option('--speed <factor>', 'how much faster time passes', positive, 5)
  .option('--no-sweep', 'the events alone')
  .action(async (flags: Flags) => {
    process.stdout.write(`${JSON.stringify(await simulate(flags), undefined, 2)}\n`);
  });

function positive(text: string): number {
  const value = notNegative(text);
  if (value === 0) throw new InvalidArgumentError('It has to be above 0.');
  return value;
}

function notNegative(text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text)) throw new InvalidArgumentError('It has to be a number.');
  return Number(text);
}

process.exitCode = await runCommand(command, process.argv.slice(2));
