import type { ExpectedHeartbeat } from '../../domain/hearing.ts';
import type { AuditContext } from './audit-context.ts';
import type { GuardDependencies } from './dependencies.ts';

/** Undefined where the audit did not make the read that is heard, so that it says nothing. */
export function expectedHeartbeat(
  { isCovered = () => true }: Pick<GuardDependencies, 'isCovered'>,
  { account, known, summarySessionOpenedAt: since }: AuditContext,
): ExpectedHeartbeat | undefined {
  if (!isCovered(account)) return { type: 'none' };
  return since && { type: 'expected', since, known: known.hearing };
}
