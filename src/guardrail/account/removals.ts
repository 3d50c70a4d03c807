import { settlePromise, unwrap } from '../../concurrency/settled.ts';
import {
  type AwsFailure,
  isTransient,
  mayHaveTakenEffect,
  requestIdOfFailure,
} from '../../domain/aws-failure.ts';
import {
  type Credential,
  type CredentialKind,
  hasPassword,
  type Inventory,
  isCertainlySame,
  isPossiblySame,
} from '../../domain/credentials.ts';
import { type CredentialDecision, isRemoval } from '../../domain/decision.ts';
import type { DeleteSession, Removal } from '../ports/root-sessions.ts';
import type { GuardDependencies } from './dependencies.ts';

/** A decision made in the middle of an enforcement. */
export type Redecision =
  | { readonly type: 'decided'; readonly decisions: readonly CredentialDecision[] }
  | { readonly type: 'undecidable'; readonly failure: AwsFailure };

/** What is to be removed, the session to remove it in, and how to decide on it again. */
export interface RemovalOrder {
  readonly session: DeleteSession;
  readonly decisions: readonly CredentialDecision[];
  /** Just before account and exceptions were read for the decisions. */
  readonly decidedAt: Date;
  /** Decides on credentials again, with account and exceptions as they are now. */
  readonly decideAgain: (credentials: readonly Credential[]) => Promise<Redecision>;
  /** Whether the policy as it is now decides differently on the account, or cannot be read. */
  readonly hasPolicyChanged: () => Promise<boolean>;
}

/** The result of an attempt to remove a credential. */
export type RemovalAttempt = Removal | { readonly type: 'not-tried'; readonly failure: AwsFailure };

/** A decision that is older is made again before a removal, as the credential may have been approved since. */
const MAX_DECISION_AGE_SECONDS = 5;

/** How long to wait before each retry. */
const PAUSES_MS = [250, 500, 1_000, 2_000];

/** Removes credentials kind by kind, and keeps the attempts and the latest decisions. */
export class Removals {
  readonly #deps: Pick<GuardDependencies, 'clock' | 'pause'>;
  readonly #order: RemovalOrder;
  readonly #attempts = new Map<Credential, RemovalAttempt>();
  /** Credentials whose delete call AWS did not answer: it may have taken effect. */
  readonly #unanswered = new Set<Credential>();
  #decisions: readonly CredentialDecision[];
  #decidedAt: Date;
  #policyCheck: Promise<PromiseSettledResult<boolean>> | undefined;

  constructor(deps: Pick<GuardDependencies, 'clock' | 'pause'>, order: RemovalOrder) {
    this.#deps = deps;
    this.#order = order;
    this.#decisions = order.decisions;
    this.#decidedAt = order.decidedAt;
  }

  /** The latest, one for each decision of the order, in the same order. */
  get decisions(): readonly CredentialDecision[] {
    return this.#decisions;
  }

  attemptOn(credential: Credential): RemovalAttempt | undefined {
    return this.#attempts.get(credential);
  }

  /** Those that are gone according to AWS's answers. */
  get deleted(): readonly Credential[] {
    return [...this.#attempts]
      .filter(([, { type }]) => type === 'deleted' || type === 'already-absent')
      .map(([credential]) => credential);
  }

  has(kind: CredentialKind): boolean {
    return this.#toRemove(kind).length > 0;
  }

  /** Whether a delete call was not answered, so that the credential may be gone. */
  isUnanswered(credential: Credential): boolean {
    return this.#unanswered.has(credential);
  }

  /** Reads the policy for the next removal, while something else is done that has to be done before it. */
  checkPolicy(): void {
    this.#policyCheck = settlePromise(this.#order.hasPolicyChanged());
  }

  /**
   * Removes all credentials of the kind in parallel, with a few tries. Before each retry, and before the first try where the
   * decision is too old or the policy has changed, the account, the exceptions and the settings are read again: a credential may
   * have been approved in the meantime, or deleted and created again with the same id.
   */
  async remove(kind: CredentialKind): Promise<void> {
    let remaining = this.#toRemove(kind);
    for (const pause of [0, ...PAUSES_MS]) {
      if (remaining.length === 0) return;
      if (pause > 0) await this.#deps.pause(pause);
      // The age is looked at last, as reading the policy may take so long that the decision is too old then.
      if (pause > 0 || (await this.#hasPolicyChanged()) || this.#isDecisionOld()) {
        remaining = await this.#stillToRemove(remaining);
      }
      await Promise.all(remaining.map((credential) => this.#try(credential)));
      remaining = remaining.filter((credential) => isRetryable(this.#attempts.get(credential)));
    }
  }

  #toRemove(kind: CredentialKind): readonly Credential[] {
    return this.#decisions
      .filter((decision) => isRemoval(decision) && decision.credential.kind === kind)
      .map(({ credential }) => credential);
  }

  async #try(credential: Credential): Promise<void> {
    const removal = await this.#order.session.remove(credential);
    if (removal.type === 'refused' && mayHaveTakenEffect(removal.failure)) this.#unanswered.add(credential);
    const wasDeletedByEarlierTry = removal.type === 'already-absent' && this.#unanswered.has(credential);
    this.#attempts.set(credential, wasDeletedByEarlierTry ? { ...removal, type: 'deleted' } : removal);
  }

  async #hasPolicyChanged(): Promise<boolean> {
    const check = this.#policyCheck ?? settlePromise(this.#order.hasPolicyChanged());
    this.#policyCheck = undefined;
    return unwrap(await check);
  }

  /** Also where the clock was set back, as the age is not known then. */
  #isDecisionOld(): boolean {
    const ageMs = this.#deps.clock.now().getTime() - this.#decidedAt.getTime();
    return ageMs < 0 || ageMs > MAX_DECISION_AGE_SECONDS * 1000;
  }

  /** Those that a new reading still shows and a new decision still removes. */
  async #stillToRemove(credentials: readonly Credential[]): Promise<readonly Credential[]> {
    const readAt = this.#deps.clock.now();
    const inventory = await this.#order.session.readInventory();
    if (inventory.type === 'unreadable') return this.#markNotTried(credentials, inventory.failure);
    const listed = credentials.filter((credential) => this.#isThere(credential, inventory));
    if (listed.length === 0 || isGuarding(listed, inventory)) return [];
    const again = await this.#order.decideAgain(this.#listedCredentialsAndRemovedPassword(inventory));
    if (again.type === 'undecidable') return this.#markNotTried(listed, again.failure);
    this.#decidedAt = readAt;
    this.#decisions = this.#decisions.map((decision) => this.#renewed(decision, again.decisions));
    const isStillToRemove = (credential: Credential) => {
      const decision = decisionOn(credential, again.decisions);
      const isListed = inventory.credentials.some((one) => isCertainlySame(one, credential));
      return isListed && decision !== undefined && isRemoval(decision);
    };
    return listed.filter(isStillToRemove);
  }

  #markNotTried(credentials: readonly Credential[], failure: AwsFailure): readonly Credential[] {
    for (const credential of credentials) {
      if (!this.#attempts.has(credential)) this.#attempts.set(credential, { type: 'not-tried', failure });
    }
    return [];
  }

  #isThere(credential: Credential, { credentials }: Inventory & { type: 'readable' }): boolean {
    if (credentials.some((listed) => isPossiblySame(listed, credential))) return true;
    const type = this.#unanswered.has(credential) ? 'deleted' : 'already-absent';
    this.#attempts.set(credential, { type, requestId: requestIdOfAttempt(this.#attempts.get(credential)) });
    return false;
  }

  /** Includes a password that was or may have been removed and is no longer listed, so that `decide` does not keep an MFA device in case a password appears. */
  #listedCredentialsAndRemovedPassword({
    credentials,
  }: Inventory & { type: 'readable' }): readonly Credential[] {
    if (hasPassword(credentials)) return credentials;
    const gone = [...new Set([...this.deleted, ...this.#unanswered])];
    return [...credentials, ...gone.filter(({ kind }) => kind === 'login-profile')];
  }

  /** The decision on a credential that was or may have been removed does not change, even if it has been approved since. */
  #renewed(decision: CredentialDecision, again: readonly CredentialDecision[]): CredentialDecision {
    const { credential } = decision;
    if (!isRemoval(decision)) return decision;
    if (this.deleted.includes(credential) || this.#unanswered.has(credential)) return decision;
    const renewed = decisionOn(credential, again);
    return renewed ? { ...renewed, credential } : decision;
  }
}

function decisionOn(
  credential: Credential,
  decisions: readonly CredentialDecision[],
): CredentialDecision | undefined {
  return decisions.find((one) => isPossiblySame(one.credential, credential));
}

/** An MFA device guards a password, so it is not removed while one is there. */
function isGuarding(listed: readonly Credential[], inventory: Inventory & { type: 'readable' }): boolean {
  return listed.some(({ kind }) => kind === 'mfa-device') && hasPassword(inventory.credentials);
}

function isRetryable(attempt: RemovalAttempt | undefined): boolean {
  return attempt?.type === 'refused' && isTransient(attempt.failure);
}

function requestIdOfAttempt(attempt: RemovalAttempt | undefined): string | undefined {
  if (attempt === undefined) return undefined;
  return 'failure' in attempt ? requestIdOfFailure(attempt.failure) : attempt.requestId;
}
