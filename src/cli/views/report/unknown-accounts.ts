import { AWS_FAILURES, describeFailure, requestIdOfFailure } from '../../../domain/aws-failure.ts';
import {
  type OrganizationReport,
  type ReportedAccount,
  UNCERTAINTIES,
} from '../../../guardrail/report/organization-report.ts';
import { causeKeyOf } from '../../errors.ts';
import { describeCredential } from '../accounts/account-rows.ts';
import {
  accountColumn,
  auditedBetween,
  lastAudit,
  MAX_UNFOLDED_ROWS,
  plainList,
  reasonSentence,
} from './account-lists.ts';
import { html, type Markup } from './html.ts';
import { staleAfterText } from './result.ts';
import { section } from './section.ts';
import { type Column, dataTable } from './table.ts';
import { badge } from './totals.ts';

export function unknownAccounts(report: OrganizationReport): Markup {
  const rows = report.accounts.filter(({ state }) => state === 'unknown').map((account) => ({ account }));
  if (rows.length === 0) return html``;
  if (rows.length > MAX_UNFOLDED_ROWS)
    return section('unknown', 'Unknown', byCause(rows.map(({ account }) => account)));
  const columns: readonly Column<(typeof rows)[number]>[] = [
    accountColumn(report),
    { label: 'Why', cell: ({ account }) => whyUnknown(account) },
    { label: 'Last audit', cell: ({ account }) => lastAudit(account) },
  ];
  return section('unknown', 'Unknown', dataTable('Unknown accounts', columns, rows));
}

/** Many unknown accounts mostly have the same cause, so each cause is explained once, with the first account's failure. */
function byCause(accounts: readonly ReportedAccount[]): Markup {
  const causes = new Map<string, [ReportedAccount, ...ReportedAccount[]]>();
  for (const account of accounts) {
    const same = causes.get(causeOf(account));
    if (same) same.push(account);
    else causes.set(causeOf(account), [account]);
  }
  const sorted = [...causes.values()].toSorted((one, other) => other.length - one.length);
  return html`${sorted.map(
    (same) =>
      html`<details><summary>${whyUnknown(same[0])}<span class="counts">${same.length} accounts</span></summary>${plainList(same)}</details>`,
  )}`;
}

function causeOf({ account, uncertainty, failure, credentials, auditedAt }: ReportedAccount): string {
  if (uncertainty !== undefined) return uncertainty;
  if (failure !== undefined) return causeKeyOf(failure, account.id);
  const uncertain = credentials.find(({ result }) => result !== 'kept');
  return uncertain?.reason ?? String(auditedAt === undefined);
}

function whyUnknown(account: ReportedAccount): Markup {
  const { failure, credentials, auditedAt, uncertainty: why } = account;
  if (why !== undefined) return html`${UNCERTAINTIES[why]}`;
  if (failure !== undefined) {
    const requestId = requestIdOfFailure(failure);
    return html`${AWS_FAILURES[failure.reason].advice}<span class="under"><code>${describeFailure(failure)}</code>${requestId === undefined ? undefined : html` request id <code>${requestId}</code>`}</span>`;
  }
  const uncertain = credentials.find(({ result }) => result !== 'kept');
  if (uncertain !== undefined)
    return html`<code>${describeCredential(uncertain.credential)}</code>: ${reasonSentence(uncertain, account)}`;
  return auditedAt === undefined
    ? html`No audit of it has been recorded.`
    : html`It was not ACTIVE at its latest audit.`;
}

export function notSeenLately(report: OrganizationReport, stale: readonly ReportedAccount[]): Markup {
  const columns: readonly Column<{ readonly account: ReportedAccount }>[] = [
    accountColumn(report),
    { label: 'State', cell: ({ account }) => badge(account.state) },
    { label: 'Last audit', cell: ({ account }) => lastAudit(account) },
  ];
  return section('stale', `Not seen for ${staleAfterText(report)}`, staleContent(report, stale, columns));
}

function staleContent(
  report: OrganizationReport,
  stale: readonly ReportedAccount[],
  columns: readonly Column<{ readonly account: ReportedAccount }>[],
): Markup {
  if (stale.length === 0)
    return html`<p>Every active account was audited within the last ${staleAfterText(report)}.</p>`;
  const rows = stale.map((account) => ({ account }));
  if (rows.length <= MAX_UNFOLDED_ROWS) return dataTable('Not seen lately', columns, rows);
  return html`<details><summary>${stale.length} accounts${auditedBetween(stale)}</summary>${plainList(stale)}</details>`;
}
