import type { AwsFailure } from '../domain/aws-failure.ts';
import type { OperatorTarget } from '../runtime/operator-ports.ts';

/** Whose credentials a command ran with, and which account it expected them to be of. */
export interface Whose {
  readonly place: OperatorTarget;
  /** Registered for IAM, as far as the caller may know. */
  readonly delegatedAdministrators: readonly string[];
  /** Set by whoever deployed rootguard, and not found out. */
  readonly configuredHome: string | undefined;
}

const OTHER_ACCOUNT_CODES: readonly string[] = [
  'ResourceNotFoundException',
  'QueueDoesNotExist',
  'AWS.SimpleQueueService.NonExistentQueue',
  'NotFound',
  'NotFoundException',
];

/** Whether the credentials may be of an account that they should not be of. */
export function concernsAccountOfCaller({ code, reason }: AwsFailure): boolean {
  return reason === 'not-delegated' || reason === 'not-authorized' || OTHER_ACCOUNT_CODES.includes(code);
}

/** `<ARN>, of account 333333333333; the home account is …` */
export function describeWhose({ place, delegatedAdministrators, configuredHome }: Whose): string {
  const { caller, managementAccountId, managementAccountName } = place;
  const management =
    managementAccountName === managementAccountId
      ? managementAccountId
      : `${managementAccountId} (${managementAccountName})`;
  const which = caller.account === managementAccountId ? ', the management account' : '';
  return `${caller.arn}, of account ${caller.account}${which}; ${homeOf()}`;

  function homeOf(): string {
    if (configuredHome !== undefined) return `the home account is ${configuredHome}`;
    if (delegatedAdministrators.length > 0) {
      return `the home account should be the delegated administrator for IAM, ${delegatedAdministrators.join(' or ')}`;
    }
    return `the home account should be the delegated administrator for IAM, or else the management account ${management}`;
  }
}
