import { type Exception, effectOfMalformedRow, formatScope } from '../../../domain/exception.ts';
import type { OrganizationReport } from '../../../guardrail/report/organization-report.ts';
import { formatDuration } from '../../options/duration.ts';
import { time } from './format.ts';
import { html, type Markup } from './html.ts';
import { section } from './section.ts';
import { type Column, dataTable } from './table.ts';

/** The rows that cannot be read, then the active exceptions, the first to expire at the top. */
export function exceptionsSection(report: OrganizationReport): Markup {
  const { exceptions, malformedExceptions } = report;
  const malformed =
    malformedExceptions.length === 0
      ? undefined
      : html`<h3>Rows that cannot be read</h3>${dataTable(
          'Exceptions that cannot be read',
          [
            { label: 'Scope', cell: ({ scope }) => html`<code>${scope || '(none)'}</code>` },
            { label: 'Id', cell: ({ id }) => html`<code>${id || '(none)'}</code>` },
            { label: 'Until it is corrected', cell: (row) => html`${effectOfMalformedRow(row)}` },
            {
              label: 'Issues',
              cell: ({ issues }) => html`<ul>${issues.map((issue) => html`<li>${issue}</li>`)}</ul>`,
            },
          ],
          malformedExceptions,
        )}<h3>Active exceptions</h3>`;
  const active =
    exceptions.length === 0
      ? html`<p>None is active.</p>`
      : dataTable('Active exceptions', columns(report), exceptions);
  return section('exceptions', 'Exceptions', html`${malformed}${active}`);
}

function columns(report: OrganizationReport): readonly Column<Exception>[] {
  const now = report.generatedAt;
  return [
    { label: 'Expires', cell: ({ expiresAt }) => expiry(expiresAt, now) },
    { label: 'Where', cell: (exception) => where(exception, report) },
    { label: 'What', cell: what },
    {
      label: 'Why',
      cell: ({ reason, ticket }) =>
        html`${reason}${ticket === undefined ? undefined : html`<span class="under">${ticket}</span>`}`,
    },
    { label: 'Approved by', cell: ({ approvedBy }) => html`<code>${approvedBy}</code>` },
  ];
}

function expiry(expiresAt: Exception['expiresAt'], now: Date): Markup {
  if (expiresAt === 'never') return html`never`;
  const left = formatDuration((expiresAt.getTime() - now.getTime()) / 1000);
  return html`${time(expiresAt)}<span class="under">in ${left}</span>`;
}

function where({ scope, id }: Exception, { accounts, unitNames }: OrganizationReport): Markup {
  const under = html`<span class="under"><code>${formatScope(scope)}</code> · <code>${id}</code></span>`;
  switch (scope.type) {
    case 'account': {
      const known = accounts.find(({ account }) => account.id === scope.account);
      return html`<span class="name">${known?.account.name ?? scope.account}</span>${under}`;
    }
    case 'organizational-unit': {
      const name = unitNames.get(scope.organizationalUnit) ?? scope.organizationalUnit;
      return html`<span class="name">${name}</span>${under}`;
    }
    case 'organization':
      return html`<span class="name">the whole organization</span>${under}`;
  }
}

function what({ credentials, credentialIds }: Exception): Markup {
  const only =
    credentialIds === undefined
      ? undefined
      : html`<span class="under">only <code>${credentialIds.join(', ')}</code></span>`;
  return html`${credentials.join(', ')}${only}`;
}
