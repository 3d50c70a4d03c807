import { type Credential, hasPassword, isPossiblySame } from '../../domain/credentials.ts';
import { type CredentialDecision, isRemoval } from '../../domain/decision.ts';
import { isInProgress, type OpenEnforcement } from '../../domain/posture.ts';
import type { RevisedPosture } from '../ports/posture.ts';
import type { AuditContext } from './audit-context.ts';
import type { GuardDependencies } from './dependencies.ts';

/** What this run removes and reports, as the write that started it showed what other runs are doing. */
export interface StartedEnforcement {
  readonly enforcement: OpenEnforcement & { readonly startedAt: Date };
  /** Each `remove` among them is about a credential that no other run is about to remove. */
  readonly decisions: readonly CredentialDecision[];
  /** Enforcements whose runs stopped before they notified: this run reports what came of them. */
  readonly interrupted: readonly OpenEnforcement[];
  /** Some removals belong to another run, so the account has to be audited again. */
  readonly isShared: boolean;
  readonly known: RevisedPosture;
}

/**
 * Marks an enforcement as started, so that the next audit finds a trace of a run that crashes. Removals that other runs have
 * started are left to them. Undefined where that is all of them: then nothing was started.
 */
export async function startEnforcement(
  deps: GuardDependencies,
  { account }: AuditContext,
  decisions: readonly CredentialDecision[],
): Promise<StartedEnforcement | undefined> {
  const startedAt = deps.clock.now();
  const credentials = decisions.filter(isRemoval).map(({ credential }) => credential);
  const enforcement = { id: deps.newId(), startedAt, credentials, hasEnded: false };
  const known = await deps.posture.startEnforcement(account.id, enforcement);
  const others = known.enforcements.filter(({ id }) => id !== enforcement.id);
  const running = others.filter((other) => isInProgress(other, startedAt));
  const own = withholdRemovalsOfOthers(
    decisions,
    running.flatMap((other) => other.credentials),
  );
  if (!own.some(isRemoval)) {
    await deps.posture.updateEnforcements(account.id, { closed: [enforcement.id] });
    return undefined;
  }
  return {
    enforcement,
    decisions: own,
    interrupted: others.filter((other) => !running.includes(other)),
    isShared: own.some(({ reason }) => reason === 'removed-elsewhere'),
    known,
  };
}

/** An MFA device waits with the password that it guards. */
function withholdRemovalsOfOthers(
  decisions: readonly CredentialDecision[],
  theirs: readonly Credential[],
): readonly CredentialDecision[] {
  const isTheirs = (credential: Credential) => theirs.some((one) => isPossiblySame(one, credential));
  return decisions.map((decision) => {
    const { credential, exceptionId } = decision;
    const waitsForPassword = credential.kind === 'mfa-device' && hasPassword(theirs);
    if (!isRemoval(decision) || !(isTheirs(credential) || waitsForPassword)) return decision;
    return { credential, reason: 'removed-elsewhere', exceptionId };
  });
}
