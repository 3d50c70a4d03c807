import { setTimeout as wait } from 'node:timers/promises';
import { createClock } from 'organization-sandbox/clock.ts';
import { type Sandbox, startSandbox } from 'organization-sandbox/sandbox.ts';
import type { Account } from 'organization-sandbox/world/account.ts';
import type { RootCredentials } from 'organization-sandbox/world/root-credentials.ts';
import { createScene, type Scene } from '../../src/local/demo/scene.ts';
import { type Stack, startStack } from '../../src/local/stack.ts';
import { guardsApprovedPassword } from '../support/approvals.ts';
import { givenWorld, MANAGEMENT } from '../support/sandbox-scene.ts';

export const UNIT = 'ou-sbox-work0001';

export interface Credential {
  readonly kind: string;
  readonly id: string;
}

export interface Removal extends Credential {
  readonly account: string;
  readonly at: Date;
}

interface Approval {
  readonly account: string;
  readonly kinds: readonly string[];
  readonly until: Date;
  readonly isRecovery: boolean;
}

/** While something runs, the sandbox's clock runs a thousand times as fast as the machine's, to shorten waits. */
const POLL_INTERVAL_MS = 2;
const SANDBOX_SECONDS_PER_POLL = 2;

/** More than any run needs. */
const MAX_POLLS = 20_000;

const SETTINGS = { maxAccountsPerHour: '1000', logLevel: 'silent' } as const;

/**
 * rootguard as it is deployed, with the SDK and over HTTP, in an organization of a few accounts. Only rootguard
 * removes root credentials here, so each removal is checked as it happens.
 */
export class SandboxWorld {
  readonly scene: Scene;
  readonly accounts: readonly string[];
  readonly breaches: string[] = [];
  readonly removals: Removal[] = [];
  /** How the rule that was deleted in an account is put there again. */
  readonly restoreRules = new Map<string, () => Promise<void>>();
  approvals: readonly Approval[] = [];
  isObserving = false;
  /** An operator's command removes in every mode. */
  isOperatorAtWork = false;

  private constructor(scene: Scene, accounts: readonly string[]) {
    this.scene = scene;
    this.accounts = accounts;
    for (const id of accounts) this.watch(id);
  }

  static async start(size: number): Promise<SandboxWorld> {
    const accounts = Array.from({ length: size }, (_, index) => String(600_000_000_000 + index));
    const start = new Date('2026-11-24T12:00:00Z');
    const sandbox = await startSandbox({
      world: givenWorld(accounts.map((id) => ({ id }))),
      clock: createClock({ mode: 'manual', start }),
    });
    const stack = await startStack(sandbox, { settings: { ...SETTINGS, mode: 'enforce' } });
    return new SandboxWorld(createScene(sandbox, stack), accounts);
  }

  get sandbox(): Sandbox {
    return this.scene.sandbox;
  }

  get stack(): Stack {
    return this.scene.stack;
  }

  get now(): Date {
    return this.sandbox.clock.now();
  }

  find(index: number): Account | undefined {
    return this.sandbox.organization.accounts.get(this.accounts[index] ?? '');
  }

  observe(on: boolean): void {
    this.isObserving = on;
    this.stack.configure({ ...SETTINGS, mode: on ? 'observe' : 'enforce' });
  }

  /** Processes every message that is queued. */
  drain(): Promise<void> {
    return this.during(this.stack.idle());
  }

  /** Lets the sandbox's time pass until the work has ended. */
  async during<Result>(work: Promise<Result>): Promise<Result> {
    let isOver = false;
    const over = work.finally(() => {
      isOver = true;
    });
    over.catch(() => undefined);
    for (let polls = 0; polls < MAX_POLLS; polls += 1) {
      await Promise.race([over.catch(() => undefined), wait(POLL_INTERVAL_MS)]);
      if (isOver) return over;
      this.sandbox.clock.advance(SANDBOX_SECONDS_PER_POLL);
    }
    throw new Error('the work did not end');
  }

  /** Observes every change of the root credentials of an account. */
  watch(id: string): void {
    const root = this.sandbox.organization.accounts.get(id)?.root;
    if (root === undefined) return;
    const change = root.change.bind(root);
    root.change = (at, changed) => {
      const before = credentialsOf(root.credentials);
      const passwordSince = root.credentials.password?.createdAt;
      change(at, changed);
      const after = credentialsOf(root.credentials);
      for (const credential of before.filter((one) => !after.some((other) => other.id === one.id))) {
        this.#noteRemoval({ account: id, at, ...credential }, passwordSince);
      }
    };
  }

  #noteRemoval(removal: Removal, passwordSince: Date | undefined): void {
    this.removals.push(removal);
    const { account, kind, at } = removal;
    const isApproved = this.approvals.some(
      (approval) =>
        approval.account === account &&
        at < approval.until &&
        (approval.kinds.includes(kind) || guardsApprovedPassword(kind, approval.kinds)),
    );
    if (isApproved) this.breaches.push(`1: an approved ${kind} was removed in ${account}`);
    if (this.isObserving && !this.isOperatorAtWork)
      this.breaches.push(`12: a ${kind} was removed in observe mode in ${account}`);
    if (account === MANAGEMENT) this.breaches.push('7: a removal in the management account');
    const { readConsistencyDelaySeconds } = this.sandbox.settings;
    const isPasswordVisible =
      passwordSince !== undefined &&
      at.getTime() - passwordSince.getTime() > readConsistencyDelaySeconds * 1000 + 1000;
    if (kind === 'mfa-device' && isPasswordVisible)
      this.breaches.push(`8: MFA before the password in ${account}`);
  }

  async stop(): Promise<void> {
    await this.during(this.stack.stop());
    await this.sandbox.close();
  }
}

export function credentialsOf(credentials: RootCredentials): readonly Credential[] {
  const { password, accessKeys, signingCertificates, mfaDevices } = credentials;
  return [
    ...(password === undefined ? [] : [{ kind: 'login-profile', id: 'login-profile' }]),
    ...accessKeys.map(({ id }) => ({ kind: 'access-key', id })),
    ...signingCertificates.map(({ id }) => ({ kind: 'signing-certificate', id })),
    ...mfaDevices.map(({ serialNumber }) => ({ kind: 'mfa-device', id: serialNumber })),
  ];
}
