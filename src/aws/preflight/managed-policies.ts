import { GetPolicyCommand, GetPolicyVersionCommand, type IAMClient } from '@aws-sdk/client-iam';
import type { ManagedPolicy } from '../../guardrail/ports/account-inspection.ts';
import { callAws } from '../aws-call.ts';
import { isNoSuchEntity, malformedAnswer } from '../failures.ts';

/** The account that is asked. */
interface PolicyOwner {
  readonly partition: string;
  readonly account: string;
}

/** The document in force; undefined where there is no such policy. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicyVersion.html */
export async function readManagedPolicy(
  iam: IAMClient,
  { partition, account }: PolicyOwner,
  { isOfAws, pathAndName }: ManagedPolicy,
): Promise<string | undefined> {
  const PolicyArn = `arn:${partition}:iam::${isOfAws ? 'aws' : account}:policy/${pathAndName}`;
  const VersionId = await defaultVersionOf(iam, PolicyArn);
  if (VersionId === undefined) return undefined;
  const call = { call: 'iam:GetPolicyVersion', resource: `managed policy ${PolicyArn}` };
  const { PolicyVersion } = await callAws(
    call,
    iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId })),
  );
  if (PolicyVersion?.Document === undefined) throw malformedAnswer(call, 'the answer has no document');
  return decodeURIComponent(PolicyVersion.Document);
}

async function defaultVersionOf(iam: IAMClient, PolicyArn: string): Promise<string | undefined> {
  const call = { call: 'iam:GetPolicy', resource: `managed policy ${PolicyArn}` };
  try {
    const { Policy } = await callAws(call, iam.send(new GetPolicyCommand({ PolicyArn })));
    if (Policy?.DefaultVersionId === undefined) throw malformedAnswer(call, 'the answer has no version');
    return Policy.DefaultVersionId;
  } catch (error) {
    if (isNoSuchEntity(error)) return undefined;
    throw error;
  }
}
