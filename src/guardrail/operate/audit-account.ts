import type { MemberAccount } from '../../domain/account.ts';
import type { AwsFailure } from '../../domain/aws-failure.ts';
import type { Credential } from '../../domain/credentials.ts';
import { type CredentialDecision, decide } from '../../domain/decision.ts';
import type { ExceptionReading } from '../../domain/exception.ts';
import { ENFORCED_EVERYWHERE, type Policy } from '../../domain/policy.ts';
import { hadMfa, type Posture, postureStateOf } from '../../domain/posture.ts';
import { keptOrWithheld } from '../account/account-posture.ts';
import { type AuditReading, readInAuditSession, type UnreadableReading } from '../account/read-account.ts';
import { UNKNOWN_STATE } from '../account/unknown-account-state.ts';
import type { ExceptionReader } from '../ports/exceptions.ts';
import type { Clock } from '../ports/platform.ts';
import type { AuditSession, RootAuditor } from '../ports/root-sessions.ts';

export interface AuditDependencies {
  readonly auditor: RootAuditor;
  readonly exceptions: ExceptionReader;
  readonly clock: Clock;
}

/** The audit of one account. Every account of the organization has one. */
export type AccountAudit =
  | {
      readonly type: 'audited';
      readonly account: MemberAccount;
      readonly state: 'compliant' | 'excepted' | 'violating' | 'unknown';
      /** `remove`: unapproved, so that enforcing would remove it. */
      readonly decisions: readonly CredentialDecision[];
      /** By access key id; a key without one was never used, or AWS did not say. */
      readonly lastUsedAt: ReadonlyMap<string, Date>;
      /** Undefined where they were not read, as there is no credential to approve. */
      readonly exceptions: ExceptionReading | undefined;
    }
  | {
      readonly type: 'unreadable';
      readonly account: MemberAccount;
      readonly state: 'unknown';
      readonly failure: AwsFailure;
    }
  | { readonly type: 'skipped'; readonly account: MemberAccount; readonly state: 'skipped' };

/**
 * Audits one account and changes nothing: no removal, no record, no notification. The decisions say what an enforcement
 * would do.
 * @param policy what enforces; without it an operator's command, which enforces everywhere
 */
export async function auditAccount(
  deps: AuditDependencies,
  account: MemberAccount,
  policy: Policy = ENFORCED_EVERYWHERE,
): Promise<AccountAudit> {
  const inactive = auditOfInactive(account);
  return inactive ?? judge(deps, account, await readInAuditSession(deps.auditor, account.id), { policy });
}

/** No root session is opened in it. Undefined for an ACTIVE account. */
export function auditOfInactive(account: MemberAccount): AccountAudit | undefined {
  if (account.state === 'UNKNOWN') {
    return { type: 'unreadable', account, state: 'unknown', failure: UNKNOWN_STATE };
  }
  return account.state === 'ACTIVE' ? undefined : { type: 'skipped', account, state: 'skipped' };
}

interface Judging {
  readonly policy?: Policy;
  /** The latest recorded audit. Without a record nobody knows that an approved password has lost its MFA. */
  readonly previous?: Posture | undefined;
}

/** Reads the exceptions after the account, and decides. */
export async function judge(
  deps: Pick<AuditDependencies, 'exceptions' | 'clock'>,
  account: MemberAccount,
  reading: AuditReading | UnreadableReading,
  { policy = ENFORCED_EVERYWHERE, previous }: Judging,
): Promise<AccountAudit> {
  if (reading.type === 'unreadable') {
    return { type: 'unreadable', account, state: 'unknown', failure: reading.failure };
  }
  const { credentials, session } = reading;
  if (credentials.length === 0) {
    return {
      type: 'audited',
      account,
      state: 'compliant',
      decisions: [],
      lastUsedAt: new Map(),
      exceptions: undefined,
    };
  }
  const [exceptions, lastUsedAt] = await Promise.all([
    deps.exceptions.readFor(account, deps.clock.now()),
    readLastUse(session, credentials),
  ]);
  const decisions = decide({
    account,
    credentials,
    exceptions,
    policy,
    triggers: [],
    hadMfa: hadMfa(previous, credentials),
    breaker: 'closed',
    now: deps.clock.now(),
  });
  return {
    type: 'audited',
    account,
    state: postureStateOf(decisions.map(keptOrWithheld)),
    decisions,
    lastUsedAt,
    exceptions,
  };
}

async function readLastUse(
  session: AuditSession,
  credentials: readonly Credential[],
): Promise<ReadonlyMap<string, Date>> {
  const keys = credentials.filter(({ kind }) => kind === 'access-key');
  const used = await Promise.all(
    keys.map(async ({ id }) => [id, await session.readKeyLastUsed(id)] as const),
  );
  return new Map(used.flatMap(([id, at]) => (at === undefined ? [] : [[id, at] as const])));
}
