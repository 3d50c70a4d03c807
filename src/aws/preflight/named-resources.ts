import { GetResourceCommand } from '@aws-sdk/client-cloudcontrol';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { DescribeEventBusCommand } from '@aws-sdk/client-eventbridge';
import { GetPolicyCommand, GetRoleCommand } from '@aws-sdk/client-iam';
import { GetTopicAttributesCommand } from '@aws-sdk/client-sns';
import { GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import type { NamedResource } from '../../guardrail/ports/account-inspection.ts';
import { callAws } from '../aws-call.ts';
import type { AwsClients } from '../clients.ts';
import { hasCode, isNoSuchEntity } from '../failures.ts';
import type { PreflightClients } from './clients.ts';

/** Where to look for a name. */
export interface NameLookup
  extends Pick<AwsClients, 'documents' | 'sqs' | 'sns' | 'iam'>,
    Pick<PreflightClients, 'eventBridge' | 'cloudControl'> {
  readonly partition: string;
  /** The id of the account that is looked in. */
  readonly account: string;
  readonly region: string;
}

/** What AWS answers where there is no such resource, in the JSON protocol and in the older one. */
const ABSENT = [
  'ResourceNotFoundException',
  'QueueDoesNotExist',
  'AWS.SimpleQueueService.NonExistentQueue',
  'NotFound',
];

export async function hasResource(lookup: NameLookup, type: NamedResource, name: string): Promise<boolean> {
  return (await unlessAbsent(async () => ({ found: await describe(lookup, type, name) }))) !== undefined;
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_SSEDescription.html */
export async function readTableKey(lookup: NameLookup, name: string): Promise<string | undefined> {
  const answer = await unlessAbsent(() => describeTable(lookup, name));
  return answer?.Table?.SSEDescription?.KMSMasterKeyArn;
}

async function unlessAbsent<Answer>(read: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await read();
  } catch (error) {
    if (hasCode(error, ...ABSENT) || isNoSuchEntity(error)) return undefined;
    throw error;
  }
}

function describeTable({ documents }: NameLookup, name: string) {
  return callAws(
    { call: 'dynamodb:DescribeTable', resource: `table ${name}` },
    documents.send(new DescribeTableCommand({ TableName: name })),
  );
}

function describe(lookup: NameLookup, type: NamedResource, name: string): Promise<unknown> {
  const resource = `${type} ${name}`;
  switch (type) {
    case 'table':
      return describeTable(lookup, name);
    case 'queue':
      return callAws(
        { call: 'sqs:GetQueueUrl', resource },
        lookup.sqs.send(new GetQueueUrlCommand({ QueueName: name })),
      );
    case 'event bus':
      return callAws(
        { call: 'events:DescribeEventBus', resource },
        lookup.eventBridge.send(new DescribeEventBusCommand({ Name: name })),
      );
    case 'managed policy':
      return callAws(
        { call: 'iam:GetPolicy', resource },
        lookup.iam.send(
          new GetPolicyCommand({
            PolicyArn: `arn:${lookup.partition}:iam::${lookup.account}:policy/${name}`,
          }),
        ),
      );
    case 'topic':
      return callAws(
        { call: 'sns:GetTopicAttributes', resource },
        lookup.sns.send(
          new GetTopicAttributesCommand({
            TopicArn: `arn:${lookup.partition}:sns:${lookup.region}:${lookup.account}:${name}`,
          }),
        ),
      );
    case 'role':
      return callAws(
        { call: 'iam:GetRole', resource },
        lookup.iam.send(new GetRoleCommand({ RoleName: name })),
      );
    case 'chat configuration':
      return callAws(
        { call: 'cloudformation:GetResource', resource },
        lookup.cloudControl.send(
          new GetResourceCommand({
            TypeName: 'AWS::Chatbot::SlackChannelConfiguration',
            Identifier: `arn:${lookup.partition}:chatbot::${lookup.account}:chat-configuration/slack-channel/${name}`,
          }),
        ),
      );
  }
}
