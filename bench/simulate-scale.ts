import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { SQSEvent } from 'aws-lambda';
import { ulid } from 'ulid';
import { rounded } from './figure.ts';
import { createPacedClock } from './place/clock.ts';
import { type Place, startPlace } from './place/place.ts';
import type { Tally } from './place/procedures.ts';
import { memberId } from './place/world.ts';
import { quantile } from './statistics.ts';
import { countOf } from './sweep.ts';

/*
 * The real sweeper and the real consumer on the sandbox, with time made to go faster, for docs/scale.md:
 *   npx tsx bench/simulate-scale.ts --accounts 10000                      one sweep
 *   npx tsx bench/simulate-scale.ts --accounts 1000 --events 1000         and root users sign in, so many a minute
 *   --rate 20 --burst 40   of AssumeRoot, a second      --latency 50   of each call, in milliseconds
 *   --speed 5              how much faster time goes    --minutes 5    for how long root users sign in
 *   --no-sweep             the events alone
 * All that it prints is in the sandbox's time. The pauses of the SDK's retries are not made shorter, so throttling looks
 * worse than it is, by as much as time goes faster.
 */

const { values: flags } = parseArgs({
  options: {
    accounts: { type: 'string', default: '1000' },
    events: { type: 'string', default: '0' },
    minutes: { type: 'string', default: '5' },
    rate: { type: 'string', default: '20' },
    burst: { type: 'string', default: '40' },
    latency: { type: 'string', default: '50' },
    speed: { type: 'string', default: '5' },
    'no-sweep': { type: 'boolean', default: false },
  },
});

const ACCOUNTS = Number(flags.accounts);
const SPEED = Number(flags.speed);
const EVENTS_A_MINUTE = Number(flags.events);
const RATE_LIMIT = { ratePerSecond: Number(flags.rate), burst: Number(flags.burst) };

/** What became of the messages of one kind: how long each that was done had been in the queue, in seconds. */
interface Seen {
  readonly waited: number[];
  failed: number;
}

async function simulate() {
  const pace = { speed: SPEED, startedAt: Date.now() };
  const clock = createPacedClock(pace);
  const seen = { swept: none(), events: none(), 'second looks': none() };
  const place = await startPlace({
    accounts: ACCOUNTS - 1,
    pace,
    surroundings: {
      clock,
      newId: () => ulid(),
      pause: async (milliseconds) => {
        await wait(milliseconds / SPEED);
      },
    },
    onConsumed: (event, { batchItemFailures }) => {
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      for (const record of event.Records) {
        const kind = seen[kindOf(record)];
        if (failed.has(record.messageId)) kind.failed += 1;
        else kind.waited.push((clock.now().getTime() - Number(record.attributes.SentTimestamp)) / 1000);
      }
    },
  });
  try {
    const accounts = Array.from({ length: Math.min(ACCOUNTS - 1, 1_000) }, (_, index) => memberId(index));
    if (EVENTS_A_MINUTE > 0) await place.aws('forwardFrom', accounts);
    await place.aws('change', { latencyMs: Number(flags.latency) / SPEED, assumeRootRateLimit: RATE_LIMIT });
    await place.aws('forgetCalls', undefined);
    const start = clock.now().getTime();
    const elapsed = () => (clock.now().getTime() - start) / 1000;
    const [sweepSeconds, storm] = await Promise.all([
      flags['no-sweep'] ? undefined : sweep(place, elapsed),
      EVENTS_A_MINUTE > 0 ? signIns(place, accounts) : undefined,
    ]);
    const tally = await place.aws('tally', undefined);
    const seconds = elapsed();
    return {
      accounts: ACCOUNTS,
      assumeRoot: RATE_LIMIT,
      seconds: rounded(seconds, 0),
      ...(sweepSeconds !== undefined && {
        sweep: {
          seconds: rounded(sweepSeconds, 0),
          floorSeconds: Math.max(0, (ACCOUNTS - RATE_LIMIT.burst) / RATE_LIMIT.ratePerSecond),
        },
      }),
      ...(storm !== undefined && { storm }),
      messages: Object.fromEntries(Object.entries(seen).map(([kind, one]) => [kind, describe(one)])),
      deadLetters: await place.aws('deadLetters', undefined),
      environments: place.functions.environments(),
      callsASecond: rates(tally, seconds),
    };
  } finally {
    await place.close();
  }
}

/** @returns after how many seconds the last account was done */
async function sweep({ functions, aws }: Place, elapsed: () => number): Promise<number> {
  const outcome = await functions.sweep();
  if (outcome.type !== 'finished') throw new Error(`the sweep ended as ${outcome.type}`);
  await aws('drained', 'sweep');
  return elapsed();
}

async function signIns({ aws }: Place, accounts: readonly string[]) {
  const seconds = Number(flags.minutes) * 60;
  await aws('signIn', { accounts, perMinute: EVENTS_A_MINUTE, seconds });
  return { eventsAMinute: EVENTS_A_MINUTE, seconds, messagesLeftAtItsEnd: await aws('depth', 'triggers') };
}

function none(): Seen {
  return { waited: [], failed: 0 };
}

function kindOf({ body }: SQSEvent['Records'][number]): 'swept' | 'events' | 'second looks' {
  if (body.includes('"rootguard":"sweep"')) return 'swept';
  return body.includes('"second-look"') ? 'second looks' : 'events';
}

/** Seconds from the sending of a message to its being done. The minute that a second look waits is among them. */
function describe({ waited, failed }: Seen) {
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

process.stdout.write(`${JSON.stringify(await simulate(), undefined, 2)}\n`);
