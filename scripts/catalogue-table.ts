import type { EventLocation, WatchedEvent } from '../src/events/catalogue/watched-event.ts';
import { CATALOGUE } from '../src/events/catalogue.ts';
import { OWN_PART_CALLS } from '../src/events/own-parts/calls.ts';

/*
 * The table of watched events for docs/watched-events.md:
 *   npx tsx scripts/catalogue-table.ts
 */

const ACCOUNTS: Readonly<Record<EventLocation, string>> = {
  member: 'member account',
  'delegated-administrator': 'IAM delegated administrator',
  management: 'management account',
};

const CONSEQUENCES: Readonly<Record<WatchedEvent['meaning']['type'], string>> = {
  'root-credential-changed': 'audit of the account',
  'account-arrived': 'audit of the account that arrived',
  'guardrail-weakened': 'notification at once',
  'event-announced': 'notification',
};

/** Markdown, one row for each entry of the catalogue. */
export function catalogueTable(): string {
  return [
    '| Source | Event | Logged in | Meaning | Leads to |',
    '|---|---|---|---|---|',
    ...CATALOGUE.map(rowOf),
  ].join('\n');
}

function rowOf({ source, eventNames, loggedIn, description, meaning }: WatchedEvent): string {
  const cells = [
    `\`${source}\``,
    eventNames.map((name) => `\`${name}\``).join(', '),
    loggedIn.map((account) => ACCOUNTS[account]).join(', '),
    description,
    CONSEQUENCES[meaning.type],
  ];
  return `| ${cells.join(' | ')} |`;
}

/** The calls that change a part of rootguard itself: one row for each part and kind of change. */
export function ownPartTable(): string {
  return [
    '| Source | Event | Part | What happens to it |',
    '|---|---|---|---|',
    ...OWN_PART_CALLS.map(({ source, eventNames, part, change, startsDeployment }) => {
      const names = eventNames.map((name) => `\`${name}\``).join(', ');
      const what = startsDeployment ? `${change}: a deployment starts` : change;
      return `| \`${source}\` | ${names} | ${part} | ${what} |`;
    }),
  ].join('\n');
}

if (process.argv[1] === import.meta.filename)
  process.stdout.write(`${catalogueTable()}\n\n${ownPartTable()}\n`);
