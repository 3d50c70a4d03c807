import { isAccountId } from '../../domain/account.ts';
import {
  describedEntry,
  knownPartOf,
  type LedgerEntry,
  type MalformedEntry,
} from '../../domain/ledger-entry.ts';
import type { OperatorPorts } from '../../runtime/operator/ports.ts';
import { findOneAccount } from '../operations/find-one-account.ts';
import { accountText } from '../options/accounts.ts';
import { parseSince, resolveSince } from '../options/duration.ts';
import { optional, required } from '../options/option.ts';
import { type Block, lines, type Result, table } from '../output/result.ts';
import { defineCommand } from '../program/command.ts';
import { describeCause, describeEntry } from '../views/ledger-entry.ts';
import { malformedEntryBlocks } from '../views/malformed-entries.ts';

const ACCOUNT = required(
  '-a, --account <account>',
  'the account, by id or unique name; organization for entries about the whole organization',
  accountText,
);
const SINCE = optional(
  '--since <when>',
  'only entries since then: a duration such as 7d, or a time',
  parseSince,
);

export const history = defineCommand({
  description: [
    'Shows the ledger of an account, oldest first: audits, intended removals and their verified results, the actor of the event where it is known, and the notifications sent.',
    'It also works for accounts that have left the organization.',
  ],
  options: { account: ACCOUNT, since: SINCE },
  examples: [
    'rootguard history --account 111122223333',
    'rootguard history --account payments --since 7d --output json',
  ],
  exitCodes: { unknown: 'an entry of the ledger cannot be read, or only in part; the others are shown' },
  async run(context, args) {
    const ports = await context.ports();
    const account = await partitionOf(ports, args.account);
    const since = args.since;
    const from = since && resolveSince(since, ports.clock.now());
    const entries: LedgerEntry[] = [];
    const malformed: MalformedEntry[] = [];
    for await (const entry of ports.ledgerReader.read(account, from)) {
      if (entry.type === 'malformed') malformed.push(entry);
      const known = knownPartOf(entry);
      if (known !== undefined) entries.push(known);
    }
    const notInOrganization = await isNotInOrganization(ports, account);
    return resultOf({ account, notInOrganization, since: from, entries, malformed });
  },
});

type Partition = LedgerEntry['account'];

/** The partition key; only a name has to be looked up. */
async function partitionOf(ports: OperatorPorts, account: string): Promise<Partition> {
  if (account === 'organization' || isAccountId(account)) return account;
  return (await findOneAccount(ports, account)).id;
}

/** Without this, "no entries" for a mistyped id would look like an account without incidents. */
async function isNotInOrganization({ directory }: OperatorPorts, account: Partition): Promise<boolean> {
  return account !== 'organization' && (await directory.describe(account)).type === 'not-in-organization';
}

interface History {
  readonly account: Partition;
  readonly notInOrganization: boolean;
  readonly since: Date | undefined;
  /** Including what is known of malformed ones. */
  readonly entries: readonly LedgerEntry[];
  readonly malformed: readonly MalformedEntry[];
}

function resultOf({ account, notInOrganization, since, entries, malformed }: History): Result {
  const rows = entries.map((entry) => [entry.at, entry.type, describeEntry(entry), describeCause(entry)]);
  const range = since === undefined ? '' : ` since ${since.toISOString()}`;
  const count = entries.length === 1 ? '1 entry' : `${entries.length} entries`;
  const summary: Block = lines(`${account}: ${count}${shortfallOf(malformed)}${range}`);
  return {
    exit: malformed.length === 0 ? 'ok' : 'unknown',
    json: {
      account,
      notInOrganization,
      since: since ?? null,
      entries: entries.map(describedEntry),
      malformed,
    },
    blocks: [
      table(['time', 'type', 'what', 'cause'], rows),
      ...malformedEntryBlocks(malformed),
      summary,
      ...(notInOrganization
        ? [lines(`${account} is not an account of the organization, or not any more.`)]
        : []),
    ],
    csv: {
      columns: ['account', 'time', 'id', 'type', 'what', 'cause'],
      rows: [
        ...entries.map((entry) => [
          entry.account,
          entry.at,
          entry.id,
          entry.type,
          describeEntry(entry),
          describeCause(entry),
        ]),
        ...malformed.map(({ account: partition, key, type, issues }) => [
          partition,
          undefined,
          key,
          type,
          issues.join('; '),
          undefined,
        ]),
      ],
    },
  };
}

function shortfallOf(malformed: readonly MalformedEntry[]): string {
  const inPart = malformed.filter(({ known }) => known !== undefined).length;
  const unread = malformed.length - inPart;
  const parts = [
    ...(inPart > 0 ? [`${inPart} of them read in part`] : []),
    ...(unread > 0 ? [`and ${unread} that cannot be read`] : []),
  ];
  return parts.map((part) => `, ${part}`).join('');
}
