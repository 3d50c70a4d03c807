import { settlePromise } from '../../concurrency/settled.ts';
import type { Scope } from '../../domain/exception.ts';
import type { LedgerEntry, Operator } from '../../domain/ledger-entry.ts';
import type { Policy } from '../../domain/policy.ts';
import { isCount } from '../../domain/schema.ts';
import { policyFacts } from '../../domain/settings.ts';
import { checkSettingsSize } from '../../domain/settings-size.ts';
import type { NotifyDependencies } from '../notify/dependencies.ts';
import { notifySettingsChanged, settingsFingerprint } from '../notify/settings-notifications.ts';
import type { DeploymentFacts, DeploymentRecord } from '../ports/deployment-record.ts';
import type { SettingsEditor, SettingsToReplace } from '../ports/settings.ts';
import { type ExceptionChangeDependencies, requestReaudit } from './exception-changes.ts';

export interface ChangeSettingsDependencies
  extends NotifyDependencies,
    Pick<ExceptionChangeDependencies, 'triggerQueue' | 'requestedScopes'> {
  readonly settingsEditor: SettingsEditor;
  readonly deploymentRecord: Pick<DeploymentRecord, 'read'>;
}

export interface SettingsChangeRequest {
  /** What the operator was shown, and only that is replaced. */
  readonly shown: SettingsToReplace;
  readonly before: Policy;
  readonly after: Policy;
  /** Where something may be removed by it, so that these accounts are audited again. */
  readonly reauditScopes: readonly Scope[];
  readonly operator: Operator;
}

export type ChangeSettingsOutcome =
  | {
      readonly type: 'changed';
      readonly version: number;
      /** The change is stored even if nobody could be notified: the next watch notifies then. */
      readonly notified: PromiseSettledResult<void>;
      /** The next sweep audits the accounts in any case. */
      readonly reaudit: PromiseSettledResult<void>;
    }
  /** Somebody else has changed them since they were shown. */
  | { readonly type: 'conflict' };

/**
 * Changes the settings for an operator. The ledger has an entry before and after it; people are notified.
 * @throws InvalidInputError `settings-too-large`; nothing was written
 */
export async function changeSettings(
  deps: ChangeSettingsDependencies,
  { shown, before: policyBefore, after: policyAfter, reauditScopes, operator }: SettingsChangeRequest,
): Promise<ChangeSettingsOutcome> {
  const { ledger, clock, newId } = deps;
  const [before, after] = [policyFacts(policyBefore), policyFacts(policyAfter)];
  checkSettingsSize(after.overrides, operator);
  const version = nextVersion(shown, await deps.deploymentRecord.read());
  type Result = Extract<LedgerEntry, { type: 'settings-change' }>['result'];
  const record = (result: Result) => {
    const entry = {
      type: 'settings-change',
      account: 'organization',
      version,
      before,
      after,
      operator,
    } as const;
    return ledger.append({ ...entry, at: clock.now(), id: newId(), result });
  };
  // Before the settings are changed, so that nothing is removed without a record of who permitted it.
  await record('started');
  const change = { version, ...after, changedAt: clock.now(), operator };
  if ((await deps.settingsEditor.write(change, shown)) === 'conflict') {
    await record('conflict');
    return { type: 'conflict' };
  }
  await record('changed');
  // Before the notification: after a crash in between, the next watch finds the change and requests a sweep. Of a change that
  // was notified it requests none.
  const reaudit = await settlePromise(requestReaudits(deps, reauditScopes));
  const fingerprint = settingsFingerprint({ version, policy: policyAfter });
  const notified = await settlePromise(
    notifySettingsChanged(deps, { version, before, after, operator }, fingerprint),
  );
  return { type: 'changed', version, notified, reaudit };
}

/**
 * Higher than any version that a watch has seen, although somebody may have deleted the settings or edited their version: one that
 * is used twice would pass for settings that were brought back by hand, and its notification for one that was sent already.
 * A version that does not parse may be any. After one that cannot be counted on from, an edit by hand, the settings would not parse.
 */
function nextVersion({ stored }: SettingsToReplace, deployment: DeploymentFacts | undefined): number {
  const versions = [stored?.version, deployment?.highestVersion].filter(isCount);
  const version = Math.max(0, ...versions.filter((one) => isCount(one + 1)));
  return version + 1;
}

async function requestReaudits(deps: ChangeSettingsDependencies, scopes: readonly Scope[]): Promise<void> {
  for (const scope of scopes) await requestReaudit(deps, scope, 'operator', 0);
}
