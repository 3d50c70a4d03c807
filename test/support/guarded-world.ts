import { type AccountId, type MemberAccount, parseAccountId } from '../../src/domain/account.ts';
import {
  type Credential,
  type CredentialKind,
  hasPassword,
  LOGIN_PROFILE_ID,
} from '../../src/domain/credentials.ts';
import { isRemoval } from '../../src/domain/decision.ts';
import type { Exception } from '../../src/domain/exception.ts';
import type { Policy } from '../../src/domain/policy.ts';
import type { SweepItem } from '../../src/domain/sweep-item.ts';
import type { Trigger } from '../../src/domain/trigger.ts';
import type { GuardDependencies } from '../../src/guardrail/account/dependencies.ts';
import { guardAccount } from '../../src/guardrail/account/guard-account.ts';
import { approves } from './approvals.ts';
import { givenAccount, givenEvent, givenException, givenPolicy } from './builders.ts';
import { createMemoryWorld, type MemoryWorld } from './memory/world.ts';

/** One message on the triggers queue. */
export interface Message {
  readonly account: AccountId;
  readonly trigger: Trigger;
}

/** A removal that happened, with the world as it was just before it. */
export interface ObservedRemoval {
  readonly account: AccountId;
  readonly credential: Credential;
  readonly approved: boolean;
  readonly passwordWasThere: boolean;
  readonly intended: boolean;
}

export const MEMBERS: readonly AccountId[] = ['333333333333', '444444444444', '555555555555'].map(
  parseAccountId,
);
/** The member that a test with one account is about. */
export const VICTIM = memberAt(0);
export const MANAGEMENT = parseAccountId('111111111111');
export const FOREIGN = parseAccountId('999999999999');
export const OPERATOR = {
  by: 'arn:aws:sts::222222222222:assumed-role/operator/session',
  reason: 'drill',
  ticket: undefined,
};

function memberAt(index: number): AccountId {
  const member = MEMBERS[index];
  if (member === undefined) throw new Error(`there is no member ${index}`);
  return member;
}

/**
 * rootguard in a small organization in memory, with a queue whose messages are delivered when the history says so. Each
 * removal is checked at its time.
 */
export class GuardedWorld {
  readonly memory: MemoryWorld = createMemoryWorld();
  readonly removals: ObservedRemoval[] = [];
  readonly members: readonly AccountId[];
  /** Replaced by a new deployment. */
  deps: GuardDependencies;
  pending: Message[] = [];
  #created = 0;
  #events = 0;

  constructor(
    policy: Policy = givenPolicy({ maxAccountsPerHour: 1_000 }),
    options: { observeOnly?: boolean; members?: readonly AccountId[] } = {},
  ) {
    const { memory } = this;
    this.members = options.members ?? MEMBERS;
    for (const id of this.members) memory.organization.setAccount(givenAccount({ id }), []);
    this.deps = {
      ...memory,
      managementAccountId: MANAGEMENT,
      initialPolicy: policy,
      remover: options.observeOnly ? undefined : memory.remover,
    };
    this.#watchRemovals();
  }

  get now(): Date {
    return this.memory.clock.now();
  }

  member(account: AccountId): MemberAccount {
    const member = this.memory.organization.members.get(account);
    if (!member) throw new Error(`no member ${account}`);
    return member;
  }

  credentials(account: AccountId): readonly Credential[] {
    return this.memory.organization.credentials(account);
  }

  /** The root user, or somebody in a root session, creates a credential. A second password is not possible. */
  createCredential(account: AccountId, kind: CredentialKind): string {
    const existing = this.credentials(account);
    if (kind === 'login-profile' && hasPassword(existing)) return LOGIN_PROFILE_ID;
    this.#created += 1;
    const id = kind === 'login-profile' ? LOGIN_PROFILE_ID : `${kind}-${this.#created}`;
    this.memory.organization.addCredential(account, { kind, id, createdAt: this.now, status: undefined });
    return id;
  }

  /** @param id as AWS's events name access keys, certificates and MFA devices */
  eventAbout(account: AccountId, kind: CredentialKind | undefined, id?: string): Message {
    this.#events += 1;
    const event = givenEvent({ id: `event-${this.#events}` });
    const credentialId = kind === 'login-profile' ? undefined : id;
    const at = this.now;
    return { account, trigger: { type: 'root-credential-changed', account, kind, credentialId, at, event } };
  }

  approve(
    account: AccountId,
    kinds: readonly CredentialKind[],
    seconds: number,
    credentialIds?: readonly string[],
  ): Exception {
    this.#created += 1;
    const exception = givenException({
      scope: `account#${account}`,
      id: `exception-${this.#created}`,
      credentials: [...kinds],
      ...(credentialIds && { credentialIds: [...credentialIds] }),
      expiresAt: new Date(this.now.getTime() + seconds * 1000).toISOString(),
    });
    this.memory.exceptions.put(exception);
    return exception;
  }

  isApproved(account: AccountId, credential: Credential, at = this.now): boolean {
    const member = this.memory.organization.members.get(account);
    return (
      member !== undefined && approves(this.memory.exceptions.rows, { account: member, credential, now: at })
    );
  }

  /** Processes one message as the consumer does: one that fails is delivered again. */
  async work(message: Message): Promise<'done' | 'again'> {
    try {
      const outcome = await guardAccount(this.deps, {
        account: message.account,
        triggers: [message.trigger],
      });
      if (outcome.type !== 'retry') return 'done';
    } catch (error) {
      if (!(error instanceof InjectedCrash)) throw error;
      this.heal();
    }
    this.pending.push(message);
    return 'again';
  }

  async deliver(index: number): Promise<void> {
    const [message] = this.pending.splice(index % Math.max(1, this.pending.length), 1);
    if (message) await this.work(message);
    this.collectRequests();
  }

  /** Processes the messages that rootguard itself has queued, as far as they are due. */
  collectRequests(): void {
    for (const { account, why, requestedAt: at, event, sought } of this.memory.triggerQueue.receiveDue()) {
      this.pending.push({ account, trigger: { type: 'audit-requested', account, why, at, event, sought } });
    }
  }

  async sweep(): Promise<void> {
    for (const listed of this.memory.organization.members.values()) {
      await this.work(sweepMessage({ sweepId: 'sweep', account: listed, queuedAt: this.now }));
    }
  }

  /** The function's process crashes after `calls` more calls. No further call is made until `heal`. */
  crashAfter(calls: number): void {
    let left = calls;
    this.memory.log.onCall = () => {
      if (left === 0) throw new InjectedCrash();
      left -= 1;
    };
  }

  heal(): void {
    this.memory.log.onCall = () => undefined;
  }

  /**
   * Brings the world to quiescence: no more failures, every message is delivered, time passes, and everything is swept. A
   * second sweep finds exceptions that ended in the meantime, so that the world matches the exceptions active now.
   */
  async quiesce(): Promise<void> {
    this.heal();
    await this.drain();
    await this.sweep();
    await this.drain();
    await this.sweep();
  }

  async drain(): Promise<void> {
    for (let round = 0; round < 40; round += 1) {
      this.memory.clock.advance(61);
      this.collectRequests();
      const messages = this.pending;
      this.pending = [];
      for (const message of messages) await this.work(message);
    }
    if (this.pending.length > 0) throw new Error(`messages that never end: ${JSON.stringify(this.pending)}`);
  }

  #watchRemovals(): void {
    const { organization, ledger } = this.memory;
    const remove = organization.removeCredential.bind(organization);
    organization.removeCredential = (account, credential) => {
      const lastIntent = ledger.entries.findLast(
        (entry) => entry.account === account && entry.type === 'intent',
      );
      this.removals.push({
        account,
        credential,
        approved: this.isApproved(account, credential),
        passwordWasThere: hasPassword(this.credentials(account)),
        intended:
          lastIntent?.type === 'intent' &&
          lastIntent.decisions.some(
            (decision) => isRemoval(decision) && decision.credential.id === credential.id,
          ),
      });
      return remove(account, credential);
    };
  }
}

/** What the sweeper sends about an account that it has listed. */
export function sweepMessage({ sweepId, account: listed, queuedAt: at }: SweepItem): Message {
  const account = listed.id;
  return { account, trigger: { type: 'swept', account, sweepId, at, listed } };
}

export class InjectedCrash extends Error {}
