import type { AccountId } from '../../domain/account.ts';
import type { CanaryStage, CanaryStageName } from '../../domain/canary.ts';
import type { CanaryOutcome } from '../../guardrail/canary/dependencies.ts';
import { describeOutcome } from '../../guardrail/canary/describe-outcome.ts';
import { lines, type Result } from '../output/result.ts';

const WHAT_HAPPENED: Readonly<Record<CanaryStageName, string>> = {
  event: 'CloudTrail logged the creation of the password',
  queue: 'its event arrived in the queue',
  audit: 'an audit found the password',
  removal: 'the password was gone',
  outcome: 'the removal was proven and recorded',
  notification: 'the notification was published',
  'removed-by-canary': 'the canary itself removed the password',
};

/** For the terminal, while the run goes on. */
export function stageLine({ name, ms }: CanaryStage): string {
  return `${(ms / 1000).toFixed(1).padStart(7)} s  ${WHAT_HAPPENED[name]}`;
}

export function canaryResult(account: AccountId, outcome: CanaryOutcome): Result {
  const ok = outcome.type === 'completed';
  const { stages, missing, totalMs } =
    'stages' in outcome ? outcome : { stages: [], missing: [], totalMs: 0 };
  const why = describeOutcome(outcome);
  return {
    exit: ok ? 'ok' : 'failure',
    json: {
      ok,
      account,
      result: outcome.type,
      ...('mode' in outcome && { mode: outcome.mode }),
      totalMs,
      stages,
      missing,
      ...(outcome.type === 'refused' && { code: outcome.refusal.code }),
      ...(why.length > 0 && { why }),
    },
    blocks: [lines(...(ok ? [closing(account, outcome)] : why))],
    csv: {
      columns: ['account', 'ok', 'stage', 'ms'],
      rows: [
        ...stages.map(({ name, ms }) => [account, ok, name, ms]),
        ...missing.map((name) => [account, ok, name, undefined]),
      ],
    },
  };
}

function closing(account: AccountId, { mode, totalMs }: Extract<CanaryOutcome, { stages: unknown }>): string {
  const seconds = (totalMs / 1000).toFixed(1);
  return mode === 'enforce'
    ? `Every hop was seen: rootguard removed the password in account ${account} and notified of it within ${seconds} seconds.`
    : `Every hop was seen: rootguard found the password in account ${account} and notified of it; in observe mode the canary removed it itself. ${seconds} seconds in all.`;
}
