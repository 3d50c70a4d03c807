import type { aws_kms as kms } from 'aws-cdk-lib';
import type { FunctionCode } from '../function-code.ts';
import type { Notifications } from './notification-topic.ts';
import type { Queues } from './queues.ts';
import type { Tables } from './tables.ts';

/** What the functions share. */
export interface Foundation {
  readonly code: FunctionCode;
  /** Undefined if AWS owned keys are used. */
  readonly key: kms.IKey | undefined;
  readonly queues: Queues;
  readonly tables: Tables;
  readonly notifications: Notifications;
}
