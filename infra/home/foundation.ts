import type { aws_kms as kms } from 'aws-cdk-lib';
import type { Notifications } from './notification-topic.ts';
import type { Queues } from './queues.ts';
import type { Tables } from './tables.ts';

/** What the functions stand on. */
export interface Foundation {
  /** Undefined where AWS's own keys do. */
  readonly key: kms.IKey | undefined;
  readonly queues: Queues;
  readonly tables: Tables;
  readonly notifications: Notifications;
}
