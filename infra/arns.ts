import { Aws } from 'aws-cdk-lib';
import type { Configuration } from '../src/installation/configuration.ts';
import { BUS_NAME, DEAD_LETTER_QUEUE } from '../src/runtime/resources.ts';

/*
 * What one stack has and another refers to. Most stacks are in different accounts, where CloudFormation exports do not work,
 * so the names are fixed. The partition is always the one that the stack is deployed in.
 */

/** What the data stack exports to the home stack, in the same account: both have generated parts in their ARNs. */
export const DATA_EXPORTS = {
  exceptionsStream: 'rootguard-data-exceptions-stream',
  key: 'rootguard-data-key',
} as const;

/** Receives the events of every account that EventBridge could not deliver. */
export const UNDELIVERED_QUEUE = {
  name: 'rootguard-undelivered',
  retentionSeconds: DEAD_LETTER_QUEUE.retentionSeconds,
} as const;

type Home = Pick<Configuration, 'homeAccountId' | 'region'>;

export function homeBusArn({ homeAccountId, region }: Home): string {
  return `arn:${Aws.PARTITION}:events:${region}:${homeAccountId}:event-bus/${BUS_NAME}`;
}

export function undeliveredQueueArn({ homeAccountId, region }: Home): string {
  return `arn:${Aws.PARTITION}:sqs:${region}:${homeAccountId}:${UNDELIVERED_QUEUE.name}`;
}

/** Forwarding roles have no fixed names, so a service control policy that protects them matches this path. */
export const ROLE_PATH = '/rootguard/';
