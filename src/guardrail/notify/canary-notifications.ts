import type { AccountId, MemberAccount } from '../../domain/account.ts';
import type { CredentialResult } from '../../domain/credential-result.ts';
import type { Trigger } from '../../domain/trigger.ts';
import type { NotifyDependencies } from './dependencies.ts';
import type { Finding } from './findings.ts';
import { canaryFoundFingerprint, enforcementFingerprint } from './fingerprints.ts';
import { accountLine, attribution, resultLine } from './notification-lines.ts';
import { notify } from './notify.ts';

/** Like any removal, with a key and a severity of its own, by which a subscription can filter. */
export function notifyCanaryRemoved(
  deps: NotifyDependencies,
  { account, triggers }: { readonly account: MemberAccount; readonly triggers: readonly Trigger[] },
  enforcementId: string,
  results: readonly CredentialResult[],
): Promise<void> {
  return notify(
    deps,
    {
      key: 'canary-removed',
      account: account.id,
      fingerprint: enforcementFingerprint(enforcementId),
      lines: [accountLine(account), IS_EXPECTED, ...results.map(resultLine), ...attribution(triggers)],
    },
    'once',
  );
}

const IS_EXPECTED = 'A run of the canary created it on purpose. Nothing has to be done.';

/** What an audit found and left, where a run of the canary has created it; the run removes it. */
export function canaryFinding(finding: Finding, runId: string): Finding {
  const [account = finding.account, ...others] = finding.notification.lines;
  return {
    ...finding,
    notification: {
      ...finding.notification,
      key: 'canary-found',
      fingerprint: canaryFoundFingerprint(runId),
      lines: [account, IS_EXPECTED, ...others],
    },
    repeat: 'once',
  };
}

/** @param why sentences */
export function notifyCanaryFailed(
  deps: NotifyDependencies,
  account: AccountId,
  why: readonly string[],
): Promise<void> {
  return notify(
    deps,
    {
      key: 'canary-failed',
      account,
      fingerprint: `canary-failed#${account}#${deps.newId()}`,
      lines: [
        `A canary run in account ${account} did not show that rootguard removes a root password and notifies of it.`,
        ...why,
        `The latest runs: rootguard history --account ${account}. What each hop depends on: rootguard doctor.`,
      ],
    },
    'once',
  );
}
