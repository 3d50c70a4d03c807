import type { Call } from '../contract/operation.ts';
import { targetAccount } from '../contract/target-principal.ts';

/** The account that a call is about: the target of AssumeRoot and AssumeRole, the account that Organizations or Account Management is asked for, else the caller's. */
export function affectedAccount(call: Pick<Call, 'service' | 'operation' | 'caller' | 'input'>): string {
  const { service, operation, caller, input } = call;
  if (service === 'sts' && operation === 'AssumeRoot') {
    return targetAccount(String(input.TargetPrincipal)) ?? caller.accountId;
  }
  if (service === 'sts' && operation === 'AssumeRole') {
    return /^arn:[^:]+:iam::(\d{12}):/.exec(String(input.RoleArn))?.[1] ?? caller.accountId;
  }
  if ((service === 'organizations' || service === 'account') && typeof input.AccountId === 'string')
    return input.AccountId;
  return caller.accountId;
}
