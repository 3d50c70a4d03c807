import { type Credential, hasPassword, isPossiblySame } from '../../domain/credentials.ts';
import { type CredentialDecision, isRemoval } from '../../domain/decision.ts';
import { isInProgress, type OpenEnforcement } from '../../domain/posture.ts';
import type { PostureWithRevision } from '../ports/posture.ts';
import type { AuditContext } from './audit-context.ts';
import type { GuardDependencies } from './dependencies.ts';

/** What this run removes and reports. Starting it returned what other runs had started before. */
export interface StartedEnforcement {
  readonly enforcement: OpenEnforcement & { readonly startedAt: Date };
  /** Removals only of credentials that no other run is about to remove. */
  readonly decisions: readonly CredentialDecision[];
  /** Enforcements whose runs stopped before they notified: this run reports their results. */
  readonly interrupted: readonly OpenEnforcement[];
  /** Whether another run has some of the removals, so that the account has to be audited again. */
  readonly overlapsWithOtherRun: boolean;
  readonly known: PostureWithRevision;
}

/**
 * Records an enforcement as started, so that the next audit finds it if this run crashes. Removals that other runs have started
 * are left to them.
 * @returns undefined where no removal is left for this run; nothing is started then
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
    overlapsWithOtherRun: own.some(({ reason }) => reason === 'removed-elsewhere'),
    known,
  };
}

/** An MFA device is withheld with the password that it guards. */
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
