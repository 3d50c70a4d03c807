import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { AwsCallError, failureOf, malformedAnswer } from './failures.ts';

const CALL = 'sts:GetCallerIdentity';

/**
 * The ARN of whoever runs this, as it stands in the ledger beside what they did.
 * @throws AwsCallError
 */
export async function readCallerArn(sts: STSClient): Promise<string> {
  const { Arn } = await sts.send(new GetCallerIdentityCommand({})).catch((error: unknown) => {
    throw new AwsCallError(failureOf(CALL, error));
  });
  if (!Arn) throw new AwsCallError(malformedAnswer(CALL, 'the answer has no ARN'));
  return Arn;
}
