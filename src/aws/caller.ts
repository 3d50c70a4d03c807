import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { type AccountId, isAccountId } from '../domain/account.ts';
import { callAws } from './aws-call.ts';
import { malformedAnswer } from './failures.ts';

export interface Caller {
  /** As recorded in the ledger with each action. */
  readonly arn: string;
  readonly account: AccountId;
  /** Such as `aws`; from the ARN. */
  readonly partition: string;
  /** AWS's own time when it answered, in whole seconds. */
  readonly answeredAt: Date | undefined;
}

const CALL = { call: 'sts:GetCallerIdentity' };

/**
 * The identity of the credentials in use.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 * @throws AwsCallError
 */
export async function readCaller(sts: STSClient): Promise<Caller> {
  const command = new GetCallerIdentityCommand({});
  let answeredAt: Date | undefined;
  command.middlewareStack.add(
    (next) => async (sent) => {
      const answer = await next(sent);
      answeredAt = timeOf(answer.response);
      return answer;
    },
    { step: 'deserialize', name: 'recordTimeOfAnswer' },
  );
  const { Arn, Account = '' } = await callAws(CALL, sts.send(command));
  const partition = Arn?.split(':')[1];
  if (!Arn || !partition) throw malformedAnswer(CALL, 'the answer has no ARN');
  if (!isAccountId(Account)) throw malformedAnswer(CALL, 'the answer has no account');
  return { arn: Arn, account: Account, partition, answeredAt };
}

function timeOf(response: unknown): Date | undefined {
  const { headers } = response as { readonly headers?: Readonly<Record<string, string>> };
  const date = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'date')?.[1];
  const time = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(time) ? undefined : new Date(time);
}
