import type { AccountId, MemberAccount } from '../../src/domain/account.ts';
import type { AwsFailure } from '../../src/domain/aws-failure.ts';
import { type Credential, hasPassword, isSameCredential } from '../../src/domain/credentials.ts';
import type { LedgerEntry } from '../../src/domain/ledger-entry.ts';
import type { Notification } from '../../src/domain/notification.ts';
import { modeFor } from '../../src/domain/policy.ts';
import type { Posture } from '../../src/domain/posture.ts';
import { approves, MANAGEMENT } from '../property/guarded-world.ts';
import type { PortCall } from '../support/memory/call-log.ts';
import type { MemoryWorld } from '../support/memory/world.ts';
import { currentWorker, type Worker } from './worker.ts';

/** A credential that rootguard took away. */
export interface SeenRemoval {
  readonly account: AccountId;
  readonly credential: Credential;
  readonly at: Date;
}

const SESSION_SECONDS = 900;

/** For so long, a run that has begun is left alone. */
const IN_PROGRESS_SECONDS = 120;

/**
 * Watches every call of rootguard, and holds what it does against what the same run was shown before: two runs at once
 * see different things, and nobody can act on what came after the last look. Each breach names the promise that it
 * breaks (design: "What must always hold").
 */
export class Witness {
  readonly breaches: string[] = [];
  readonly removals: SeenRemoval[] = [];
  /** At the world's time, whatever the clock of whoever told it showed. */
  readonly told: Pick<Notification, 'account' | 'lines' | 'at'>[] = [];
  /** Who began each enforcement. */
  readonly begun = new Map<string, Worker>();
  readonly #startedAt = new Map<string, Date>();
  /** Enforcements whose outcome leaves something that was to go. */
  readonly #incomplete = new Set<string>();
  readonly #memory: MemoryWorld;

  constructor(memory: MemoryWorld) {
    this.#memory = memory;
  }

  /** What the run is about to be shown. */
  noteCall(worker: Worker, { name, account }: PortCall): void {
    const { organization, exceptions, clock } = this.#memory;
    const member = [...organization.members.values()].find(({ id }) => id === account);
    switch (name) {
      case 'organizations:DescribeAccount':
        worker.described = member;
        return;
      case 'exceptions.readFor':
        worker.rows = exceptions.rows;
        worker.tried.clear();
        return;
      case 'sts:AssumeRoot':
        worker.sessionEnds = clock.now().getTime() + SESSION_SECONDS * 1000;
        if (account === MANAGEMENT) this.breaches.push('7: a root session in the management account');
        return;
      case 'iam:GetLoginProfile':
        worker.seen = undefined;
        return;
      case 'iam:GetAccountSummary':
      case 'iam:ListMFADevices':
        worker.seen =
          member && clock.now().getTime() < worker.sessionEnds
            ? organization.visibleCredentials(member.id)
            : undefined;
    }
  }

  /** The run is about to delete. */
  noteTry(account: AccountId, { kind, id }: Credential): void {
    const worker = currentWorker();
    if (worker === undefined) return;
    const name = `${kind} ${id}`;
    if (worker.tried.has(name)) {
      this.breaches.push(`1: ${name} was tried again without another look (${account})`);
    }
    worker.tried.add(name);
  }

  /** The run does not hear what became of a deletion of its own. */
  noteLostAnswer(): void {
    const worker = currentWorker();
    if (worker !== undefined) worker.mayHaveRemoved = true;
  }

  /** What the run was about to be shown or to do did not happen, or may not have. */
  noteFailure(worker: Worker, call: string, { reason }: Pick<AwsFailure, 'reason'>): void {
    if (call === 'organizations:DescribeAccount') worker.described = undefined;
    if (call === 'dynamodb:Query') worker.rows = undefined;
    if (/^iam:(Get|List)/.test(call)) worker.seen = undefined;
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
      this.begun.set(entry.enforcementId, worker);
      this.#startedAt.set(entry.enforcementId, this.#memory.clock.now());
      for (const { credential, action } of entry.decisions) {
        if (action === 'remove') worker.intended.push(credential);
      }
    }
    if (entry.type !== 'outcome') return;
    if (entry.results.some(({ result }) => result === 'failed')) this.#incomplete.add(entry.enforcementId);
    const stillSeen = entry.results.some(
      ({ result, credential }) =>
        (result === 'removed' || result === 'already-absent') && !isSeenGone(worker, credential),
    );
    if (stillSeen) this.breaches.push(`5: a success that no re-read showed (${entry.account})`);
  }

  /** Whoever removed it tells it; somebody else only where that one has ended, or has been at it for long. */
  noteNotification({ key, account, lines }: Notification): void {
    this.told.push({ account, lines, at: this.#memory.clock.now() });
    const worker = currentWorker();
    if (key !== 'credentials-removed' || worker === undefined) return;
    const interrupted = lines.flatMap((line) => /^Enforcement: (\S+) /.exec(line)?.[1] ?? []);
    for (const id of interrupted.filter((one) => this.#isEnforcementInProgress(one))) {
      this.breaches.push(`told as interrupted while it was under way: ${id} (${account})`);
    }
    const isOfOthers = interrupted.length > 0 || lines.some((line) => line.includes('gone since'));
    if (!isOfOthers && worker.removed === 0 && !worker.mayHaveRemoved) {
      this.breaches.push(`told by a run that removed nothing (${account})`);
    }
  }

  #isEnforcementInProgress(enforcementId: string): boolean {
    const worker = this.begun.get(enforcementId);
    const startedAt = this.#startedAt.get(enforcementId);
    // One that never came to its intent has removed nothing, so it can only have been left behind.
    if (worker === undefined || startedAt === undefined) return false;
    const seconds = (this.#memory.clock.now().getTime() - startedAt.getTime()) / 1000;
    const isExcused = worker.hasCrashed || worker.hasThrown || this.#incomplete.has(enforcementId);
    return !isExcused && worker.clockSeconds === 0 && seconds < IN_PROGRESS_SECONDS;
  }

  notePosture({ account, state }: Posture): void {
    const worker = currentWorker();
    if (state !== 'compliant' || worker?.seen?.length === 0) return;
    this.breaches.push(`3: compliant without a reading that showed nothing (${account})`);
  }
}

function removalBreach(
  worker: Worker,
  account: AccountId,
  credential: Credential,
  now: Date,
): string | undefined {
  const { described, rows, seen, policy } = worker;
  // A run goes by its own clock, so it is judged by that.
  const itsNow = new Date(now.getTime() + worker.clockSeconds * 1000);
  if (account === MANAGEMENT || described?.id !== account || described.state !== 'ACTIVE') {
    return '7: a removal where Organizations did not say that it is an active member';
  }
  if (rows === undefined) return '3: a removal with unreadable exceptions';
  if (rows.some((row) => row.type === 'malformed' && isInScope(row.malformed.scope, described))) {
    return '3: a removal with a malformed exception in its scope';
  }
  if (approves(rows, { account: described, credential, now: itsNow }))
    return '1: an approved credential was removed';
  if (seen === undefined) return '3: a removal after an unreadable inventory';
  if (!worker.intended.some((one) => isSameCredential(one, credential))) return '4: a removal without intent';
  if (credential.kind === 'mfa-device' && hasPassword(seen)) return '8: an MFA device before its password';
  if (!worker.isOperator && modeFor(policy, described) === 'observe') return '12: a removal in observe mode';
  return undefined;
}

function isInScope(scope: string, { id, organizationalUnits }: MemberAccount): boolean {
  return [`account#${id}`, ...organizationalUnits.map((unit) => `ou#${unit}`), 'organization'].includes(
    scope,
  );
}

function isSeenGone({ seen }: Worker, credential: Credential): boolean {
  return seen !== undefined && !seen.some((one) => isSameCredential(one, credential));
}
