import type { aws_kms as kms } from 'aws-cdk-lib';
import type { Notifications } from './notification-topic.ts';
import type { Queues } from './queues.ts';
import type { Tables } from './tables.ts';

/** The shared resources that the functions use. */
export interface Foundation {
  /** Undefined if AWS owned keys are used. */
  readonly key: kms.IKey | undefined;
  readonly queues: Queues;
  readonly tables: Tables;
  readonly notifications: Notifications;
}
