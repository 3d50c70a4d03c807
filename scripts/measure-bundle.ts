import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VARIABLES } from '../src/runtime/environment.ts';
import { bundle, CONSUMER, MAX_BUNDLE_BYTES, ROOT } from './bundle.ts';

/*
 * How large the consumer's bundle is and how long its import takes, beside a bundle of nothing but the same clients of
 * the AWS SDK; and how long the help of the command line takes, beside the start of Node.js alone: npm run measure
 */

const RUNS = 25;

/** The minimum that rootguard needs: the clients of src/aws/clients.ts, each created once. */
const CLIENTS_ALONE = `
  import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
  import { IAMClient } from '@aws-sdk/client-iam';
  import { OrganizationsClient } from '@aws-sdk/client-organizations';
  import { SNSClient } from '@aws-sdk/client-sns';
  import { SQSClient } from '@aws-sdk/client-sqs';
  import { STSClient } from '@aws-sdk/client-sts';
  import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
  export const clients = [IAMClient, OrganizationsClient, SNSClient, SQSClient, STSClient].map((Client) => new Client({}));
  export const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));
`;

/** What Lambda would set; nothing is called. */
const ENVIRONMENT = {
  PATH: process.env.PATH,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
  AWS_LAMBDA_FUNCTION_NAME: 'rootguard-consumer',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  [VARIABLES.organizationId]: 'o-exampleorgid',
  [VARIABLES.managementAccountId]: '111111111111',
  [VARIABLES.homeAccountId]: '222222222222',
  [VARIABLES.mode]: 'enforce',
  [VARIABLES.exceptionsTable]: 'exceptions',
  [VARIABLES.ledgerTable]: 'ledger',
  [VARIABLES.postureTable]: 'posture',
  [VARIABLES.settingsTable]: 'settings',
  [VARIABLES.sessionsTable]: 'sessions',
  [VARIABLES.triggersQueueUrl]: 'https://sqs.us-east-1.amazonaws.com/222222222222/triggers',
  [VARIABLES.laterQueueUrl]: 'https://sqs.us-east-1.amazonaws.com/222222222222/later',
  [VARIABLES.sweepQueueUrl]: 'https://sqs.us-east-1.amazonaws.com/222222222222/sweep',
  [VARIABLES.heartbeatsQueueUrl]: 'https://sqs.us-east-1.amazonaws.com/222222222222/heartbeats',
  [VARIABLES.activityQueueUrl]: 'https://sqs.us-east-1.amazonaws.com/222222222222/activity',
  [VARIABLES.memberActivityQueueUrl]: 'https://sqs.us-east-1.amazonaws.com/222222222222/member-activity',
  [VARIABLES.deadLetterQueueUrl]: 'https://sqs.us-east-1.amazonaws.com/222222222222/dead-letters',
  [VARIABLES.topicArn]: 'arn:aws:sns:us-east-1:222222222222:incidents',
};

/** The first import of a fresh process, in elapsed time and in processor time. Milliseconds. */
const TIMED_IMPORT = `
  const cpu = process.cpuUsage();
  const start = performance.now();
  await import(process.argv[1]);
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  process.stdout.write(JSON.stringify({ wall, cpu: (user + system) / 1000 }));
`;

interface Timing {
  readonly wall: number;
  readonly cpu: number;
}

async function measure(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'rootguard-measure-'));
  try {
    const [consumer, clients] = [join(folder, 'consumer.mjs'), join(folder, 'clients.mjs')];
    const { bytes } = await bundle({ entryPoints: [CONSUMER] }, consumer);
    const alone = await bundle({ stdin: { contents: CLIENTS_ALONE, resolveDir: ROOT } }, clients);
    print('consumer', bytes);
    print('SDK clients alone', alone.bytes);

    const timings: { readonly consumer: Timing[]; readonly clients: Timing[] } = {
      consumer: [],
      clients: [],
    };
    // Alternating, so that other load on the machine affects both equally.
    for (let run = 0; run < RUNS; run++) {
      timings.consumer.push(timedImport(consumer));
      timings.clients.push(timedImport(clients));
    }
    for (const by of ['wall', 'cpu'] as const) compare(by, timings.consumer, timings.clients);
    measureHelp();
    if (bytes > MAX_BUNDLE_BYTES) {
      process.stderr.write(`The consumer is over ${MAX_BUNDLE_BYTES / 1000} kB.\n`);
      process.exitCode = 1;
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** From the start of the process to its end, as whoever types it waits. */
function measureHelp(): void {
  const help = [`${ROOT}dist/cli/rootguard.mjs`, '--help'];
  // Bundles the command line where its source has changed.
  execFileSync(process.execPath, [`${ROOT}bin/rootguard.mjs`, '--version']);
  const [ofHelp, ofNode]: readonly [number[], number[]] = [[], []];
  for (let run = 0; run < RUNS; run++) {
    ofHelp.push(timedRun(help));
    ofNode.push(timedRun(['--eval', '0']));
  }
  process.stdout.write(`rootguard --help ${spread(ofHelp)}, of which Node.js ${spread(ofNode)}\n`);
}

/** Milliseconds. */
function timedRun(args: readonly string[]): number {
  const start = performance.now();
  execFileSync(process.execPath, args);
  return performance.now() - start;
}

function timedImport(file: string): Timing {
  const args = ['--input-type=module', '--eval', TIMED_IMPORT, file];
  return JSON.parse(execFileSync(process.execPath, args, { env: ENVIRONMENT, encoding: 'utf8' }));
}

function print(what: string, bytes: number): void {
  process.stdout.write(`${what.padEnd(18)} ${(bytes / 1000).toFixed(0).padStart(4)} kB\n`);
}

function compare(by: keyof Timing, consumer: readonly Timing[], clients: readonly Timing[]): void {
  const [one, other] = [consumer, clients].map((timings) => timings.map((timing) => timing[by]));
  if (one === undefined || other === undefined) return;
  const ratio = quantile(one, 0.5) / quantile(other, 0.5);
  process.stdout.write(
    `import, ${by} time: consumer ${spread(one)}, clients ${spread(other)}, ratio ${ratio.toFixed(2)}\n`,
  );
}

/** Median, and the quartiles. */
function spread(values: readonly number[]): string {
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(values, share).toFixed(0));
  return `${middle} ms (${low} to ${high})`;
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? Number.NaN;
}

if (process.argv[1] === import.meta.filename) await measure();
