import type { PostureState, StateCounts } from '../../../domain/posture-state.ts';
import { STATES_BY_URGENCY } from '../../../guardrail/report/organization-report.ts';
import { html, type Markup } from './html.ts';

export function totalsSection(totals: StateCounts): Markup {
  const shares = STATES_BY_URGENCY.filter((state) => totals[state] > 0);
  return html`<section aria-labelledby="totals"><h2 id="totals">Member accounts</h2><ul class="totals">${tile('accounts', totals.accounts, 'in all')}${STATES_BY_URGENCY.map(
    (state) => tile(state, totals[state], state),
  )}</ul><div class="share" aria-hidden="true">${shares.map(
    (state) => html`<span class="${state}" style="flex: ${totals[state]}"></span>`,
  )}</div></section>`;
}

function tile(kind: string, count: number, label: string): Markup {
  return html`<li class="${kind}" data-total="${kind}"><span class="number ${count === 0 ? 'zero' : ''}">${count.toLocaleString('en')}</span> <span class="label">${label}</span></li>`;
}

export function badge(state: PostureState): Markup {
  return html`<span class="badge ${state}">${state}</span>`;
}
