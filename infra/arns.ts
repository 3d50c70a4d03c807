import { Aws } from 'aws-cdk-lib';
import type { Configuration } from '../src/installation/configuration.ts';
import { BUS_NAME, DEAD_LETTER_QUEUE } from '../src/runtime/resources.ts';

/*
 * ARNs of one stack's resources that another stack refers to. The stacks are in different accounts, so CloudFormation
 * exports do not work; the names are fixed instead. The partition is always the one that the stack is deployed in.
 */

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
