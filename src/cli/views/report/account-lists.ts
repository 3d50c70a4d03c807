import { REASONS } from '../../../domain/reasons.ts';
import {
  type OrganizationReport,
  pathOf,
  type ReportedAccount,
  type ReportedCredential,
} from '../../../guardrail/report/organization-report.ts';
import { formatDay, time } from './format.ts';
import { html, type Markup } from './html.ts';
import type { Column } from './table.ts';

/** Accounts and lists of accounts, as several sections of the page show them. */

export const ROOT = 'in the root of the organization';

/** A longer list of accounts is folded: its reader looks for a particular account. */
export const MAX_UNFOLDED_ROWS = 50;

export function accountColumn({
  unitNames,
}: OrganizationReport): Column<{ readonly account: ReportedAccount }> {
  return {
    label: 'Account',
    cell: ({ account: { account } }) =>
      html`<span class="name">${account.name}</span><span class="under"><code class="id">${account.id}</code> · ${pathOf(account, unitNames) || ROOT}</span>`,
  };
}

export function lastAudit({ auditedAt }: ReportedAccount): Markup | string {
  return auditedAt === undefined ? 'never' : time(auditedAt);
}

export function plainList(
  accounts: readonly ReportedAccount[],
  more: (account: ReportedAccount) => string = () => '',
): Markup {
  return html`<ul class="plain">${accounts.map(
    (one) => html`<li>${one.account.name} <code class="id">${one.account.id}</code>${more(one)}</li>
`,
  )}</ul>`;
}

export function auditedBetween(accounts: readonly ReportedAccount[]): Markup | undefined {
  const times = accounts.flatMap(({ auditedAt }) => auditedAt?.getTime() ?? []);
  if (times.length === 0) return undefined;
  return html`, audited from ${time(new Date(Math.min(...times)))} to ${time(new Date(Math.max(...times)))}`;
}

export function reasonSentence(
  { result, reason }: ReportedCredential,
  { auditedAt }: ReportedAccount,
): string {
  if (result === 'failed') {
    return `Its removal was tried${auditedAt ? ` on ${formatDay(auditedAt)}` : ''} and did not work.`;
  }
  return REASONS[reason].text;
}
