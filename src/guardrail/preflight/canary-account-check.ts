import type { AccountId, MemberAccount } from '../../domain/account.ts';
import type { RootAuditor } from '../ports/root-sessions.ts';
import { type Check, ok, problem, refused } from './check.ts';

/** What `rootguard canary run` would refuse, as far as it is known before anything is deployed. */
export async function checkCanaryAccount(
  auditor: RootAuditor,
  members: readonly MemberAccount[],
  canaryAccountId: AccountId | undefined,
): Promise<Check> {
  const id = 'canary-account';
  if (canaryAccountId === undefined) return ok(id, 'none is configured');
  const account = members.find((member) => member.id === canaryAccountId);
  if (account?.state !== 'ACTIVE') {
    const found = account === undefined ? 'is no member account' : `is in the state ${account.state}`;
    return problem(
      id,
      `${canaryAccountId} ${found}`,
      'Name another account with nothing in it: canary in rootguard.json.',
    );
  }
  const opened = await auditor.openAuditSession(canaryAccountId);
  if (opened.type === 'refused') return refused(id, opened.failure);
  const summary = await opened.session.readSummary();
  if (summary.type === 'unreadable') return refused(id, summary.failure);
  return summary.present.size === 0
    ? ok(id, `${canaryAccountId} is active and has none`)
    : problem(
        id,
        `${canaryAccountId} has root credentials: ${[...summary.present].join(', ')}`,
        'Delete them, or name another account with nothing in it: canary in rootguard.json.',
      );
}
