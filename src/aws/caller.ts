import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { type AccountId, isAccountId } from '../domain/account.ts';
import { AwsCallError, failureOf, malformedAnswer } from './failures.ts';

export interface Caller {
  /** As it stands in the ledger beside what they did. */
  readonly arn: string;
  readonly account: AccountId;
  /** `aws`, as the ARN begins. */
  readonly partition: string;
}

const CALL = 'sts:GetCallerIdentity';

/**
 * Whoever runs this.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 * @throws AwsCallError
 */
export async function readCaller(sts: STSClient): Promise<Caller> {
  const { Arn, Account = '' } = await sts.send(new GetCallerIdentityCommand({})).catch((error: unknown) => {
    throw new AwsCallError(failureOf(CALL, error));
  });
  const partition = Arn?.split(':')[1];
  if (!Arn || !partition) throw new AwsCallError(malformedAnswer(CALL, 'the answer has no ARN'));
  if (!isAccountId(Account)) throw new AwsCallError(malformedAnswer(CALL, 'the answer has no account'));
  return { arn: Arn, account: Account, partition };
}
