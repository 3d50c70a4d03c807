import type { AccountId } from '../../src/domain/account.ts';
import type { AwsFailure } from '../../src/domain/aws-failure.ts';
import { remainsAfter } from '../../src/domain/credential-result.ts';
import {
  type Credential,
  hasPassword,
  isPossiblySame,
  isSameCredential,
} from '../../src/domain/credentials.ts';
import { isRemoval } from '../../src/domain/decision.ts';
import type { LedgerEntry } from '../../src/domain/ledger-entry.ts';
import type { Notification } from '../../src/domain/notification.ts';
import { modeFor } from '../../src/domain/policy.ts';
import type { Posture } from '../../src/domain/posture.ts';
import { parseSettings, policyInForce } from '../../src/domain/settings.ts';
import { approves, scopesOf } from '../support/approvals.ts';
import { MANAGEMENT } from '../support/guarded-world.ts';
import type { PortCall } from '../support/memory/call-log.ts';
import type { MemoryWorld } from '../support/memory/world.ts';
import { currentWorker, type Worker } from './worker.ts';

/** A credential that rootguard removed. */
export interface RecordedRemoval {
  readonly account: AccountId;
  readonly credential: Credential;
  readonly at: Date;
}

const SESSION_SECONDS = 900;

/** How long a started enforcement counts as in progress. */
const IN_PROGRESS_SECONDS = 120;

/**
 * Observes every call of rootguard, and compares it with what the same run has read before: two concurrent runs may read
 * different states, and no run can react to a change after its last read. Each breach names the promise that it breaks
 * (README, "What it promises").
 */
export class Oracle {
  readonly breaches: string[] = [];
  readonly removals: RecordedRemoval[] = [];
  /** With the world's time, not that of the run's own clock. */
  readonly notifications: Pick<Notification, 'account' | 'lines' | 'at'>[] = [];
  /** The run that started each enforcement. */
  readonly enforcementWorkers = new Map<string, Worker>();
  readonly #startedAt = new Map<string, Date>();
  /** Enforcements whose outcome leaves a credential that was to be removed. */
  readonly #incomplete = new Set<string>();
  /** Approved passwords that a recorded audit saw with MFA, as `<account> <time of creation>`. */
  readonly #guardedPasswords = new Set<string>();
  readonly #memory: MemoryWorld;

  constructor(memory: MemoryWorld) {
    this.#memory = memory;
  }

  /** What the run is about to read. */
  noteCall(worker: Worker, { name, account }: PortCall): void {
    const { organization, exceptions, clock } = this.#memory;
    const member = [...organization.members.values()].find(({ id }) => id === account);
    switch (name) {
      case 'organizations:DescribeAccount':
        worker.lastDescribed = member;
        return;
      case 'exceptions.readFor':
        worker.lastExceptions = exceptions.rows;
        worker.tried.clear();
        return;
      case 'settings.read': {
        const { item } = this.#memory.settings;
        const reading = item === undefined ? ({ type: 'initial' } as const) : parseSettings(item);
        worker.policy = policyInForce(reading, worker.initialPolicy);
        return;
      }
      case 'sts:AssumeRoot':
        worker.sessionEnds = clock.now().getTime() + SESSION_SECONDS * 1000;
        if (account === MANAGEMENT) this.breaches.push('7: a root session in the management account');
        return;
      case 'iam:GetLoginProfile':
        worker.lastInventory = undefined;
        return;
      case 'iam:GetAccountSummary':
      case 'iam:ListMFADevices':
        worker.lastInventory =
          member && clock.now().getTime() < worker.sessionEnds
            ? organization.visibleCredentials(member.id)
            : undefined;
    }
  }

  /** The run is about to delete. */
  noteDeletionAttempt(account: AccountId, { kind, id }: Credential): void {
    const worker = currentWorker();
    if (worker === undefined) return;
    const name = `${kind} ${id}`;
    if (worker.tried.has(name)) {
      this.breaches.push(`1: ${name} was tried again without another reading (${account})`);
    }
    worker.tried.add(name);
  }

  /** The run does not get the answer to one of its deletions. */
  noteLostAnswer(): void {
    const worker = currentWorker();
    if (worker !== undefined) worker.mayHaveRemoved = true;
  }

  /** A reading or a deletion of the run failed, or may have failed. */
  noteFailure(worker: Worker, call: string, { reason }: Pick<AwsFailure, 'reason'>): void {
    if (call === 'organizations:DescribeAccount') worker.lastDescribed = undefined;
    if (call === 'dynamodb:Query') worker.lastExceptions = undefined;
    if (call === 'dynamodb:GetItem')
      worker.policy = { ...worker.initialPolicy, mode: 'observe', suspendedBecause: 'settings-unreadable' };
    if (/^iam:(Get|List)/.test(call)) worker.lastInventory = undefined;
    if (/^iam:(Delete|Deactivate)/.test(call) && reason === 'unavailable') worker.mayHaveRemoved = true;
  }

  noteRemoval(account: AccountId, credential: Credential): void {
    const worker = currentWorker();
    if (worker === undefined) return;
    const now = this.#memory.clock.now();
    const breach = removalBreach(worker, account, credential, now);
    if (breach) this.breaches.push(`${breach} (${account} ${credential.kind})`);
    this.removals.push({ account, credential, at: now });
    worker.removed += 1;
  }

  noteEntry(entry: LedgerEntry): void {
    const worker = currentWorker();
    if (worker === undefined) return;
    if (entry.type === 'intent') {
      this.enforcementWorkers.set(entry.enforcementId, worker);
      this.#startedAt.set(entry.enforcementId, this.#memory.clock.now());
      worker.intended.push(...entry.decisions.filter(isRemoval).map(({ credential }) => credential));
    }
    if (entry.type !== 'outcome') return;
    if (entry.results.some(({ result }) => result === 'failed')) this.#incomplete.add(entry.enforcementId);
    const stillSeen = entry.results.some(
      ({ result, credential }) =>
        (result === 'removed' || result === 'already-absent') && !isAbsentInLastInventory(worker, credential),
    );
    if (stillSeen) this.breaches.push(`5: a success that no re-read showed (${entry.account})`);
  }

  /** The run that removed it notifies; another run only where that one has ended or takes too long. */
  noteNotification({ key, account, lines }: Notification): void {
    this.notifications.push({ account, lines, at: this.#memory.clock.now() });
    const worker = currentWorker();
    if (key !== 'credentials-removed' || worker === undefined) return;
    const interrupted = lines.flatMap((line) => /^Enforcement: (\S+) /.exec(line)?.[1] ?? []);
    for (const id of interrupted.filter((one) => this.#isEnforcementInProgress(one))) {
      this.breaches.push(`notified as interrupted while it was in progress: ${id} (${account})`);
    }
    const isOfOthers = interrupted.length > 0 || lines.some((line) => line.includes('gone since'));
    if (!isOfOthers && worker.removed === 0 && !worker.mayHaveRemoved) {
      this.breaches.push(`notified by a run that removed nothing (${account})`);
    }
  }

  #isEnforcementInProgress(enforcementId: string): boolean {
    const worker = this.enforcementWorkers.get(enforcementId);
    const startedAt = this.#startedAt.get(enforcementId);
    // One without an intent has removed nothing, so it can only have been abandoned.
    if (worker === undefined || startedAt === undefined) return false;
    const seconds = (this.#memory.clock.now().getTime() - startedAt.getTime()) / 1000;
    const isExcused = worker.hasCrashed || worker.hasThrown || this.#incomplete.has(enforcementId);
    return !isExcused && worker.clockSeconds === 0 && seconds < IN_PROGRESS_SECONDS;
  }

  /** What is stored, so that a later audit knows it. */
  noteRecorded({ account, state, credentials }: Posture): void {
    const remaining = credentials.filter(remainsAfter).map(({ credential }) => credential);
    const password = remaining.find(({ kind }) => kind === 'login-profile');
    const hasMfa = remaining.some(({ kind }) => kind === 'mfa-device');
    // An audit that could not find out anything repeats what an earlier one saw.
    if (password && hasMfa && state !== 'unknown') this.#guardedPasswords.add(nameOf(account, password));
  }

  /** Whether an approved password has no MFA any more, as far as audits have seen it. */
  hasLostMfa(account: AccountId, credentials: readonly Credential[]): boolean {
    const password = credentials.find(({ kind }) => kind === 'login-profile');
    const hasMfa = credentials.some(({ kind }) => kind === 'mfa-device');
    return password !== undefined && !hasMfa && this.#guardedPasswords.has(nameOf(account, password));
  }

  notePosture({ account, state }: Posture): void {
    const worker = currentWorker();
    if (state !== 'compliant' || worker?.lastInventory?.length === 0) return;
    this.breaches.push(`3: compliant without a reading that showed nothing (${account})`);
  }
}

function nameOf(account: AccountId, { createdAt }: Credential): string {
  return `${account} ${createdAt?.toISOString()}`;
}

function removalBreach(
  worker: Worker,
  account: AccountId,
  credential: Credential,
  now: Date,
): string | undefined {
  const { lastDescribed, lastExceptions, lastInventory, policy } = worker;
  // A run uses its own clock, so the oracle does too.
  const itsNow = new Date(now.getTime() + worker.clockSeconds * 1000);
  if (account === MANAGEMENT || lastDescribed?.id !== account || lastDescribed.state !== 'ACTIVE') {
    return '7: a removal where Organizations did not say that it is an active member';
  }
  if (lastExceptions === undefined) return '3: a removal with unreadable exceptions';
  const scopes = scopesOf(lastDescribed);
  if (lastExceptions.some((row) => row.type === 'malformed' && scopes.includes(row.malformed.scope))) {
    return '3: a removal with a malformed exception in its scope';
  }
  if (approves(lastExceptions, { account: lastDescribed, credential, now: itsNow }))
    return '1: an approved credential was removed';
  if (lastInventory === undefined) return '3: a removal after an unreadable inventory';
  if (!worker.intended.some((one) => isSameCredential(one, credential))) return '4: a removal without intent';
  if (credential.kind === 'mfa-device' && hasPassword(lastInventory))
    return '8: an MFA device before its password';
  if (!worker.isOperator && modeFor(policy, lastDescribed) === 'observe')
    return '12: a removal in observe mode';
  return undefined;
}

/** A password that was set at another time is another password, although it has the same id. */
function isAbsentInLastInventory({ lastInventory }: Worker, credential: Credential): boolean {
  return lastInventory !== undefined && !lastInventory.some((one) => isPossiblySame(one, credential));
}
