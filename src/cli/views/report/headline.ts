import { isViolation } from '../../../domain/posture.ts';
import type { StateCounts } from '../../../domain/posture-state.ts';
import type { BreakerState } from '../../../guardrail/ports/breaker.ts';
import type {
  OrganizationReport,
  ReportedCredential,
} from '../../../guardrail/report/organization-report.ts';
import { formatMinute } from './format.ts';
import { html, type Markup } from './html.ts';

/** The most important result in one sentence, then the mode and the breaker, which can prevent removals. */
export function headline(report: OrganizationReport, totals: StateCounts): Markup {
  const { state, text } = decisionOf(report, totals);
  return html`<section aria-labelledby="decision"><h2 id="decision" class="decision ${state}">${text}</h2><ul class="status">${statusSentences(report).map((sentence) => html`<li>${sentence}</li>`)}</ul></section>`;
}

function statusSentences(report: OrganizationReport): readonly string[] {
  if (!report.isDeployed) {
    return [
      'rootguard is not deployed in this organization: nothing watches these accounts, and nothing is removed.',
    ];
  }
  return [modeSentence(report), ...(report.breaker === undefined ? [] : [breakerSentence(report.breaker)])];
}

function decisionOf({ accounts }: OrganizationReport, totals: StateCounts) {
  const unknown = totals.unknown === 0 ? '' : ` ${count(totals.unknown, 'account')} could not be checked.`;
  if (totals.violating > 0) {
    const credentials = accounts
      .filter((account) => account.state === 'violating')
      .flatMap((account) => account.credentials.filter(isViolation));
    const isMfaOnly = credentials.every(({ reason }) => reason === 'mfa-lost');
    const what = isMfaOnly ? 'approved root password' : 'unapproved root credential';
    const how = isMfaOnly ? ' without the MFA device that guarded it' : '';
    const have = totals.violating === 1 ? 'has' : 'have';
    return {
      state: 'violating',
      text: `${count(totals.violating, 'account')} ${have} ${count(credentials.length, what)}${how}.${unknown}`,
    };
  }
  if (totals.unknown > 0) return { state: 'unknown', text: `No violation is known.${unknown}` };
  return { state: 'compliant', text: 'No account has an unapproved root credential.' };
}

/** The deployed mode, and its effect so far: a new mode applies to each account from its next audit on. */
function modeSentence(report: OrganizationReport): string {
  return `Mode: ${deployedMode(report)} ${leftInPlace(report)}`.trimEnd();
}

function deployedMode({ modes }: OrganizationReport): string {
  if (modes === undefined) return 'not known, as no sweep has recorded it.';
  const overrides =
    modes.overrides === 0 ? '' : `, with ${count(modes.overrides, 'override')} for units and accounts`;
  if (modes.areSettingsMalformed) return 'observe everywhere, as the settings do not parse.';
  return modes.version === undefined
    ? `${modes.mode}${overrides}, as of the sweep of ${formatMinute(modes.at)}.`
    : `${modes.mode}${overrides}, by version ${modes.version} of the settings.`;
}

/** An audit that an operator recorded says of a credential that nobody approved it, and the mode is what leaves it in place. */
function leftInPlace({ accounts, modes }: OrganizationReport): string {
  const isLeft = ({ result, reason }: ReportedCredential) =>
    reason === 'observe-mode' ||
    (modes?.mode === 'observe' && result === 'withheld' && reason === 'unapproved');
  const left = accounts.map(({ credentials }) => credentials.filter(isLeft).length);
  const credentials = left.reduce((sum, each) => sum + each, 0);
  if (credentials > 0) {
    return `Observe mode left ${count(credentials, 'credential')} in place, in ${count(left.filter((each) => each > 0).length, 'account')}; enforce mode removes them.`;
  }
  const hasViolations = accounts.some(({ state }) => state === 'violating');
  return hasViolations ? '' : 'Observe mode left no credential in place.';
}

function breakerSentence(breaker: BreakerState): string {
  return breaker.type === 'open'
    ? `Breaker: open since ${formatMinute(breaker.since)}. Removals of older credentials wait until an operator acknowledges it.`
    : `Breaker: closed; ${count(breaker.accountsThisHour, 'account')} lost older credentials within the hour.`;
}

function count(number: number, what: string): string {
  return `${number.toLocaleString('en')} ${what}${number === 1 ? '' : 's'}`;
}
