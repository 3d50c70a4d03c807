import type { MemberAccount } from '../domain/account.ts';
import {
  type Credential,
  type CredentialKind,
  hasPassword,
  type Inventory,
  isSameCredential,
} from '../domain/credentials.ts';
import type { Verdict } from '../domain/decision.ts';
import type { CredentialResult, OperatorAct } from '../domain/ledger-entry.ts';
import type { Trigger } from '../domain/trigger.ts';
import type { GuardDependencies } from './dependencies.ts';
import type { DeleteSession, Removal } from './ports/root-sessions.ts';

export interface EnforcementOrder {
  readonly enforcementId: string;
  readonly account: MemberAccount;
  readonly session: DeleteSession;
  readonly triggers: readonly Trigger[];
  readonly verdicts: readonly Verdict[];
  readonly operator: OperatorAct | undefined;
  /** Runs beside the writing of the intent; nothing is removed before both are done. */
  readonly noteBegun: () => Promise<void>;
}

export interface Enforcement {
  /** One for each verdict, in the same order. */
  readonly results: readonly CredentialResult[];
  readonly after: Inventory;
}

/** What lets somebody in first; an MFA device only guards a password, so it goes when no password is left. */
const BEFORE_MFA: readonly CredentialKind[] = ['access-key', 'signing-certificate', 'login-profile'];

/** IAM reads lag behind writes: how long to wait before each further re-read. Milliseconds. */
const REREAD_PAUSES = [500, 1_000, 2_000, 4_000, 8_000];

type Dependencies = Pick<GuardDependencies, 'ledger' | 'clock' | 'newId' | 'pause'>;

/**
 * Removes what the verdicts say, in the safe order, between an intent and an outcome in the ledger. One removal that
 * is refused does not stop the others. What counts as removed is what the re-read shows.
 */
export async function enforce(deps: Dependencies, order: EnforcementOrder): Promise<Enforcement> {
  const { account, session, verdicts, triggers, enforcementId } = order;
  await Promise.all([recordIntent(deps, order), order.noteBegun()]);

  const toRemove = verdicts.filter(({ verdict }) => verdict === 'remove').map(({ credential }) => credential);
  const removals = new Map<Credential, Removal>();
  for (const kind of BEFORE_MFA) await removeKind(session, toRemove, kind, removals);
  let after = await rereadUntilGone(deps, session, removals);
  if (toRemove.some(isMfaDevice) && isWithoutPassword(after)) {
    await removeKind(session, toRemove, 'mfa-device', removals);
    after = await rereadUntilGone(deps, session, removals);
  }

  const results = verdicts.map((verdict) => resultOf(verdict, removals.get(verdict.credential), after));
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
  return { results, after };
}

async function recordIntent(deps: Dependencies, order: EnforcementOrder): Promise<void> {
  const { account, verdicts, triggers, enforcementId, operator } = order;
  await deps.ledger.append({
    type: 'intent',
    account: account.id,
    at: deps.clock.now(),
    id: deps.newId(),
    enforcementId,
    triggers,
    before: verdicts.map(({ credential }) => credential),
    verdicts,
    operator,
  });
}

async function removeKind(
  session: DeleteSession,
  toRemove: readonly Credential[],
  kind: CredentialKind,
  removals: Map<Credential, Removal>,
): Promise<void> {
  const ofKind = toRemove.filter((credential) => credential.kind === kind);
  await Promise.all(
    ofKind.map(async (credential) => {
      removals.set(credential, await session.remove(credential));
    }),
  );
}

/** Re-reads until everything that AWS said it deleted is gone, or patience is. */
async function rereadUntilGone(
  deps: Dependencies,
  session: DeleteSession,
  removals: ReadonlyMap<Credential, Removal>,
): Promise<Inventory> {
  const deleted = [...removals]
    .filter(([, removal]) => removal.type !== 'refused')
    .map(([credential]) => credential);
  let inventory = await session.readInventory();
  for (const pause of REREAD_PAUSES) {
    if (inventory.type === 'readable' && !deleted.some((one) => isListed(one, inventory))) return inventory;
    await deps.pause(pause);
    inventory = await session.readInventory();
  }
  return inventory;
}

function resultOf(verdict: Verdict, removal: Removal | undefined, after: Inventory): CredentialResult {
  const { credential, reason, exceptionId } = verdict;
  const base = {
    credential,
    reason,
    exceptionId,
    failedBecause: undefined,
    failure: undefined,
    requestId: undefined,
  };
  if (verdict.verdict === 'keep') return { ...base, result: 'kept' };
  if (verdict.verdict === 'withhold') return { ...base, result: 'withheld' };
  const failed = { ...base, result: 'failed' as const };
  if (removal === undefined) {
    return { ...failed, failedBecause: after.type === 'readable' ? 'password-remains' : 'not-verified' };
  }
  if (removal.type === 'refused') {
    return {
      ...failed,
      failedBecause: 'refused',
      failure: removal.failure,
      requestId: removal.failure.requestId,
    };
  }
  const { requestId } = removal;
  if (after.type === 'unreadable') {
    return { ...failed, failedBecause: 'not-verified', failure: after.failure, requestId };
  }
  if (isListed(credential, after)) return { ...failed, failedBecause: 'still-present', requestId };
  return { ...base, result: removal.type === 'deleted' ? 'removed' : 'already-absent', requestId };
}

function isMfaDevice(credential: Credential): boolean {
  return credential.kind === 'mfa-device';
}

function isWithoutPassword(inventory: Inventory): boolean {
  return inventory.type === 'readable' && !hasPassword(inventory.credentials);
}

function isListed(credential: Credential, inventory: Inventory): boolean {
  return (
    inventory.type === 'readable' &&
    inventory.credentials.some((listed) => isSameCredential(listed, credential))
  );
}
