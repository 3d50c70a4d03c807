import {
  type CloudFormationClient,
  DescribeOrganizationsAccessCommand,
  DescribeStackSetCommand,
  DescribeStacksCommand,
  paginateDescribeStacks,
} from '@aws-sdk/client-cloudformation';
import * as v from 'valibot';
import type { StackFacts, StackSetFacts } from '../../guardrail/ports/account-inspection.ts';
import { callAws, readPages, valueReading } from '../aws-call.ts';
import { type AwsCall, hasCode, malformedAnswer, present } from '../failures.ts';
import { asEitherCaller } from '../inspection/stack-set.ts';

/** A stack that does not exist is a validation error. @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html */
export async function readStack(client: CloudFormationClient, name: string): Promise<StackFacts | undefined> {
  const call = { call: 'cloudformation:DescribeStacks', resource: `stack ${name}` };
  try {
    const { Stacks } = await callAws(call, client.send(new DescribeStacksCommand({ StackName: name })));
    // A stack that does not exist is an error, so an answer without one says nothing.
    const stack = present(call, 'stack', Stacks?.[0]);
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

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Stack.html */
export async function readStacksOfRole(
  client: CloudFormationClient,
  roleArn: string,
): Promise<readonly string[]> {
  const found: string[] = [];
  const pages = paginateDescribeStacks({ client }, {});
  for await (const { Stacks = [] } of readPages({ call: 'cloudformation:DescribeStacks' }, pages)) {
    for (const { RoleARN, StackName = '' } of Stacks) if (RoleARN === roleArn) found.push(StackName);
  }
  return found.toSorted();
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

const stackSetTemplate = v.object({
  Outputs: v.optional(v.record(v.string(), v.object({ Value: v.unknown() })), {}),
});

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackSet.html */
export async function readStackSet(
  client: CloudFormationClient,
  name: string,
): Promise<StackSetFacts | undefined> {
  const call = { call: 'cloudformation:DescribeStackSet', resource: `StackSet ${name}` };
  const described = await asEitherCaller((callAs) =>
    callAws(call, client.send(new DescribeStackSetCommand({ StackSetName: name, CallAs: callAs }))),
  );
  if (described === undefined) return undefined;
  const { TemplateBody = '' } = described.StackSet ?? {};
  return { outputs: await valueReading(async () => readOutputs(call, TemplateBody)) };
}

/** @throws AwsCallError where it is YAML, which rootguard never writes */
function readOutputs(call: AwsCall, templateBody: string): Readonly<Record<string, string>> {
  const { Outputs } = parseTemplate(call, templateBody);
  return Object.fromEntries(
    Object.entries(Outputs).flatMap(([key, { Value }]) => (typeof Value === 'string' ? [[key, Value]] : [])),
  );
}

function parseTemplate(call: AwsCall, templateBody: string) {
  try {
    return v.parse(stackSetTemplate, JSON.parse(templateBody));
  } catch {
    throw malformedAnswer(call, 'the template of the StackSet is not JSON, or not a template');
  }
}
