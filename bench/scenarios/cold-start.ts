import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle, CONSUMER, ROOT } from '../../scripts/bundle.ts';
import { batchesOf, MESSAGES } from '../harness/batches.ts';
import { environmentFor, runNode } from '../harness/command.ts';
import { figureOf, type Run, rounded, type Scenario } from '../harness/figure.ts';
import { type Harness, startHarness } from '../harness/harness.ts';
import { median } from '../harness/statistics.ts';
import { memberId } from '../harness/world.ts';

/** The same clients, each created once, and the AWS calls of the first message. */
const CLIENTS_ALONE = `
  import { SNSClient } from '@aws-sdk/client-sns';
  import { SQSClient } from '@aws-sdk/client-sqs';
  import { createBareCalls } from './bench/harness/bare-calls.ts';
  export const others = [new SNSClient({}), new SQSClient({})];
  const { facts, posture, ledger, account } = JSON.parse(process.env.BENCH_CALLS);
  const calls = createBareCalls(facts, posture, ledger);
  export const handler = () => calls.sweep(account);
`;

/** The first import and the first invocation of a fresh process. Milliseconds. */
const TIMED_START = `
  const cpu = process.cpuUsage();
  const start = performance.now();
  const { handler } = await import(process.argv[1]);
  const imported = performance.now();
  await handler(JSON.parse(process.env.BENCH_EVENT), { awsRequestId: 'invocation-1', getRemainingTimeInMillis: () => 120_000 });
  const end = performance.now();
  const { user, system } = process.cpuUsage(cpu);
  console.log('\\n' + JSON.stringify({ imported: imported - start, wall: end - start, cpu: (user + system) / 1000 }));
`;

interface Start {
  readonly imported: number;
  readonly wall: number;
  readonly cpu: number;
}

export const coldStart: Scenario = {
  number: 6,
  title:
    'Cold start: import and first invocation of the consumer, over a bundle of the same SDK clients and calls',
  async measure({ quick, runs }) {
    const folder = await mkdtemp(join(tmpdir(), 'rootguard-bench-'));
    const harness = await startHarness({ accounts: 10 });
    try {
      const measured: Run[] = [];
      for (let run = 0; run < runs; run++) measured.push(await compare(harness, folder, quick ? 3 : 15));
      const what = 'cold start, processor time of import and first invocation';
      return [figureOf({ scenario: 6, what, maxRatio: 1.3 }, measured)];
    } finally {
      await harness.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function compare({ facts, functions }: Harness, folder: string, starts: number): Promise<Run> {
  const [consumer, clients] = [join(folder, 'consumer.mjs'), join(folder, 'clients.mjs')];
  await bundle({ entryPoints: [CONSUMER] }, consumer);
  await bundle({ stdin: { contents: CLIENTS_ALONE, resolveDir: ROOT } }, clients);
  const account = memberId(0);
  const { posture, ledger } = functions.configuration.tables;
  const [event] = batchesOf(facts.queueArns.sweep, [account], MESSAGES.sweep);
  const environment = {
    ...facts.environment,
    ...environmentFor(facts),
    AWS_LAMBDA_FUNCTION_NAME: 'rootguard-consumer',
    BENCH_CALLS: JSON.stringify({ facts, posture, ledger, account }),
    BENCH_EVENT: JSON.stringify(event),
  };
  const measured: { readonly consumer: Start[]; readonly clients: Start[] } = { consumer: [], clients: [] };
  // Alternating, so that other load on the machine affects both equally.
  for (let start = 0; start < starts; start++) {
    measured.consumer.push(await startOnce(consumer, environment, folder));
    measured.clients.push(await startOnce(clients, environment, folder));
  }
  const middle = (of: keyof typeof measured, by: keyof Start) =>
    median(measured[of].map((start) => start[by]));
  return {
    ratio: middle('consumer', 'cpu') / middle('clients', 'cpu'),
    details: {
      cpuMilliseconds: rounded(middle('consumer', 'cpu'), 0),
      ofClients: rounded(middle('clients', 'cpu'), 0),
      onTheClock: rounded(middle('consumer', 'wall'), 0),
      ofClientsOnTheClock: rounded(middle('clients', 'wall'), 0),
      clockRatio: rounded(middle('consumer', 'wall') / middle('clients', 'wall')),
      importRatio: rounded(middle('consumer', 'imported') / middle('clients', 'imported')),
    },
  };
}

async function startOnce(
  file: string,
  environment: Readonly<Record<string, string>>,
  folder: string,
): Promise<Start> {
  const output = join(folder, 'start.json');
  const code = await runNode(['--input-type=module', '--eval', TIMED_START, file], environment, output);
  if (code !== 0) throw new Error(`${file} ended with ${code}`);
  const lines = (await readFile(output, 'utf8')).trim().split('\n');
  return JSON.parse(lines.at(-1) ?? '');
}
