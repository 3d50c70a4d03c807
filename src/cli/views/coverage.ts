import { type Coverage, coverageState, formatPercent, isNothingHeard } from '../../domain/coverage.ts';

/** Lists are complete, however many accounts are in them. */
export function coverageJson(coverage: Coverage) {
  const { accounts, audited, heard, auditedAndHeard, silent, uncovered, awaiting, notAudited } = coverage;
  const state = coverageState(coverage);
  return {
    accounts,
    audited,
    heard,
    auditedAndHeard,
    /** From 0 to 1; null before the first audit. */
    share: state.type === 'not-known-yet' ? null : auditedAndHeard / accounts,
    nothingHeard: isNothingHeard(coverage),
    silent,
    uncovered,
    awaiting,
    notAudited,
    maxAuditAgeSeconds: coverage.maxAuditAgeHours * 3600,
    oldestAuditSeconds: coverage.oldestAuditSeconds ?? null,
    oldestUnresolvedTriggerSeconds: coverage.oldestUnresolvedTriggerSeconds ?? null,
    /** Since the latest run of the canary that saw every hop. */
    canaryAgeSeconds: coverage.canaryAgeSeconds ?? null,
    lostEvents: coverage.lostEvents,
  };
}

/** One number, and what is missing to the whole. */
export function coverageSentence(coverage: Coverage): string {
  const state = coverageState(coverage);
  switch (state.type) {
    case 'not-known-yet':
      return 'Coverage: not known yet, as no audit has been recorded.';
    case 'nothing-heard':
      return `Coverage: no account is heard, so only sweeps find a change: see nothing-heard in the runbook. ${auditedSentence(coverage)}`;
    case 'known': {
      const { accounts, auditedAndHeard, maxAuditAgeHours, awaiting } = coverage;
      // What is awaited is no failure yet: the first heartbeats come up to half an hour after the first audits.
      if (isFirstAwaited(coverage)) {
        return `Coverage: not known yet: the first heartbeat of ${format(awaiting.length)} of ${format(accounts)} active accounts is awaited, which may take half an hour after an audit. ${auditedSentence(coverage)}`;
      }
      const missing = missingParts(coverage);
      const list = missing.length === 0 ? '' : ` (${missing.join(', ')})`;
      return `Coverage: ${formatPercent(auditedAndHeard, accounts)}: ${format(auditedAndHeard)} of ${format(accounts)} active accounts were audited within ${maxAuditAgeHours} hours and are heard${list}.`;
    }
  }
}

function isFirstAwaited({ heard, silent, awaiting }: Coverage): boolean {
  return heard === 0 && silent.length === 0 && awaiting.length > 0;
}

function auditedSentence({ accounts, audited, maxAuditAgeHours }: Coverage): string {
  return `${format(audited)} of ${format(accounts)} active accounts were audited within ${maxAuditAgeHours} hours.`;
}

/** An account may be in two of them: not audited, and not heard for another reason. */
function missingParts({ silent, uncovered, awaiting, notAudited }: Coverage): readonly string[] {
  return [
    [silent, 'silent'],
    [uncovered, 'uncovered'],
    [awaiting, 'not heard yet'],
    [notAudited, 'not audited'],
  ].flatMap(([accounts, text]) => (accounts?.length ? [`${format(accounts.length)} ${text}`] : []));
}

function format(count: number): string {
  return count.toLocaleString('en');
}
