import { type CostLine, costByPart, costByService, quantities, totalOf } from './cost/monthly-cost.ts';
import { EARLIER_PARTS, formatCount, OPT_IN_PARTS, PARTS, type Part } from './cost/parts.ts';
import { PRICES } from './cost/prices.ts';

/*
 * What rootguard costs a month:
 *   npx tsx scripts/cost.ts > docs/cost.md
 */

const SIZES = [10, 100, 1_000, 50_000] as const;

/** For which the page shows the arithmetic. */
const EXAMPLE = 1_000;

/** The whole of docs/cost.md. */
export function costPage(): string {
  return `# What rootguard costs

US East (N. Virginia), list prices as published in June 2026, without free tiers; most of the first column is covered by them.
\`npx tsx scripts/cost.ts\` prints this page from the [prices](../scripts/cost/prices.ts) and the [assumptions](../scripts/cost/parts.ts);
a test compares them.

## By service

${table('US dollars a month', (accounts) => costByService(accounts))}

## By what it is for

${table('US dollars a month', (accounts) => costByPart(accounts))}

${PARTS.map(({ name, explained }) => `- **${name}.** ${explained}`).join('\n')}

What \`rootguard.json\` has to ask for is not in the tables; it costs the same for any number of accounts:

${OPT_IN_PARTS.map((part) => `- **${part.name}: $${dollars(totalOf(costByPart(0, [part])))} a month.** ${part.explained}`).join('\n')}

## What it costs that rootguard proves itself

Hearing every account, the register of sessions, the watch of rootguard's own parts and the coverage together add
${addedSentence()}

${beforeAndAfter()}

## The arithmetic for ${formatCount(EXAMPLE)} accounts

With one sweep a day and ten events of root users a month for each account:

${quantitiesTable(EXAMPLE)}

## Not in the tables

The organization trail itself. Each audit adds four management events to it (AssumeRoot, GetAccountSummary, two lists): free in the
first trail, $2.00 per 100,000 in every further one, so $1.60 for 1,000 accounts. A customer managed key adds $1.00 and its
requests. E-mail by SNS costs $2.00 per 100,000. Storage of tables and archive is cents. The exceptions' stream is read by Lambda alone, and such reads
[are free](https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CostOptimization_StreamsUsage.html).
`;
}

function table(title: string, linesFor: (accounts: number) => readonly CostLine[]): string {
  const columns = SIZES.map(linesFor);
  const items = columns[0]?.map(({ item }) => item) ?? [];
  return markdown([
    [title, ...SIZES.map((size) => `${formatCount(size)} accounts`)],
    ['---', ...SIZES.map(() => '---:')],
    ...items.map((item, row) => [item, ...columns.map((lines) => dollars(lines[row]?.dollars ?? 0))]),
    ['**Total**', ...columns.map((lines) => `**${dollars(totalOf(lines))}**`)],
  ]);
}

function addedSentence(): string {
  const added = (accounts: number) => totalNow(accounts) - totalBefore(accounts) + pipeSaved(accounts);
  const texts = SIZES.map((size) => `$${dollars(added(size))} for ${formatCount(size)}`);
  return `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)} accounts a month. That Lambda reads the exceptions' stream, and no pipe, saves up to $${dollars(pipeSaved(EXAMPLE))}:`;
}

function beforeAndAfter(): string {
  return markdown([
    ['US dollars a month', ...SIZES.map((size) => `${formatCount(size)} accounts`)],
    ['---', ...SIZES.map(() => '---:')],
    ['before', ...SIZES.map((size) => dollars(totalBefore(size)))],
    ['now', ...SIZES.map((size) => dollars(totalNow(size)))],
  ]);
}

/** By AWS's word Lambda reads a stream without charge. */
function pipeSaved(accounts: number): number {
  const reads = (parts: readonly Part[]) =>
    quantities(accounts, parts).find(({ priced }) => priced === 'dynamodbStreamRead')?.quantity ?? 0;
  return (reads(EARLIER_PARTS) - reads(PARTS)) * PRICES.dynamodbStreamRead.each;
}

function totalNow(accounts: number): number {
  return totalOf(costByPart(accounts));
}

function totalBefore(accounts: number): number {
  return totalOf(costByPart(accounts, EARLIER_PARTS));
}

function quantitiesTable(accounts: number): string {
  const rows = quantities(accounts).map(({ priced, quantity }) => {
    const { service, unit, text, each } = PRICES[priced];
    return [service, unit, formatQuantity(quantity), text, dollars(quantity * each)];
  });
  return markdown([
    ['service', 'what', 'quantity', 'price', 'US dollars'],
    ['---', '---', '---:', '---', '---:'],
    ...rows,
  ]);
}

function formatQuantity(quantity: number): string {
  return quantity < 10 && !Number.isInteger(quantity) ? quantity.toFixed(1) : formatCount(quantity);
}

function markdown(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function dollars(amount: number): string {
  return amount.toFixed(2);
}

if (process.argv[1] === import.meta.filename) process.stdout.write(costPage());
