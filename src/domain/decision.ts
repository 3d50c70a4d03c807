import type { MemberAccount } from './account.ts';
import type { Credential } from './credentials.ts';
import { covers, type Exception, type ExceptionReading, isActive } from './exception.ts';
import { graceEndOf, modeFor, type Policy } from './policy.ts';
import { type CredentialAction, REASONS, type ReasonKey } from './reasons.ts';
import type { Trigger } from './trigger.ts';

/** What becomes of one credential, and why. */
export interface CredentialDecision {
  readonly credential: Credential;
  /** It says what is done as well: `actionOf`. */
  readonly reason: ReasonKey;
  /** The exception that approves it, where one does. */
  readonly exceptionId: string | undefined;
}

export function actionOf({ reason }: Pick<CredentialDecision, 'reason'>): CredentialAction {
  return REASONS[reason].action;
}

export function isRemoval(decision: CredentialDecision): boolean {
  return actionOf(decision) === 'remove';
}

/** As people and machines read it: with the action. */
export function describedDecision(
  decision: CredentialDecision,
): CredentialDecision & { readonly action: CredentialAction } {
  const { credential, reason, exceptionId } = decision;
  return { credential, action: actionOf(decision), reason, exceptionId };
}

export interface DecisionInput {
  readonly account: MemberAccount;
  readonly credentials: readonly Credential[];
  readonly exceptions: ExceptionReading;
  readonly policy: Policy;
  readonly triggers: readonly Trigger[];
  /** `open`: this account may not lose credentials that were there before its trigger. */
  readonly breaker: 'closed' | 'open';
  readonly now: Date;
}

/** A credential younger than this before its trigger is what the trigger was about; an older one was there before. */
const FRESH_SECONDS = 60 * 60;

/** For how long after a password event an audit that shows no password is not believed (IAM reads lag behind). */
const PASSWORD_READ_LAG_SECONDS = 2 * 60;

/**
 * Decides what becomes of every root credential of an account. Pure: the same input gives the same decisions,
 * one for each credential and in the same order.
 */
export function decide(input: DecisionInput): readonly CredentialDecision[] {
  const password = input.credentials.find((credential) => credential.kind === 'login-profile');
  const passwordDecision = password && decideAlone(input, password);
  return input.credentials.map((credential) => {
    if (credential === password && passwordDecision) return passwordDecision;
    const decision = decideAlone(input, credential);
    if (!isRemoval(decision) || credential.kind !== 'mfa-device') return decision;
    if (passwordDecision && !isRemoval(passwordDecision)) return because(credential, 'password-stays');
    if (!passwordDecision && passwordJustSet(input)) return because(credential, 'password-may-appear');
    return decision;
  });
}

/** Whether removing it would touch a credential that was there before its trigger. */
export function isPreExisting(credential: Credential, triggers: readonly Trigger[]): boolean {
  const { createdAt } = credential;
  if (createdAt === undefined) return true;
  return !triggers.some((trigger) => createdAt.getTime() > trigger.at.getTime() - FRESH_SECONDS * 1000);
}

/** Whether the decisions remove a credential that was there before: that is what the breaker counts. */
export function losesPreExisting(
  decisions: readonly CredentialDecision[],
  triggers: readonly Trigger[],
): boolean {
  return decisions.some((decision) => isRemoval(decision) && isPreExisting(decision.credential, triggers));
}

/** The decision on one credential, before the rule that an MFA device outlives its password. */
function decideAlone(input: DecisionInput, credential: Credential): CredentialDecision {
  const { exceptions, policy, account, triggers, now } = input;
  const active =
    exceptions.type === 'readable' ? exceptions.exceptions.filter((one) => isActive(one, now)) : [];
  const approval = active.find((exception) => covers(exception, credential));
  if (approval) return because(credential, 'excepted', approval);
  if (credential.kind === 'mfa-device') {
    const passwordApproval = active.find((exception) => exception.credentials.includes('login-profile'));
    if (passwordApproval) return because(credential, 'guards-excepted-password', passwordApproval);
  }
  if (exceptions.type === 'unreadable') return because(credential, 'exceptions-unreadable');
  if (exceptions.malformed.length > 0) return because(credential, 'exception-malformed');
  if (modeFor(policy, account) === 'observe') return because(credential, 'observe-mode');
  if (isInGrace(input, credential)) return because(credential, 'invited-grace');
  if (input.breaker === 'open' && isPreExisting(credential, triggers)) {
    return because(credential, 'breaker-open');
  }
  return because(credential, 'unapproved');
}

/** A credential of unknown age may be one that the account brought, so it has the grace too. */
function isInGrace({ account, policy, now }: DecisionInput, credential: Credential): boolean {
  const graceEnd = graceEndOf(policy, account);
  if (graceEnd === undefined || account.joinedAt === undefined || now >= graceEnd) return false;
  return credential.createdAt === undefined || credential.createdAt < account.joinedAt;
}

/** Whether an event, or the second look that it led to, says that the root user was just at work and so may have a password. */
function passwordJustSet({ triggers, now }: DecisionInput): boolean {
  return triggers.some(
    (trigger) => hintsAtPassword(trigger) && secondsSince(trigger.at, now) < PASSWORD_READ_LAG_SECONDS,
  );
}

/**
 * A sign-in proves a password, and so does nearly all that the root user does, as it signs in for it. Whether it
 * used an access key instead is a claim of the event, which decides nothing: an MFA device that waits lets nobody in.
 */
function hintsAtPassword(trigger: Trigger): boolean {
  return (
    trigger.type === 'root-credential-changed' ||
    (trigger.type === 'audit-requested' && trigger.why === 'second-look')
  );
}

function secondsSince(then: Date, now: Date): number {
  return (now.getTime() - then.getTime()) / 1000;
}

function because(credential: Credential, reason: ReasonKey, approval?: Exception): CredentialDecision {
  return { credential, reason, exceptionId: approval?.id };
}
