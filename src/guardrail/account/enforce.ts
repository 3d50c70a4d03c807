import { requestIdOfFailure } from '../../domain/aws-failure.ts';
import type { CredentialResult } from '../../domain/credential-result.ts';
import { type Credential, hasPassword, type Inventory, isPossiblySame } from '../../domain/credentials.ts';
import { actionOf, type CredentialDecision, resultWithoutRemoval } from '../../domain/decision.ts';
import type { GuardContext } from './audit-context.ts';
import type { GuardDependencies } from './dependencies.ts';
import { type RemovalOrder, Removals } from './removals.ts';

/** What a re-read shows about an enforcement. */
export interface EnforcementResults {
  /** One for each decision, in the same order. */
  readonly results: readonly CredentialResult[];
  readonly after: Inventory;
  /** Just before `after` was read: writing the outcome may take long. */
  readonly readAt: Date;
}

type Reread = Pick<EnforcementResults, 'after' | 'readAt'>;

/** IAM reads lag behind writes: how long to wait before each further re-read. */
const REREAD_PAUSES_MS = [500, 1_000, 2_000, 4_000, 8_000];

type Dependencies = Pick<GuardDependencies, 'ledger' | 'clock' | 'newId' | 'pause'>;
type Context = Pick<GuardContext, 'account' | 'triggers' | 'operator'>;

/**
 * Removes credentials as decided, in a safe order: first those that grant access, then MFA devices, once no password remains.
 * Writes an intent to the ledger before and an outcome after it. One removal that is refused does not stop the others. A
 * credential counts as removed when the re-read no longer shows it.
 */
export async function enforce(
  deps: Dependencies,
  context: Context,
  enforcementId: string,
  order: RemovalOrder,
): Promise<EnforcementResults> {
  const { account, triggers } = context;
  const removals = new Removals(deps, order);
  removals.checkPolicy();
  await recordIntent(deps, context, enforcementId, order.decisions);

  await removals.remove('access-key');
  await removals.remove('signing-certificate');
  await removals.remove('login-profile');
  if (removals.has('mfa-device')) removals.checkPolicy();
  let reread = await rereadUntilGone(deps, order, removals);
  if (removals.has('mfa-device') && isWithoutPassword(reread.after)) {
    await removals.remove('mfa-device');
    reread = await rereadUntilGone(deps, order, removals);
  }

  const { after } = reread;
  const results = removals.decisions.map((decision) => resultOf(decision, removals, after));
  await deps.ledger.append({
    type: 'outcome',
    account: account.id,
    at: deps.clock.now(),
    id: deps.newId(),
    enforcementId,
    triggers,
    results,
    after,
  });
  return { results, ...reread };
}

async function recordIntent(
  deps: Dependencies,
  { account, triggers, operator }: Context,
  enforcementId: string,
  decisions: readonly CredentialDecision[],
): Promise<void> {
  await deps.ledger.append({
    type: 'intent',
    account: account.id,
    at: deps.clock.now(),
    id: deps.newId(),
    enforcementId,
    triggers,
    before: decisions.map(({ credential }) => credential),
    decisions,
    operator,
  });
}

/** Re-reads until everything that AWS said it deleted is gone, or the pauses are used up. */
async function rereadUntilGone(
  deps: Dependencies,
  { session }: RemovalOrder,
  { deleted }: Removals,
): Promise<Reread> {
  const read = async (): Promise<Reread> => {
    const readAt = deps.clock.now();
    return { after: await session.readInventory(), readAt };
  };
  let reread = await read();
  for (const pause of REREAD_PAUSES_MS) {
    const { after } = reread;
    if (after.type === 'readable' && !deleted.some((one) => isListed(one, after))) return reread;
    await deps.pause(pause);
    reread = await read();
  }
  return reread;
}

function resultOf(decision: CredentialDecision, removals: Removals, after: Inventory): CredentialResult {
  const { credential, reason, exceptionId } = decision;
  const base = { credential, reason, exceptionId };
  const action = actionOf(decision);
  if (action !== 'remove') return { ...base, result: resultWithoutRemoval(action) };
  const failed = { ...base, result: 'failed', failure: undefined, requestId: undefined } as const;
  const attempt = removals.attemptOn(credential);
  if (attempt === undefined) {
    return { ...failed, failedBecause: after.type === 'readable' ? 'password-remains' : 'not-verified' };
  }
  if (attempt.type === 'not-tried') {
    return { ...failed, failedBecause: 'not-verified', failure: attempt.failure };
  }
  if (attempt.type === 'refused') {
    const { failure } = attempt;
    const requestId = requestIdOfFailure(failure);
    const isGone = after.type === 'readable' && !isListed(credential, after);
    return isGone && removals.isUnanswered(credential)
      ? { ...base, result: 'removed', requestId }
      : { ...failed, failedBecause: 'refused', failure, requestId };
  }
  const { requestId } = attempt;
  if (after.type === 'unreadable') {
    return { ...failed, failedBecause: 'not-verified', failure: after.failure, requestId };
  }
  if (isListed(credential, after)) return { ...failed, failedBecause: 'still-present', requestId };
  return { ...base, result: attempt.type === 'deleted' ? 'removed' : 'already-absent', requestId };
}

function isWithoutPassword(inventory: Inventory): boolean {
  return inventory.type === 'readable' && !hasPassword(inventory.credentials);
}

function isListed(credential: Credential, inventory: Inventory): boolean {
  return (
    inventory.type === 'readable' &&
    inventory.credentials.some((listed) => isPossiblySame(listed, credential))
  );
}
