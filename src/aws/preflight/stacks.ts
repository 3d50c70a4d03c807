import {
  type CloudFormationClient,
  DescribeOrganizationsAccessCommand,
  DescribeStackSetCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import type { StackFacts } from '../../guardrail/ports/account-inspection.ts';
import { callAws } from '../aws-call.ts';
import { hasCode } from '../failures.ts';
import { asEitherCaller } from '../inspection/stack-set.ts';

/** A stack that does not exist is a validation error. @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html */
export async function readStack(client: CloudFormationClient, name: string): Promise<StackFacts | undefined> {
  const call = { call: 'cloudformation:DescribeStacks', resource: `stack ${name}` };
  try {
    const { Stacks } = await callAws(call, client.send(new DescribeStacksCommand({ StackName: name })));
    const [stack] = Stacks ?? [];
    if (stack === undefined) return undefined;
    const outputs = (stack.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [
      OutputKey,
      OutputValue,
    ]);
    return { status: stack.StackStatus ?? 'unknown', outputs: Object.fromEntries(outputs) };
  } catch (error) {
    if (hasCode(error, 'ValidationError') && isAboutAbsence(error)) return undefined;
    throw error;
  }
}

function isAboutAbsence(error: unknown): boolean {
  return error instanceof Error && error.message.includes('does not exist');
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeOrganizationsAccess.html */
export async function readStackSetsAccess(client: CloudFormationClient): Promise<string> {
  const call = { call: 'cloudformation:DescribeOrganizationsAccess' };
  const { Status } = await callAws(call, client.send(new DescribeOrganizationsAccessCommand({})));
  return Status ?? 'unknown';
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackSet.html */
export async function hasStackSet(client: CloudFormationClient, name: string): Promise<boolean> {
  const call = { call: 'cloudformation:DescribeStackSet', resource: `StackSet ${name}` };
  const described = await asEitherCaller((callAs) =>
    callAws(call, client.send(new DescribeStackSetCommand({ StackSetName: name, CallAs: callAs }))),
  );
  return described !== undefined;
}
