import { formatScope, scopesOf } from '../../../domain/exception.ts';
import type { PostureState } from '../../../domain/posture-state.ts';
import {
  type OrganizationReport,
  pathOf,
  type ReportedAccount,
  type ReportedCredential,
  STATES_BY_URGENCY,
  totalsOf,
} from '../../../guardrail/report/organization-report.ts';
import { describeCredential } from '../accounts/account-rows.ts';
import { auditedBetween, lastAudit, MAX_UNFOLDED_ROWS, plainList, ROOT } from './account-lists.ts';
import { formatDay } from './format.ts';
import { html, type Markup } from './html.ts';
import { section } from './section.ts';
import { type Column, dataTable } from './table.ts';
import { badge } from './totals.ts';

/** Lists every account of the organization. */
export function accountsByUnit(report: OrganizationReport): Markup {
  const units = new Map<string, ReportedAccount[]>();
  for (const account of report.accounts) {
    const path = pathOf(account.account, report.unitNames) || ROOT;
    const inUnit = units.get(path);
    if (inUnit) inUnit.push(account);
    else units.set(path, [account]);
  }
  const sorted = [...units].toSorted(([one], [other]) => one.localeCompare(other, 'en'));
  const isOpen = report.accounts.length <= MAX_UNFOLDED_ROWS;
  return section(
    'units',
    'Accounts by organizational unit',
    html`${sorted.map(([path, accounts]) => unit(path, accounts, isOpen, report))}`,
  );
}

function unit(
  path: string,
  accounts: readonly ReportedAccount[],
  isOpen: boolean,
  report: OrganizationReport,
): Markup {
  const totals = totalsOf(accounts);
  const counts = STATES_BY_URGENCY.filter((state) => totals[state] > 0).map(
    (state) => `${totals[state]} ${state}`,
  );
  const rows = accounts.toSorted((one, other) =>
    one.account.name.localeCompare(other.account.name, 'en', { numeric: true }),
  );
  const summary = html`<summary>${path}<span class="counts">${counts.join(', ')}</span></summary>`;
  if (!isOpen)
    return html`<details>${summary}${STATES_BY_URGENCY.map((state) => listOf(state, rows, report))}</details>`;
  const others = rows.filter(({ state }) => state !== 'compliant');
  return html`<details open>${summary}${others.length > 0 ? unitTable(path, others, report) : undefined}${listOf('compliant', rows, report)}</details>`;
}

function unitTable(path: string, rows: readonly ReportedAccount[], report: OrganizationReport): Markup {
  const columns: readonly Column<ReportedAccount>[] = [
    {
      label: 'Account',
      cell: ({ account }) =>
        html`<span class="name">${account.name}</span><span class="under"><code class="id">${account.id}</code></span>`,
    },
    { label: 'State', cell: ({ state }) => badge(state) },
    { label: 'Root credentials', cell: (account) => credentialList(account, report) },
    { label: 'Last audit', cell: lastAudit },
  ];
  return dataTable(`Accounts: ${path}`, columns, rows);
}

const WHERE_MORE: Readonly<Record<PostureState, string>> = {
  violating: 'with the credentials under Violations',
  unknown: 'for the causes under Unknown',
  excepted: 'by the exceptions under Exceptions',
  compliant: 'without root credentials',
  skipped: 'not audited',
};

/** One line for each account that needs no details here: in a large organization these are nearly all. */
function listOf(
  state: PostureState,
  rows: readonly ReportedAccount[],
  report: OrganizationReport,
): Markup | undefined {
  const accounts = rows.filter((row) => row.state === state);
  if (accounts.length === 0) return undefined;
  return html`<p class="quiet">${state}, ${WHERE_MORE[state]}${auditedBetween(accounts)}:</p>${plainList(
    accounts,
    (account) => keptIn(account, report),
  )}`;
}

function keptIn(account: ReportedAccount, report: OrganizationReport): string {
  const kept = account.credentials.filter(({ result }) => result === 'kept');
  if (kept.length === 0) return '';
  const described = kept.map(
    (one) => `${describeCredential(one.credential, account.credentials)}, ${resultOf(one, account, report)}`,
  );
  return `: ${described.join('; ')}`;
}

function credentialList(account: ReportedAccount, report: OrganizationReport): Markup | string {
  const { credentials, state } = account;
  if (credentials.length === 0) return state === 'compliant' ? 'none' : 'not known';
  return html`<ul>${credentials.map(
    (one) =>
      html`<li><code>${describeCredential(one.credential, credentials)}</code>, ${
        one.credential.createdAt && `created ${formatDay(one.credential.createdAt)}, `
      }${resultOf(one, account, report)}</li>`,
  )}</ul>`;
}

/** With a date: that of the exception for an approval, that of the latest audit for a failed removal. */
function resultOf(
  { result, exceptionId }: ReportedCredential,
  { account, auditedAt }: ReportedAccount,
  { exceptions }: OrganizationReport,
): string {
  if (result === 'failed') return auditedAt ? `failed on ${formatDay(auditedAt)}` : result;
  // Ids of exceptions are unique within their scope only.
  const exception = exceptions.find(
    ({ id, scope }) => id === exceptionId && scopesOf(account).includes(formatScope(scope)),
  );
  const since = result === 'kept' ? exception?.createdAt : undefined;
  return since ? `${result}, approved since ${formatDay(since)}` : result;
}
