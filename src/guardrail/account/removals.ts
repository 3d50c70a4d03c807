import { type AwsFailure, isTransient } from '../../domain/aws-failure.ts';
import {
  type Credential,
  type CredentialKind,
  hasPassword,
  type Inventory,
  isCertainlySame,
  isPossiblySame,
} from '../../domain/credentials.ts';
import type { CredentialDecision } from '../../domain/decision.ts';
import type { DeleteSession, Removal } from '../ports/root-sessions.ts';
import type { GuardDependencies } from './dependencies.ts';

/** What is decided on credentials by now. */
export type Redecision =
  | { readonly type: 'decided'; readonly decisions: readonly CredentialDecision[] }
  | { readonly type: 'undecidable'; readonly failure: AwsFailure };

export interface RemovalOrder {
  readonly session: DeleteSession;
  readonly decisions: readonly CredentialDecision[];
  /** When that was asked which the decisions rest on. */
  readonly decidedAt: Date;
  /** Decides on credentials with what is true now: asks for the exceptions again. */
  readonly decideAgain: (credentials: readonly Credential[]) => Promise<Redecision>;
}

/** What became of the attempt to remove a credential. */
export type Answer = Removal | { readonly type: 'not-tried'; readonly failure: AwsFailure };

/** A decision that is older is not acted on any more: what it is about may have been approved since. Seconds. */
const MAX_DECISION_AGE_SECONDS = 5;

/** Before each further try. Milliseconds. */
const PAUSES = [250, 500, 1_000, 2_000];

/** Removes credentials kind by kind, and knows what was answered and what is decided by now. */
export class Removals {
  readonly #deps: Pick<GuardDependencies, 'clock' | 'pause'>;
  readonly #order: RemovalOrder;
  readonly #answers = new Map<Credential, Answer>();
  /** A deletion of theirs was sent and not answered: it may have happened. */
  readonly #unanswered = new Set<Credential>();
  #decisions: readonly CredentialDecision[];
  #decidedAt: Date;

  constructor(deps: Pick<GuardDependencies, 'clock' | 'pause'>, order: RemovalOrder) {
    this.#deps = deps;
    this.#order = order;
    this.#decisions = order.decisions;
    this.#decidedAt = order.decidedAt;
  }

  /** One for each of the order, in the same order. */
  get decisions(): readonly CredentialDecision[] {
    return this.#decisions;
  }

  answerTo(credential: Credential): Answer | undefined {
    return this.#answers.get(credential);
  }

  /** What AWS said that it deleted. */
  get deleted(): readonly Credential[] {
    return [...this.#answers]
      .filter(([, { type }]) => type === 'deleted' || type === 'already-absent')
      .map(([credential]) => credential);
  }

  has(kind: CredentialKind): boolean {
    return this.#toRemove(kind).length > 0;
  }

  /** Whether a deletion was sent and not answered: the credential may be gone all the same. */
  isUnanswered(credential: Credential): boolean {
    return this.#unanswered.has(credential);
  }

  /**
   * All of the kind at once, one try at a time. Before each further one, and before the first where the decision has got old,
   * the account and the exceptions are read again: somebody may have approved one of them, or deleted it and set up another
   * under the same name.
   */
  async remove(kind: CredentialKind): Promise<void> {
    let left = this.#toRemove(kind);
    for (const pause of [0, ...PAUSES]) {
      if (left.length === 0) return;
      if (pause > 0) await this.#deps.pause(pause);
      if (pause > 0 || this.#isDecisionOld()) left = await this.#stillToRemove(left);
      await Promise.all(left.map((credential) => this.#try(credential)));
      left = left.filter((credential) => mayPass(this.#answers.get(credential)));
    }
  }

  #toRemove(kind: CredentialKind): readonly Credential[] {
    return this.#decisions
      .filter(({ action, credential }) => action === 'remove' && credential.kind === kind)
      .map(({ credential }) => credential);
  }

  async #try(credential: Credential): Promise<void> {
    const removal = await this.#order.session.remove(credential);
    if (removal.type === 'refused' && removal.failure.reason === 'unavailable') {
      this.#unanswered.add(credential);
    }
    const isGoneByAnEarlierTry = removal.type === 'already-absent' && this.#unanswered.has(credential);
    this.#answers.set(credential, isGoneByAnEarlierTry ? { ...removal, type: 'deleted' } : removal);
  }

  #isDecisionOld(): boolean {
    return this.#deps.clock.now().getTime() - this.#decidedAt.getTime() > MAX_DECISION_AGE_SECONDS * 1000;
  }

  /** Of these, what is there by a new reading and is to be removed by a new decision. */
  async #stillToRemove(credentials: readonly Credential[]): Promise<readonly Credential[]> {
    const readAt = this.#deps.clock.now();
    const inventory = await this.#order.session.readInventory();
    if (inventory.type === 'unreadable') return this.#leave(credentials, inventory.failure);
    const listed = credentials.filter((credential) => this.#isThere(credential, inventory));
    if (listed.length === 0 || isGuarding(listed, inventory)) return [];
    const again = await this.#order.decideAgain(this.#knownWith(inventory));
    if (again.type === 'undecidable') return this.#leave(listed, again.failure);
    this.#decidedAt = readAt;
    this.#decisions = this.#decisions.map((decision) => this.#renewed(decision, again.decisions));
    const isStillToGo = (credential: Credential) =>
      inventory.credentials.some((one) => isCertainlySame(one, credential)) &&
      decisionOn(credential, again.decisions)?.action === 'remove';
    return listed.filter(isStillToGo);
  }

  #leave(credentials: readonly Credential[], failure: AwsFailure): readonly Credential[] {
    for (const credential of credentials) {
      if (!this.#answers.has(credential)) this.#answers.set(credential, { type: 'not-tried', failure });
    }
    return [];
  }

  #isThere(credential: Credential, { credentials }: Inventory & { type: 'readable' }): boolean {
    if (credentials.some((listed) => isPossiblySame(listed, credential))) return true;
    const type = this.#unanswered.has(credential) ? 'deleted' : 'already-absent';
    this.#answers.set(credential, { type, requestId: requestIdOf(this.#answers.get(credential)) });
    return false;
  }

  /** With the password that was removed: it has been seen, so no MFA device has to wait until one appears. */
  #knownWith({ credentials }: Inventory & { type: 'readable' }): readonly Credential[] {
    return hasPassword(credentials)
      ? credentials
      : [...credentials, ...this.deleted.filter(({ kind }) => kind === 'login-profile')];
  }

  /** What was removed, or may have been, is told as that, whoever approves it now. */
  #renewed(decision: CredentialDecision, again: readonly CredentialDecision[]): CredentialDecision {
    const { credential } = decision;
    if (decision.action !== 'remove') return decision;
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

function mayPass(answer: Answer | undefined): boolean {
  return answer?.type === 'refused' && isTransient(answer.failure);
}

function requestIdOf(answer: Answer | undefined): string | undefined {
  if (answer === undefined) return undefined;
  return 'failure' in answer ? answer.failure.requestId : answer.requestId;
}
