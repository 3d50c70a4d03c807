import type { ExpectedHeartbeat } from '../../domain/hearing.ts';
import type { AuditContext } from './audit-context.ts';
import type { GuardDependencies } from './dependencies.ts';

/** How long the StackSet may take to deploy the rules to an account that has joined, or was moved into a unit that it covers. */
export const MAX_DEPLOYMENT_SECONDS = 60 * 60;

/** Undefined where the audit starts no wait: it did not make the read that is heard, or the rules may not be there yet. */
export function expectedHeartbeat(
  { isCovered = () => true }: Pick<GuardDependencies, 'isCovered'>,
  context: AuditContext,
): ExpectedHeartbeat | undefined {
  const { account, known, summarySessionOpenedAt: since } = context;
  if (!isCovered(account)) return { type: 'none' };
  return since && !isBeingDeployed(context, since)
    ? { type: 'expected', since, known: known.hearing }
    : undefined;
}

/** Whether the rules may not be there yet. */
export function isBeingDeployed({ account, triggers, known }: AuditContext, openedAt: Date): boolean {
  const { joinedAt, organizationalUnits: units } = account;
  const knownUnits = known.posture?.organizationalUnits;
  const hasJoined =
    joinedAt !== undefined && openedAt.getTime() - joinedAt.getTime() < MAX_DEPLOYMENT_SECONDS * 1000;
  const wasMoved = knownUnits !== undefined && knownUnits.join() !== units.join();
  return hasJoined || wasMoved || triggers.some(({ type }) => type === 'account-arrived');
}
