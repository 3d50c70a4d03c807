import { AWS_FAILURES } from '../../domain/aws-failure.ts';
import type { Exception } from '../../domain/exception.ts';
import { REASONS } from '../../domain/reasons.ts';
import {
  DOUBTS,
  type OrganizationReport,
  POSTURE_STATES,
  pathOf,
  type ReportedAccount,
  type ReportedCredential,
  totalsOf,
} from '../../guardrail/report/organization-report.ts';
import { describeCredential } from '../accounts/account-rows.ts';
import { formatDay, time } from './format.ts';
import { html, type Markup } from './html.ts';
import { section } from './section.ts';
import { type Column, dataTable } from './table.ts';
import { badge, STATE_LABELS } from './totals.ts';

const ROOT = 'in the root of the organization';

function accountColumn({ unitNames }: OrganizationReport): Column<{ readonly account: ReportedAccount }> {
  return {
    label: 'Account',
    cell: ({ account: { account } }) =>
      html`<span class="name">${account.name}</span><span class="under"><code class="id">${account.id}</code> · ${pathOf(account, unitNames) || ROOT}</span>`,
  };
}

/** One row for each credential that nobody approved. */
export function violations(report: OrganizationReport): Markup {
  const rows = report.accounts
    .filter(({ state }) => state === 'violating')
    .flatMap((account) =>
      account.credentials
        .filter(({ standing }) => standing !== 'approved')
        .map((credential) => ({ account, credential })),
    );
  if (rows.length === 0) return section('violations', 'Violations', html`<p>None.</p>`);
  const columns: readonly Column<(typeof rows)[number]>[] = [
    accountColumn(report),
    {
      label: 'Credential',
      cell: ({ credential }) => html`<code>${describeCredential(credential.credential)}</code>`,
    },
    {
      label: 'Created',
      cell: ({ credential: { credential } }) => credential.createdAt && time(credential.createdAt),
    },
    { label: 'Why it is there', cell: ({ account, credential }) => standingSentence(credential, account) },
  ];
  return section('violations', 'Violations', dataTable('Violations', columns, rows));
}

function standingSentence({ standing, reason }: ReportedCredential, { auditedAt }: ReportedAccount): string {
  if (standing === 'failed') {
    return `Its removal was tried${auditedAt ? ` on ${formatDay(auditedAt)}` : ''} and did not work.`;
  }
  return REASONS[reason].text;
}

export function unknownAccounts(report: OrganizationReport): Markup {
  const rows = report.accounts.filter(({ state }) => state === 'unknown').map((account) => ({ account }));
  if (rows.length === 0) return html``;
  const columns: readonly Column<(typeof rows)[number]>[] = [
    accountColumn(report),
    { label: 'Why', cell: ({ account }) => whyUnknown(account) },
    { label: 'Last audit', cell: ({ account }) => lastAudit(account) },
  ];
  return section('unknown', 'Unknown', dataTable('Unknown accounts', columns, rows));
}

function whyUnknown(account: ReportedAccount): Markup {
  const { failure, credentials, auditedAt, doubt: why } = account;
  if (why !== undefined) return html`${DOUBTS[why]}`;
  if (failure !== undefined) {
    const { call, code, message, requestId } = failure;
    return html`${AWS_FAILURES[failure.reason].advice}<span class="under"><code>${call}: ${code}: ${message}</code>${requestId === undefined ? undefined : html` request id <code>${requestId}</code>`}</span>`;
  }
  const doubt = credentials.find(({ standing }) => standing !== 'approved');
  if (doubt !== undefined)
    return html`<code>${describeCredential(doubt.credential)}</code>: ${standingSentence(doubt, account)}`;
  return auditedAt === undefined
    ? html`No audit of it has been recorded.`
    : html`It was not active when it was last looked at.`;
}

export function notSeenLately(report: OrganizationReport, stale: readonly ReportedAccount[]): Markup {
  const columns: readonly Column<{ readonly account: ReportedAccount }>[] = [
    accountColumn(report),
    { label: 'State', cell: ({ account }) => badge(account.state) },
    { label: 'Last audit', cell: ({ account }) => lastAudit(account) },
  ];
  const content =
    stale.length === 0
      ? html`<p>Every active account was audited within the last two days.</p>`
      : dataTable(
          'Not seen lately',
          columns,
          stale.map((account) => ({ account })),
        );
  return section('stale', 'Not seen for two days', content);
}

/** Every account of the organization stands here. */
export function accountsByUnit(report: OrganizationReport): Markup {
  const units = new Map<string, ReportedAccount[]>();
  for (const account of report.accounts) {
    const path = pathOf(account.account, report.unitNames) || ROOT;
    const inUnit = units.get(path);
    if (inUnit) inUnit.push(account);
    else units.set(path, [account]);
  }
  const sorted = [...units].toSorted(([one], [other]) => one.localeCompare(other, 'en'));
  const isOpen = report.accounts.length <= MOST_UNFOLDED;
  return section(
    'units',
    'Accounts by organizational unit',
    html`${sorted.map(([path, accounts]) => unit(path, accounts, isOpen, report))}`,
  );
}

/** More accounts than that are folded: who reads on looks for one of them. */
const MOST_UNFOLDED = 50;

/** Accounts without root credentials take a line each: in a large organization they are nearly all. */
function unit(
  path: string,
  accounts: readonly ReportedAccount[],
  isOpen: boolean,
  report: OrganizationReport,
): Markup {
  const totals = totalsOf(accounts);
  const counts = POSTURE_STATES.filter((state) => totals[state] > 0).map(
    (state) => `${totals[state]} ${STATE_LABELS[state]}`,
  );
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
  const rows = accounts.toSorted((one, other) =>
    one.account.name.localeCompare(other.account.name, 'en', { numeric: true }),
  );
  const others = rows.filter(({ state }) => state !== 'clean');
  const table = others.length === 0 ? undefined : dataTable(`Accounts: ${path}`, columns, others);
  const clean = cleanList(rows.filter(({ state }) => state === 'clean'));
  const summary = html`<summary>${path}<span class="counts">${counts.join(', ')}</span></summary>`;
  return isOpen
    ? html`<details open>${summary}${table}${clean}</details>`
    : html`<details>${summary}${table}${clean}</details>`;
}

function cleanList(accounts: readonly ReportedAccount[]): Markup | undefined {
  if (accounts.length === 0) return undefined;
  const times = accounts.flatMap(({ auditedAt }) => auditedAt?.getTime() ?? []);
  const audited =
    times.length === 0
      ? undefined
      : html`, audited from ${time(new Date(Math.min(...times)))} to ${time(new Date(Math.max(...times)))}`;
  return html`<p class="quiet">${STATE_LABELS.clean}, without root credentials${audited}:</p><ul class="plain">${accounts.map(
    ({ account }) => html`<li>${account.name} <code class="id">${account.id}</code></li>
`,
  )}</ul>`;
}

function credentialList(account: ReportedAccount, report: OrganizationReport): Markup | string {
  const { credentials, state } = account;
  if (credentials.length === 0) return state === 'clean' ? 'none' : 'not known';
  return html`<ul>${credentials.map(
    (one) =>
      html`<li><code>${describeCredential(one.credential)}</code>, ${
        one.credential.createdAt && `created ${formatDay(one.credential.createdAt)}, `
      }${standingOf(one, account, report)}</li>`,
  )}</ul>`;
}

/** Since when: of what is approved the exception knows, of what failed the audit that tried it last. */
function standingOf(
  { standing, exceptionId }: ReportedCredential,
  { account, auditedAt }: ReportedAccount,
  { exceptions }: OrganizationReport,
): string {
  if (standing === 'failed') return auditedAt ? `failed on ${formatDay(auditedAt)}` : standing;
  const exception = exceptions.find(({ id, scope }) => id === exceptionId && covers(scope, account));
  const since = standing === 'approved' ? exception?.createdAt : undefined;
  return since ? `${standing} since ${formatDay(since)}` : standing;
}

/** Ids of exceptions are unique within their scope only. */
function covers(scope: Exception['scope'], account: ReportedAccount['account']): boolean {
  switch (scope.type) {
    case 'account':
      return scope.account === account.id;
    case 'organizational-unit':
      return account.organizationalUnits.includes(scope.organizationalUnit);
    case 'organization':
      return true;
  }
}

function lastAudit({ auditedAt }: ReportedAccount): Markup | string {
  return auditedAt === undefined ? 'never' : time(auditedAt);
}
