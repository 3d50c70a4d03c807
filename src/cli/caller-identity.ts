import type { AccountId } from '../domain/account.ts';
import type { OperatorTarget } from '../runtime/operator/ports.ts';

/** Whose credentials a command ran with, and which account it expected them to be of. */
export interface CallerIdentity {
  readonly target: OperatorTarget;
  /** Registered for IAM; none where they could not be read. */
  readonly delegatedAdministrators: readonly AccountId[];
  /** The home account that the environment or rootguard.json names. */
  readonly configuredHome: AccountId | undefined;
}

/** `<ARN>, of account 333333333333; the home account is …` */
export function describeCallerIdentity({
  target,
  delegatedAdministrators,
  configuredHome,
}: CallerIdentity): string {
  const { caller, managementAccountId, managementAccountName } = target;
  const management =
    managementAccountName === managementAccountId
      ? managementAccountId
      : `${managementAccountId} (${managementAccountName})`;
  const role = caller.account === managementAccountId ? ', the management account' : '';
  return `${caller.arn}, of account ${caller.account}${role}; ${homeOf()}`;

  function homeOf(): string {
    if (configuredHome !== undefined) return `the home account is ${configuredHome}`;
    if (delegatedAdministrators.length > 0) {
      return `the home account should be the delegated administrator for IAM, ${delegatedAdministrators.join(' or ')}`;
    }
    return `the home account should be the delegated administrator for IAM, or else the management account ${management}`;
  }
}
