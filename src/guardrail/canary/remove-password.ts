import type { MemberAccount } from '../../domain/account.ts';
import { describeWithRequestId } from '../../domain/aws-failure.ts';
import { type CanaryPassword, isOfCanary } from '../../domain/canary.ts';
import { failureCauseOf } from '../../domain/credential-result.ts';
import { type Credential, hasPassword, LOGIN_PROFILE_ID } from '../../domain/credentials.ts';
import { type CredentialDecision, decide, isRemoval } from '../../domain/decision.ts';
import type { ExceptionReading } from '../../domain/exception.ts';
import { ENFORCED_EVERYWHERE } from '../../domain/policy.ts';
import { REASONS } from '../../domain/reasons.ts';
import { enforce } from '../account/enforce.ts';
import type { Redecision } from '../account/removals.ts';
import type { DeleteSession } from '../ports/root-sessions.ts';
import type { CanaryDependencies } from './dependencies.ts';

export type PasswordRemoval =
  /** A re-read proves it. */
  | { readonly type: 'removed'; readonly at: Date }
  | { readonly type: 'already-absent' }
  | { readonly type: 'left-behind'; readonly why: string };

/**
 * Removes the password that a run created and nothing else, whatever the mode of the account is. As every removal it has an intent
 * and an outcome in the ledger, and is proven by a re-read. A password that an exception approves in the meantime stays.
 */
export async function removePassword(
  deps: CanaryDependencies,
  account: MemberAccount,
  password: CanaryPassword,
  by: string,
): Promise<PasswordRemoval> {
  const opened = await deps.remover.openDeleteSession(account.id);
  if (opened.type === 'refused') return left(describeWithRequestId(opened.failure));
  const inventory = await opened.session.readInventory();
  if (inventory.type === 'unreadable') return left(describeWithRequestId(inventory.failure));
  const listed = inventory.credentials.find((credential) => isOfCanary(credential, password));
  const found = listed ?? unlistedPassword(inventory.credentials, password);
  if (found === undefined) return { type: 'already-absent' };

  const decidedAt = deps.clock.now();
  // After the inventory, as for every removal: who has approved it before is always seen to have done so.
  const decision = decisionOn(account, found, await deps.exceptions.readFor(account, decidedAt), decidedAt);
  if (!isRemoval(decision)) return left(REASONS[decision.reason].text);
  const operator = { by, reason: 'a canary run is over', ticket: undefined };
  const { session, hasAnswered } = watchAnswers(opened.session);
  const { results } = await enforce(deps, { account, triggers: [], operator }, deps.newId(), {
    session,
    decisions: [decision],
    decidedAt,
    decideAgain: () => decideAgain(deps, account, found),
    // The mode is not asked.
    hasPolicyChanged: async () => false,
  });
  if (listed === undefined && !hasAnswered()) return left(UNPROVEN);
  const [result] = results;
  if (result?.result === 'removed') return { type: 'removed', at: deps.clock.now() };
  if (result?.result === 'already-absent') return { type: 'already-absent' };
  return left(result === undefined ? 'no result' : (failureCauseOf(result) ?? REASONS[result.reason].text));
}

/** Reads lag behind. One that was certainly created is deleted even if it is not listed, unless another one is. */
function unlistedPassword(
  credentials: readonly Credential[],
  { passwordCreatedAt: createdAt }: CanaryPassword,
): Credential | undefined {
  if (createdAt === undefined || hasPassword(credentials)) return undefined;
  return { kind: 'login-profile', id: LOGIN_PROFILE_ID, createdAt, status: undefined };
}

/** A read that has not shown the password before does not prove that it is gone; only an answer to the deletion does. */
const UNPROVEN = 'AWS has not answered the deletion, and its reads do not show the password yet.';

function watchAnswers(session: DeleteSession) {
  let hasAnswered = false;
  const watched: DeleteSession = {
    readInventory: () => session.readInventory(),
    async remove(credential) {
      const removal = await session.remove(credential);
      hasAnswered ||= removal.type !== 'refused';
      return removal;
    },
  };
  return { session: watched, hasAnswered: () => hasAnswered };
}

function left(why: string) {
  return { type: 'left-behind', why } as const;
}

async function decideAgain(
  { exceptions, clock }: CanaryDependencies,
  account: MemberAccount,
  password: Credential,
): Promise<Redecision> {
  const now = clock.now();
  const reading = await exceptions.readFor(account, now);
  return reading.type === 'unreadable'
    ? { type: 'undecidable', failure: reading.failure }
    : { type: 'decided', decisions: [decisionOn(account, password, reading, now)] };
}

function decisionOn(
  account: MemberAccount,
  credential: Credential,
  exceptions: ExceptionReading,
  now: Date,
): CredentialDecision {
  const decision = {
    account,
    credentials: [credential],
    exceptions,
    policy: ENFORCED_EVERYWHERE,
    triggers: [],
    breaker: 'closed',
    now,
  } as const;
  const [decided] = decide(decision);
  return decided === undefined || decided.reason === 'unapproved'
    ? { credential, reason: 'created-by-canary', exceptionId: undefined }
    : decided;
}
