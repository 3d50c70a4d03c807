import { Aws } from 'aws-cdk-lib';
import { BUS_NAME, DEAD_LETTER_QUEUE } from '../src/runtime/resources.ts';
import type { Configuration } from './configuration.ts';

/*
 * ARNs that one stack has to know of another. The accounts differ, so CloudFormation cannot pass them on; fixed names
 * can. The partition is always the one that the stack is deployed in.
 */

/** Events that EventBridge could not deliver, from whatever account they come. */
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

/** Forwarding roles have no fixed names; by their path a service control policy can still protect them. */
export const ROLE_PATH = '/rootguard/';
