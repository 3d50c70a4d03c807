import type { OrganizationReport } from '../../../guardrail/report/organization-report.ts';
import {
  type RemovalRecord,
  removalsOverTime,
  timesToRemoval,
} from '../../../guardrail/report/removal-history.ts';
import { describeCredential } from '../accounts/account-rows.ts';
import { removalsChart } from './chart.ts';
import { formatDay, formatMilliseconds, time } from './format.ts';
import { html, type Markup } from './html.ts';
import { section } from './section.ts';
import { type Column, dataTable } from './table.ts';

/** The latest removals are listed; the ledger contains all of them. */
const MAX_LISTED = 20;

export function removalsSection(report: OrganizationReport): Markup {
  const { removals } = report;
  const total = removals.removals.reduce((sum, { credentials }) => sum + credentials.length, 0);
  const accounts = new Set(removals.removals.map(({ account }) => account)).size;
  const times = timesToRemoval(removals);
  const buckets = removalsOverTime(removals);
  const span = buckets[0]?.days ?? 1;
  const caption = span === 1 ? 'Credentials removed each day' : `Credentials removed in each ${span} days`;
  return section(
    'removals',
    `Removals since ${formatDay(removals.since)}`,
    html`<dl class="facts">${fact('credentials removed', String(total))}${fact('in accounts', String(accounts))}${
      times === undefined
        ? undefined
        : [
            fact('event to removal, median', formatMilliseconds(times.medianMs)),
            fact('95th percentile', formatMilliseconds(times.percentile95Ms)),
            fact('longest', formatMilliseconds(times.maxMs)),
          ]
    }</dl>${unreadable(report)}${removalsChart(buckets, caption)}${latest(report)}`,
  );
}

function unreadable({ malformedEntries }: OrganizationReport): Markup | undefined {
  if (malformedEntries.length === 0) return undefined;
  const entries = malformedEntries.map(
    ({ account, key, issues }) =>
      html`<li><code>${account}</code> <code>${key}</code>: ${issues.join('; ')}</li>`,
  );
  return html`<p>Removals may be missing here, as these entries of the ledger cannot be read, or only in part:</p><ul>${entries}</ul>`;
}

function fact(label: string, value: string): Markup {
  return html`<div><dt>${label}</dt><dd>${value}</dd></div>`;
}

function latest({ removals, accounts }: OrganizationReport): Markup {
  const listed = removals.removals.toReversed().slice(0, MAX_LISTED);
  if (listed.length === 0) return html`<p>Nothing was removed.</p>`;
  const names = new Map(accounts.map(({ account }) => [account.id, account.name]));
  const columns: readonly Column<RemovalRecord>[] = [
    { label: 'When', cell: ({ at }) => time(at) },
    {
      label: 'Account',
      cell: ({ account }) =>
        html`<span class="name">${names.get(account) ?? 'not in the organization any more'}</span><span class="under"><code class="id">${account}</code></span>`,
    },
    {
      label: 'Removed',
      cell: ({ credentials }) =>
        html`<ul>${credentials.map((credential) => html`<li><code>${describeCredential(credential)}</code></li>`)}</ul>`,
    },
    { label: 'Trigger', cell: ({ eventName }) => eventName ?? 'a sweep or an operator' },
    {
      label: 'Event to removal',
      number: true,
      cell: ({ milliseconds }) => (milliseconds === undefined ? '–' : formatMilliseconds(milliseconds)),
    },
  ];
  const title = removals.removals.length > MAX_LISTED ? `The latest ${MAX_LISTED} removals` : 'Each of them';
  return html`<h3>${title}</h3>${dataTable(title, columns, listed)}`;
}
