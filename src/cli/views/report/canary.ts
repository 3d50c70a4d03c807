import { MAX_SHOWN_RUNS, type RecordedCanaryRun } from '../../../guardrail/report/canary-history.ts';
import type { OrganizationReport } from '../../../guardrail/report/organization-report.ts';
import { formatMilliseconds, time } from './format.ts';
import { html, type Markup } from './html.ts';
import { section } from './section.ts';
import { type Column, dataTable } from './table.ts';

/** Whether runs of the canary have shown lately that rootguard works, hop by hop. */
export function canarySection({ canaryRuns, removals }: OrganizationReport): Markup {
  if (canaryRuns.length === 0) return section('canary', 'Canary', none(removals.since));
  const completed = canaryRuns.filter(({ result }) => result === 'completed').length;
  return section(
    'canary',
    'Canary',
    html`<p>${completed} of the latest ${canaryRuns.length} runs saw every hop, from a new root password to the notification of its removal.</p>${dataTable(
      `The latest runs of the canary, ${MAX_SHOWN_RUNS} at most`,
      COLUMNS,
      canaryRuns,
    )}`,
  );
}

function none(since: Date): Markup {
  return html`<p>There has been no run since ${time(since)}. A run creates a root password in an empty account and times each hop until it is removed: <code>rootguard canary run</code>, or <code>canary</code> in rootguard.json for one on a schedule.</p>`;
}

const COLUMNS: readonly Column<RecordedCanaryRun>[] = [
  { label: 'When', cell: ({ at }) => time(at) },
  { label: 'Account', cell: ({ account }) => html`<code class="id">${account}</code>` },
  { label: 'Result', cell: ({ result }) => result },
  {
    label: 'Time',
    number: true,
    cell: ({ totalMs }) => (totalMs === undefined ? '–' : formatMilliseconds(totalMs)),
  },
  { label: 'Not seen', cell: ({ missing, refusal }) => refusal ?? (missing.join(', ') || '–') },
];
