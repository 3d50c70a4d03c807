import { Aws, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Configuration } from '../src/installation/configuration.ts';
import { resourceNames } from '../src/installation/names.ts';
import { DEAD_LETTER_QUEUE } from '../src/runtime/resources.ts';

/*
 * What one stack has and another refers to. Most stacks are in different accounts, where CloudFormation exports do not work,
 * so the names are fixed. The partition is always the one that the stack is deployed in.
 */

/** Receives the events of every account that EventBridge could not deliver. */
export const UNDELIVERED_QUEUE = {
  retentionSeconds: DEAD_LETTER_QUEUE.retentionSeconds,
} as const;

type Home = Pick<Configuration, 'homeAccountId' | 'region' | 'namePrefix'>;

export function homeBusArn({ homeAccountId, region, namePrefix }: Home): string {
  return `arn:${Aws.PARTITION}:events:${region}:${homeAccountId}:event-bus/${resourceNames(namePrefix).bus}`;
}

/** The role with which the sweeper reads what the root user of the management account has. */
export function managementRoleArn({
  managementAccountId,
  namePrefix,
}: Pick<Configuration, 'managementAccountId' | 'namePrefix'>): string {
  const { rolePath, managementRole } = resourceNames(namePrefix);
  return `arn:${Aws.PARTITION}:iam::${managementAccountId}:role${rolePath}${managementRole}`;
}

/** @param scope in a stack of the home account */
export function tableArn(scope: Construct, tableName: string): string {
  const { partition, region, account } = Stack.of(scope);
  return `arn:${partition}:dynamodb:${region}:${account}:table/${tableName}`;
}

/** @param scope in a stack of the home account */
export function roleArn(scope: Construct, roleName: string): string {
  const { partition, account } = Stack.of(scope);
  return `arn:${partition}:iam::${account}:role/${roleName}`;
}

type Management = Pick<Configuration, 'managementAccountId' | 'region' | 'namePrefix'>;

/** The topic of the management account, which people are told by without the home account. */
export function managementTopicArn(configuration: Management): string {
  return topicArn(configuration, resourceNames(configuration.namePrefix).topic);
}

export function watchdogTopicArn(configuration: Management): string {
  return topicArn(configuration, resourceNames(configuration.namePrefix).watchdogTopic);
}

function topicArn({ managementAccountId, region }: Management, name: string): string {
  return `arn:${Aws.PARTITION}:sns:${region}:${managementAccountId}:${name}`;
}

export function undeliveredQueueArn({ homeAccountId, region, namePrefix }: Home): string {
  return `arn:${Aws.PARTITION}:sqs:${region}:${homeAccountId}:${resourceNames(namePrefix).queues.undelivered}`;
}

/** In a further Region. */
export function sessionsUndeliveredQueueArn(
  { homeAccountId, namePrefix }: Pick<Home, 'homeAccountId' | 'namePrefix'>,
  region: string,
): string {
  return `arn:${Aws.PARTITION}:sqs:${region}:${homeAccountId}:${resourceNames(namePrefix).sessionsUndelivered}`;
}
