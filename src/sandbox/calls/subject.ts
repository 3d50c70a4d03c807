import type { Call } from '../http/operation.ts';
import { targetAccount } from '../sts/target-principal.ts';

/** The account that a call is about, which need not be the caller's. */
export function subjectAccount({ service, operation, caller, input }: Call): string {
  if (service === 'sts' && operation === 'AssumeRoot') {
    return targetAccount(String(input.TargetPrincipal)) ?? caller.accountId;
  }
  if (service === 'organizations' && typeof input.AccountId === 'string') return input.AccountId;
  return caller.accountId;
}
