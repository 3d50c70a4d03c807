import { counted } from '../../../domain/counted.ts';
import { type Block, lines, table } from '../../output/result.ts';
import { describeCredential } from './account-rows.ts';
import type { AccountView, CredentialView } from './account-view.ts';

/** The accounts in which something would be removed. */
export function plannedAccounts(accounts: readonly AccountView[]): readonly AccountView[] {
  return accounts.filter(({ state, credentials }) => state !== 'unknown' && credentials.some(isToRemove));
}

function isToRemove({ action }: CredentialView): boolean {
  return action === 'remove';
}

/** The plan that the operator confirms. */
export function planBlocks(planned: readonly AccountView[]): readonly Block[] {
  return [
    table(
      ['account', 'to remove', 'kept'],
      planned.map(({ accountId, name, credentials }) => [
        `${accountId} ${name}`,
        listOf(credentials.filter(isToRemove)),
        listOf(credentials.filter((one) => !isToRemove(one))),
      ]),
    ),
    lines(planLine(planned)),
  ];
}

function planLine(planned: readonly AccountView[]): string {
  const credentials = planned.flatMap((account) => account.credentials.filter(isToRemove)).length;
  return `${counted(credentials, 'credential')} in ${counted(planned.length, 'account')} would be removed.`;
}

function listOf(credentials: readonly CredentialView[]): string {
  return credentials.map(({ credential }) => describeCredential(credential)).join(', ');
}
