import {
  type CallAs,
  type CloudFormationClient,
  DescribeOrganizationsAccessCommand,
  DescribeStackSetCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import type { StackFacts } from '../../guardrail/ports/account-inspection.ts';
import { callAws } from '../aws-call.ts';
import { hasCode } from '../failures.ts';

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

/** The caller may be the management account or a delegated administrator for StackSets; both are tried. */
const CALLERS: readonly CallAs[] = ['SELF', 'DELEGATED_ADMIN'];

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackSet.html */
export async function hasStackSet(client: CloudFormationClient, name: string): Promise<boolean> {
  const call = { call: 'cloudformation:DescribeStackSet', resource: `StackSet ${name}` };
  for (const callAs of CALLERS) {
    try {
      await callAws(call, client.send(new DescribeStackSetCommand({ StackSetName: name, CallAs: callAs })));
      return true;
    } catch (error) {
      // A caller that is no delegated administrator for StackSets gets a validation error.
      const isElsewhere =
        hasCode(error, 'StackSetNotFoundException') ||
        (callAs === 'DELEGATED_ADMIN' && hasCode(error, 'ValidationError'));
      if (!isElsewhere) throw error;
    }
  }
  return false;
}
