import type { AccountId, MemberAccount, OrganizationalUnitId } from '../../domain/account.ts';
import type { AwsFailure } from '../../domain/aws-failure.ts';
import type { Coverage } from '../../domain/coverage.ts';
import type { Credential } from '../../domain/credentials.ts';
import { actionOf, type CredentialDecision, resultWithoutRemoval } from '../../domain/decision.ts';
import { awsFailureOf } from '../../domain/errors.ts';
import type { Exception, ExceptionId, MalformedException } from '../../domain/exception.ts';
import type { MalformedEntry } from '../../domain/ledger-entry.ts';
import type { ManagementRoot } from '../../domain/management-root.ts';
import type { DeployedModes } from '../../domain/policy.ts';
import { isStale, type Posture } from '../../domain/posture.ts';
import {
  countOneMore,
  NO_ACCOUNTS,
  type PostureState,
  type StateCounts,
} from '../../domain/posture-state.ts';
import type { ReasonKey } from '../../domain/reasons.ts';
import { UNKNOWN_STATE } from '../account/unknown-account-state.ts';
import type { AccountAudit } from '../operate/audit-account.ts';
import type { BreakerState } from '../ports/breaker.ts';
import type { StoredPosture } from '../ports/posture.ts';
import type { RecordedCanaryRun } from './canary-history.ts';
import type { RemovalHistory } from './removal-history.ts';

/** A root credential that an account has. */
export interface ReportedCredential {
  readonly credential: Credential;
  /**
   * `withheld` with the reason `unapproved`: a live audit found it, and enforcing would remove it. `failed`: a removal was
   * tried and did not work.
   */
  readonly result: 'kept' | 'withheld' | 'failed';
  readonly reason: ReasonKey;
  readonly exceptionId: ExceptionId | undefined;
}

/** Why what is known of an account may not be its state now. */
export const UNCERTAINTIES = {
  stale: 'No audit has seen it for two days, or for two sweeps where they are further apart.',
  'enforcement-open': 'An enforcement has started, and no audit since then shows its result.',
  'posture-malformed': 'Its stored posture does not parse; the next audit replaces it.',
  'audit-failed': 'Its audit ended with an error of rootguard, which the command printed.',
} as const;

export type Uncertainty = keyof typeof UNCERTAINTIES;

export interface ReportedAccount {
  readonly account: MemberAccount;
  readonly state: PostureState;
  readonly credentials: readonly ReportedCredential[];
  /** Why it is unknown; undefined as well where nothing has been recorded about it. */
  readonly failure: AwsFailure | undefined;
  /** Why it is unknown, where AWS did not refuse anything. */
  readonly uncertainty?: Uncertainty;
  /** Undefined when it has never been audited. */
  readonly auditedAt: Date | undefined;
  readonly isManagement?: true;
}

/** The modes as the functions apply them. */
export interface ReportedModes extends DeployedModes {
  /** When they were read, or when the latest full sweep recorded them. */
  readonly at: Date;
  /** Set where they are those of settings. */
  readonly version?: number;
  /** Set where the settings do not parse: every account is in observe mode. */
  readonly areSettingsMalformed?: true;
}

/** What is known of an organization at a point in time. Every account is in it; the management account is `skipped`. */
export interface OrganizationReport {
  readonly organizationId: string;
  readonly generatedAt: Date;
  /** `live`: every account was just audited. `posture`: as the latest audits recorded it. */
  readonly source: 'posture' | 'live';
  /** An account that no audit has seen for so long is unknown. */
  readonly staleAfterHours: number;
  /** False before rootguard is deployed: nothing has been recorded, so exceptions, removals and modes are empty. */
  readonly isDeployed: boolean;
  readonly accounts: readonly ReportedAccount[];
  /** Names that could be read; a unit without one is shown by its id. */
  readonly unitNames: ReadonlyMap<OrganizationalUnitId, string>;
  /** Active ones, ordered by expiry, permanent ones last. */
  readonly exceptions: readonly Exception[];
  readonly malformedExceptions: readonly MalformedException[];
  readonly removals: RemovalHistory;
  /** The latest ones of the time that the removals are of, newest first. */
  readonly canaryRuns: readonly RecordedCanaryRun[];
  /** Undefined before rootguard is deployed. */
  readonly breaker: BreakerState | undefined;
  /** Those of the settings, or as the latest full sweep recorded them; undefined before the first sweep without settings. */
  readonly modes: ReportedModes | undefined;
  /** As the tables show it, also where every account was just audited. Undefined before rootguard is deployed. */
  readonly coverage: Coverage | undefined;
  /** Of the management account's own root user. Undefined before rootguard is deployed. */
  readonly managementRoot: ManagementRoot | undefined;
  /** Ledger entries that do not parse as a whole: each may be a removal that is missing in `removals`, or there in part. */
  readonly malformedEntries: readonly MalformedEntry[];
}

/** The order in which a report lists the states: what needs action first. */
export const STATES_BY_URGENCY = [
  'violating',
  'unknown',
  'excepted',
  'compliant',
  'skipped',
] as const satisfies readonly PostureState[];

export function totalsOf(accounts: readonly ReportedAccount[]): StateCounts {
  return accounts.reduce((counts, { state }) => countOneMore(counts, state), NO_ACCOUNTS);
}

/** AWS opens no root session in it, so nothing is known of its root user. */
export function managementAccount(id: AccountId, name: string): ReportedAccount {
  const account: MemberAccount = {
    id,
    name,
    state: 'ACTIVE',
    joinedMethod: undefined,
    joinedAt: undefined,
    organizationalUnits: [],
  };
  return {
    account,
    state: 'skipped',
    credentials: [],
    failure: undefined,
    auditedAt: undefined,
    isManagement: true,
  };
}

/**
 * An account without a posture is unknown, and so is one whose latest audit was too long ago. One that is not ACTIVE is
 * skipped.
 */
export function accountFromPosture(
  account: MemberAccount,
  stored: StoredPosture | undefined,
  now: Date,
  sweepEveryHours: number,
): ReportedAccount {
  const posture = stored?.posture;
  const base = { account, credentials: [], failure: undefined, auditedAt: posture?.auditedAt };
  if (account.state === 'UNKNOWN') return { ...base, state: 'unknown', failure: UNKNOWN_STATE };
  if (account.state !== 'ACTIVE') return { ...base, state: 'skipped' };
  if (stored === undefined) return { ...base, state: 'unknown' };
  const uncertainty = uncertaintyOf(stored, now, sweepEveryHours);
  if (posture === undefined) return { ...base, state: 'unknown', ...(uncertainty && { uncertainty }) };
  const known = { credentials: posture.credentials.flatMap(fromResult), failure: posture.failure };
  if (uncertainty) return { ...base, ...known, state: 'unknown', uncertainty };
  // It was not ACTIVE at its latest audit and is ACTIVE now, so its credentials are not known.
  return { ...base, ...known, state: posture.state === 'skipped' ? 'unknown' : posture.state };
}

export function uncertaintyOf(
  { posture, enforcements, issues }: StoredPosture,
  now: Date,
  sweepEveryHours: number,
): Uncertainty | undefined {
  if (issues.length > 0) return 'posture-malformed';
  if (posture !== undefined && isStale(posture, now, sweepEveryHours)) return 'stale';
  // A violation stays one until an audit shows something else; any other state has to be confirmed by an audit.
  const isOpen = enforcements.length > 0 && posture?.state !== 'violating';
  return isOpen ? 'enforcement-open' : undefined;
}

export function accountFromAudit(audit: AccountAudit, auditedAt: Date): ReportedAccount {
  const base = { account: audit.account, credentials: [], failure: undefined, auditedAt };
  switch (audit.type) {
    case 'skipped':
      return { ...base, state: 'skipped' };
    case 'unreadable':
      return { ...base, state: 'unknown', failure: audit.failure };
    case 'audited': {
      const { state, decisions, exceptions } = audit;
      const failure = exceptions?.type === 'unreadable' ? exceptions.failure : undefined;
      return { ...base, state, credentials: decisions.map(fromDecision), failure };
    }
  }
}

/** An account whose audit did not end. @param error that it ended with; undefined if it was interrupted */
export function accountWithoutAudit(account: MemberAccount, error: unknown): ReportedAccount {
  const failure = awsFailureOf(error);
  const hasCrashed = error !== undefined && failure === undefined;
  return {
    account,
    state: 'unknown',
    credentials: [],
    failure,
    auditedAt: undefined,
    ...(hasCrashed && { uncertainty: 'audit-failed' }),
  };
}

/** A credential that was removed is not reported. */
function fromResult({
  credential,
  result,
  reason,
  exceptionId,
}: Posture['credentials'][number]): ReportedCredential[] {
  if (result === 'removed' || result === 'already-absent') return [];
  return [{ credential, result, reason, exceptionId }];
}

function fromDecision(decision: CredentialDecision): ReportedCredential {
  const { credential, reason, exceptionId } = decision;
  return { credential, result: resultWithoutRemoval(actionOf(decision)), reason, exceptionId };
}

/** ACTIVE accounts without an audit since then, the longest unaudited first. */
export function notSeenSince(accounts: readonly ReportedAccount[], since: Date): readonly ReportedAccount[] {
  return accounts
    .filter(({ state, auditedAt }) => state !== 'skipped' && (auditedAt === undefined || auditedAt < since))
    .toSorted((one, other) => (one.auditedAt?.getTime() ?? 0) - (other.auditedAt?.getTime() ?? 0));
}

/** For sorting: those that expire first come first, permanent ones last. */
export function byExpiry(one: Exception, other: Exception): number {
  const end = ({ expiresAt }: Exception) =>
    expiresAt === 'never' ? Number.POSITIVE_INFINITY : expiresAt.getTime();
  const [first, second] = [end(one), end(other)];
  return first === second ? 0 : first - second;
}

/** The names of the organizational units of an account, from the root down; ids where no name is known. */
export function pathOf(account: MemberAccount, unitNames: OrganizationReport['unitNames']): string {
  return account.organizationalUnits.map((unit) => unitNames.get(unit) ?? unit).join(' / ');
}
