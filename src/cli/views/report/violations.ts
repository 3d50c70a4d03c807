import { isViolation } from '../../../domain/posture.ts';
import { REASONS } from '../../../domain/reasons.ts';
import type {
  OrganizationReport,
  ReportedAccount,
  ReportedCredential,
} from '../../../guardrail/report/organization-report.ts';
import { describeCredential } from '../accounts/account-rows.ts';
import { accountColumn, reasonSentence } from './account-lists.ts';
import { time } from './format.ts';
import { html, type Markup } from './html.ts';
import { section } from './section.ts';
import { type Column, dataTable } from './table.ts';

/** One row for each unapproved credential. */
export function violations(report: OrganizationReport): Markup {
  const rows = report.accounts
    .filter(({ state }) => state === 'violating')
    .flatMap((account) =>
      account.credentials.filter(isViolation).map((credential) => ({ account, credential })),
    );
  if (rows.length === 0) return section('violations', 'Violations', html`<p>None.</p>`);
  if (rows.length > MAX_ROWS_IN_FULL) return section('violations', 'Violations', byReason(rows));
  const columns: readonly Column<(typeof rows)[number]>[] = [
    accountColumn(report),
    {
      label: 'Credential',
      cell: ({ account, credential }) =>
        html`<code>${describeCredential(credential.credential, account.credentials)}</code>`,
    },
    {
      label: 'Created',
      cell: ({ credential: { credential } }) => credential.createdAt && time(credential.createdAt),
    },
    { label: 'Why it is there', cell: ({ account, credential }) => reasonSentence(credential, account) },
  ];
  return section('violations', 'Violations', dataTable('Violations', columns, rows));
}

/** With more violations than this, the page groups them by reason, with one line for each account. */
const MAX_ROWS_IN_FULL = 200;

interface Violation {
  readonly account: ReportedAccount;
  readonly credential: ReportedCredential;
}

function byReason(violations: readonly Violation[]): Markup {
  const reasons = new Map<string, Map<ReportedAccount, ReportedCredential[]>>();
  for (const { account, credential } of violations) {
    const reason =
      credential.result === 'failed' ? 'Its removal did not work.' : REASONS[credential.reason].text;
    const accounts = reasons.get(reason) ?? new Map<ReportedAccount, ReportedCredential[]>();
    reasons.set(reason, accounts.set(account, [...(accounts.get(account) ?? []), credential]));
  }
  return html`<p class="quiet">In short, as there are many: the CSV and JSON reports have each credential with its date.</p>${[
    ...reasons,
  ].map(
    ([reason, accounts]) =>
      html`<details open><summary>${reason}<span class="counts">${accounts.size} accounts</span></summary><ul class="plain">${[
        ...accounts,
      ].map(
        ([
          { account, credentials: all },
          credentials,
        ]) => html`<li>${account.name} <code class="id">${account.id}</code>: ${credentials
          .map(({ credential }) => describeCredential(credential, all))
          .join(', ')}</li>
`,
      )}</ul></details>`,
  )}`;
}
