import type { MemberAccount } from './account.ts';
import { type Credential, credentialSchema } from './credentials.ts';
import { covers, type Exception, type ExceptionReading, exceptionIdSchema, isActive } from './exception.ts';
import { IAM_READ_LAG_SECONDS } from './iam-read-lag.ts';
import { graceEndOf, modeFor, type Policy } from './policy.ts';
import { type CredentialAction, REASONS, type ReasonKey, reasonSchema } from './reasons.ts';
import { maybe, type Output, object } from './schema.ts';
import type { Trigger } from './trigger.ts';

/** The fields that a decision and the result of its credential share. */
export const DECISION_FIELDS = {
  credential: credentialSchema,
  /** Also determines the action: see `actionOf`. */
  reason: reasonSchema,
  /** The exception that approves it, where one does. */
  exceptionId: maybe(exceptionIdSchema),
};

export const credentialDecisionSchema = object(DECISION_FIELDS);

/** What is to be done with one credential, and why. */
export interface CredentialDecision extends Output<typeof credentialDecisionSchema> {}

export function actionOf({ reason }: Pick<CredentialDecision, 'reason'>): CredentialAction {
  return REASONS[reason].action;
}

/** The result of an action that removes nothing; what is to be removed is withheld then. */
export function resultWithoutRemoval(action: CredentialAction): 'kept' | 'withheld' {
  return action === 'keep' ? 'kept' : 'withheld';
}

export function isRemoval(decision: CredentialDecision): boolean {
  return actionOf(decision) === 'remove';
}

/** For output and evidence: the decision with its action. */
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
  /** Whether an earlier audit saw an MFA device that guarded the password. Left out where that is not known. */
  readonly hadMfa?: boolean | undefined;
  /** `open`: this account may not lose credentials that were there before its trigger. */
  readonly breaker: 'closed' | 'open';
  readonly now: Date;
}

/** A credential created at most this long before the trigger counts as new; an older one is pre-existing. */
const MAX_NEW_AGE_SECONDS = 60 * 60;

/**
 * Decides what to do with every root credential of an account. Pure: the same input gives the same decisions,
 * one for each credential and in the same order.
 */
export function decide(input: DecisionInput): readonly CredentialDecision[] {
  const password = input.credentials.find((credential) => credential.kind === 'login-profile');
  const passwordDecision = password && decideSingle(input, password);
  return input.credentials.map((credential) => {
    if (credential === password && passwordDecision) return passwordDecision;
    const decision = decideSingle(input, credential);
    if (!isRemoval(decision) || credential.kind !== 'mfa-device') return decision;
    if (passwordDecision && !isRemoval(passwordDecision)) return decisionFor(credential, 'password-stays');
    if (!passwordDecision && mayHaveUnlistedPassword(input))
      return decisionFor(credential, 'password-may-appear');
    return decision;
  });
}

/** Whether the credential was there before any of the triggers; also true where its creation time is not known. */
function isPreExisting(credential: Credential, triggers: readonly Trigger[]): boolean {
  const { createdAt } = credential;
  if (createdAt === undefined) return true;
  return !triggers.some((trigger) => createdAt.getTime() > trigger.at.getTime() - MAX_NEW_AGE_SECONDS * 1000);
}

/** Whether the decisions remove a pre-existing credential. The breaker counts such accounts. */
export function losesPreExisting(
  decisions: readonly CredentialDecision[],
  triggers: readonly Trigger[],
): boolean {
  return decisions.some((decision) => isRemoval(decision) && isPreExisting(decision.credential, triggers));
}

/** The decision on one credential, without the rule that an MFA device is not removed before the password. */
function decideSingle(input: DecisionInput, credential: Credential): CredentialDecision {
  const { exceptions, policy, account, triggers, now } = input;
  const active =
    exceptions.type === 'readable' ? exceptions.exceptions.filter((one) => isActive(one, now)) : [];
  const approval = active.find((exception) => covers(exception, credential));
  if (approval)
    return decisionFor(credential, hasLostMfa(input, credential) ? 'mfa-lost' : 'excepted', approval);
  if (credential.kind === 'mfa-device') {
    const passwordApproval = active.find((exception) => exception.credentials.includes('login-profile'));
    if (passwordApproval) return decisionFor(credential, 'guards-excepted-password', passwordApproval);
  }
  if (exceptions.type === 'unreadable') return decisionFor(credential, 'exceptions-unreadable');
  if (exceptions.malformed.length > 0) return decisionFor(credential, 'exception-malformed');
  if (policy.suspendedBecause !== undefined) return decisionFor(credential, policy.suspendedBecause);
  if (modeFor(policy, account) === 'observe') return decisionFor(credential, 'observe-mode');
  if (isInGrace(input, credential)) return decisionFor(credential, 'invited-grace');
  if (input.breaker === 'open' && isPreExisting(credential, triggers)) {
    return decisionFor(credential, 'breaker-open');
  }
  return decisionFor(credential, 'unapproved');
}

/** An approved password stays whatever happens to its MFA, and people are notified. One that never had any is as it was approved. */
function hasLostMfa({ hadMfa, credentials }: DecisionInput, { kind }: Credential): boolean {
  return kind === 'login-profile' && hadMfa === true && !credentials.some((one) => one.kind === 'mfa-device');
}

/** The grace is for credentials created before the account joined. One of unknown age may be, so it has the grace too. */
function isInGrace({ account, policy, now }: DecisionInput, credential: Credential): boolean {
  const graceEnd = graceEndOf(policy, account);
  if (graceEnd === undefined || account.joinedAt === undefined || now >= graceEnd) return false;
  return credential.createdAt === undefined || credential.createdAt < account.joinedAt;
}

/** Whether the root user was active lately, so that it may have a password that IAM does not list yet. */
function mayHaveUnlistedPassword({ triggers, now }: DecisionInput): boolean {
  return triggers.some(
    (trigger) => impliesPassword(trigger) && secondsSince(trigger.at, now) < IAM_READ_LAG_SECONDS,
  );
}

/**
 * Nearly everything that the root user does needs a sign-in, and so a password. The event may claim that an access key was used
 * instead; that claim is ignored, as keeping an MFA device for longer gives nobody access.
 */
function impliesPassword(trigger: Trigger): boolean {
  return (
    trigger.type === 'root-credential-changed' ||
    (trigger.type === 'audit-requested' && trigger.why === 'second-look')
  );
}

function secondsSince(then: Date, now: Date): number {
  return (now.getTime() - then.getTime()) / 1000;
}

function decisionFor(credential: Credential, reason: ReasonKey, approval?: Exception): CredentialDecision {
  return { credential, reason, exceptionId: approval?.id };
}
