import { METRICS } from '../src/guardrail/telemetry/metrics.ts';
import { SCHEDULES } from '../src/installation/defaults.ts';
import { FUNCTIONS } from '../src/runtime/resources.ts';

/*
 * What rootguard costs a month, for docs/cost.md:
 *   npx tsx scripts/cost.ts
 */

/** List prices in US dollars for US East (N. Virginia), as published in June 2026. Free tiers are left out. */
export const PRICES = {
  lambdaRequest: 0.2 / 1e6,
  lambdaArmGbSecond: 0.0000133334,
  sqsRequest: 0.4 / 1e6,
  crossAccountEvent: 1 / 1e6,
  schedulerInvocation: 1 / 1e6,
  dynamodbRead: 0.125 / 1e6,
  dynamodbWrite: 0.625 / 1e6,
  dynamodbStreamRead: 0.2 / 1e6,
  logGigabyte: 0.5,
  alarm: 0.1,
  metric: 0.3,
  dashboard: 3,
} as const;

const DAYS = 30;
const SECONDS = DAYS * 86_400;
const WATCHES = SECONDS / SCHEDULES.watch.everySeconds;
const SWEEPS = SECONDS / SCHEDULES['full-sweep'].everySeconds;

/** Assumptions, each rather too high than too low. Correct them with your own bill. */
export const ASSUMPTIONS = {
  /** Events of root users that reach the home bus, for each account. */
  eventsPerAccount: 10,
  accountsPerInvocation: 8,
  secondsPerInvocation: 4,
  secondsPerWatch: 2,
  accountsListedPerSecond: 20,
  /** Send, receive and delete, as if nothing were batched. */
  requestsPerMessage: 3,
  /** Lambda asks an idle queue in five parallel polls of 20 seconds each. */
  idleRequestsPerQueue: (5 * SECONDS) / 20,
  queues: 3,
  readsPerAudit: 2,
  writesPerAudit: 2,
  readsPerWatch: 10,
  /** A new on-demand table has four partitions, each with a shard that a pipe reads four times a second. */
  streamReads: 4 * 4 * SECONDS,
  kilobytesOfLogPerAudit: 2,
  kilobytesOfLogPerWatch: 3,
  alarms: 19,
  /** The metrics of the functions, and one derived from their log. */
  metrics: Object.keys(METRICS).length + 1,
} as const;

export interface CostLine {
  readonly item: string;
  readonly dollars: number;
}

/** One line for each service, for an organization with this number of member accounts, swept once a day. */
export function monthlyCost(accounts: number): readonly CostLine[] {
  const a = ASSUMPTIONS;
  const audits = accounts * (SWEEPS + a.eventsPerAccount);
  const invocations = audits / a.accountsPerInvocation;
  const watches = WATCHES;
  const seconds =
    invocations * a.secondsPerInvocation +
    watches * a.secondsPerWatch +
    (SWEEPS * accounts) / a.accountsListedPerSecond;
  const gigabytes = FUNCTIONS.consumer.memoryMegabytes / 1024;
  return [
    {
      item: 'Lambda',
      dollars:
        (invocations + watches + SWEEPS) * PRICES.lambdaRequest +
        seconds * gigabytes * PRICES.lambdaArmGbSecond,
    },
    {
      item: 'SQS',
      dollars: (audits * a.requestsPerMessage + a.queues * a.idleRequestsPerQueue) * PRICES.sqsRequest,
    },
    {
      item: 'EventBridge and Scheduler',
      dollars:
        accounts * a.eventsPerAccount * PRICES.crossAccountEvent +
        (watches + SWEEPS) * PRICES.schedulerInvocation,
    },
    {
      item: 'DynamoDB',
      dollars:
        (audits * a.readsPerAudit + watches * a.readsPerWatch) * PRICES.dynamodbRead +
        audits * a.writesPerAudit * PRICES.dynamodbWrite +
        a.streamReads * PRICES.dynamodbStreamRead,
    },
    {
      item: 'CloudWatch logs',
      dollars:
        ((audits * a.kilobytesOfLogPerAudit + watches * a.kilobytesOfLogPerWatch) / 1e6) * PRICES.logGigabyte,
    },
    {
      item: 'CloudWatch alarms, metrics, dashboard',
      dollars: a.alarms * PRICES.alarm + a.metrics * PRICES.metric + PRICES.dashboard,
    },
  ];
}

export const SIZES = [10, 100, 1_000] as const;

/** Markdown: a column for each size, US dollars a month. */
export function costTable(): string {
  const columns = SIZES.map(monthlyCost);
  const items = columns[0]?.map(({ item }) => item) ?? [];
  const rows = items.map((item, row) => [item, ...columns.map((lines) => dollars(lines[row]?.dollars ?? 0))]);
  const totals = columns.map((lines) => dollars(lines.reduce((sum, line) => sum + line.dollars, 0)));
  return [
    ['US dollars a month', ...SIZES.map((size) => `${size.toLocaleString('en-US')} accounts`)],
    ['---', ...SIZES.map(() => '---:')],
    ...rows,
    ['**Total**', ...totals.map((total) => `**${total}**`)],
  ]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function dollars(amount: number): string {
  return amount.toFixed(2);
}

if (process.argv[1] === import.meta.filename) process.stdout.write(`${costTable()}\n`);
