import type { MemberAccount } from '../domain/account.ts';
import type { AwsFailure } from '../domain/aws-failure.ts';
import { decide, type Verdict } from '../domain/decision.ts';
import { enforcingEverywhere, type Policy } from '../domain/policy.ts';
import { allAccounts } from './all-accounts.ts';
import type { ExceptionReader } from './ports/exceptions.ts';
import type { AccountLister } from './ports/organization.ts';
import type { RootAuditor } from './ports/root-sessions.ts';
import type { Clock } from './ports/surroundings.ts';
import { readExpectingNothing } from './read-account.ts';
import { type Settled, settle, unwrap } from './settled.ts';

export interface AuditDependencies {
  readonly policy: Policy;
  readonly lister: AccountLister;
  readonly auditor: RootAuditor;
  readonly exceptions: ExceptionReader;
  readonly clock: Clock;
}

/** What an audit says of one account. Every account of the organization has one. */
export type AccountAudit =
  | {
      readonly type: 'audited';
      readonly account: MemberAccount;
      readonly status: 'compliant' | 'excepted' | 'violating' | 'unknown';
      /** `remove`: unapproved, and gone once it is enforced. */
      readonly verdicts: readonly Verdict[];
    }
  | {
      readonly type: 'unreadable';
      readonly account: MemberAccount;
      readonly status: 'unknown';
      readonly failure: AwsFailure;
    }
  | { readonly type: 'skipped'; readonly account: MemberAccount; readonly status: 'skipped' };

/**
 * Looks at one account and changes nothing: no removal, no record, no announcement. The verdicts say what an
 * enforcement would do.
 */
export async function auditAccount(deps: AuditDependencies, account: MemberAccount): Promise<AccountAudit> {
  if (account.state !== 'ACTIVE') return { type: 'skipped', account, status: 'skipped' };
  const { inventory } = await readExpectingNothing(deps.auditor, account);
  if (inventory.type === 'unreadable') {
    return { type: 'unreadable', account, status: 'unknown', failure: inventory.failure };
  }
  const { credentials } = inventory;
  if (credentials.length === 0) return { type: 'audited', account, status: 'compliant', verdicts: [] };
  const verdicts = decide({
    account,
    credentials,
    exceptions: await deps.exceptions.readFor(account),
    policy: enforcingEverywhere(deps.policy),
    triggers: [],
    breaker: 'closed',
    now: deps.clock.now(),
  });
  return { type: 'audited', account, status: statusOf(verdicts), verdicts };
}

/**
 * Audits every member account, `concurrency` at a time, and yields them in the order of the listing. Holds no more
 * than those in flight.
 * @throws RootguardError `listing-outdated`
 */
export async function* auditOrganization(
  deps: AuditDependencies,
  concurrency: number,
): AsyncIterable<AccountAudit> {
  const inFlight: Promise<Settled<AccountAudit>>[] = [];
  for await (const account of allAccounts(deps.lister)) {
    inFlight.push(settle(auditAccount(deps, account)));
    if (inFlight.length < concurrency) continue;
    const oldest = inFlight.shift();
    if (oldest) yield unwrap(await oldest);
  }
  for (const audit of inFlight) yield unwrap(await audit);
}

function statusOf(verdicts: readonly Verdict[]): 'excepted' | 'violating' | 'unknown' {
  if (verdicts.every(({ verdict }) => verdict === 'keep')) return 'excepted';
  const doubtful = verdicts.some(
    ({ reason }) => reason === 'exceptions-unreadable' || reason === 'exception-malformed',
  );
  return doubtful ? 'unknown' : 'violating';
}
