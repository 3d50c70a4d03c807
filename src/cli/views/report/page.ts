import { type OrganizationReport, totalsOf } from '../../../guardrail/report/organization-report.ts';
import { coverageSentence } from '../coverage.ts';
import { canarySection } from './canary.ts';
import { exceptionsSection } from './exceptions.ts';
import { formatMinute } from './format.ts';
import { headline } from './headline.ts';
import { html, type Markup } from './html.ts';
import { notKnownYet } from './not-known-yet.ts';
import { removalsSection } from './removals.ts';
import { staleAccounts } from './result.ts';
import { STYLE } from './style.ts';
import { totalsSection } from './totals.ts';
import { accountsByUnit } from './units.ts';
import { notSeenLately, unknownAccounts } from './unknown-accounts.ts';
import { violations } from './violations.ts';

/** The whole report as one self-contained page: no script, no request, and every value escaped. */
export function reportPage(whole: OrganizationReport): string {
  const management = whole.accounts.find(({ isManagement }) => isManagement);
  const report = { ...whole, accounts: whole.accounts.filter(({ isManagement }) => !isManagement) };
  const { organizationId, generatedAt } = report;
  const totals = totalsOf(report.accounts);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>Root credentials in ${organizationId}, ${formatMinute(generatedAt)} UTC</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>Root user credentials in <span class="whole">${organizationId}</span></h1>
${report.coverage && html`<p class="coverage">${coverageSentence(report.coverage)}</p>`}
<p class="quiet">${sourceSentence(report)} All times are UTC.</p>
</header>
<main>
${headline(report, totals)}
${totalsSection(totals)}
${violations(report)}
${unknownAccounts(report)}
${report.isDeployed ? recordedSections(report) : notKnownYet()}
${accountsByUnit(report)}
</main>
<footer>Written by rootguard. The management account${
    management && html` (${management.account.name}, <code class="id">${management.account.id}</code>)`
  } is not in it: its root user cannot be managed centrally.</footer>
</body>
</html>
`.text;
}

/** What rootguard's tables have recorded. */
function recordedSections(report: OrganizationReport): Markup {
  return html`${exceptionsSection(report)}
${removalsSection(report)}
${canarySection(report)}
${notSeenLately(report, staleAccounts(report))}`;
}

function sourceSentence({ source, generatedAt }: OrganizationReport): string {
  const time = formatMinute(generatedAt);
  return source === 'live'
    ? `Every account was audited for this report, finished ${time}.`
    : `As the latest audits found it, written ${time}.`;
}
