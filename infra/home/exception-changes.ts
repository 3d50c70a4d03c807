import { Duration, aws_lambda as lambda } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import type { Queues } from './queues.ts';
import type { ServiceFunction } from './service-function.ts';
import type { Tables } from './tables.ts';

export interface ExceptionChangesProps {
  readonly tables: Tables;
  readonly queues: Queues;
  readonly listener: ServiceFunction;
}

/**
 * Invokes the listener with the stream of the exceptions table; AWS does not charge for Lambda's reads. A batch that fails is split
 * and tried again for a day, for which stream records are kept; then its place in the stream goes to the undelivered queue. Nothing is
 * filtered out: whether a change is rootguard's own shows only the comparison of both images.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html
 */
export class ExceptionChanges extends Construct {
  constructor(scope: Construct, id: string, { tables, queues, listener }: ExceptionChangesProps) {
    super(scope, id);
    allowReading(listener, tables.exceptionsStreamArn);
    queues.grantSendUndelivered(listener.role);
    new lambda.EventSourceMapping(this, 'Mapping', {
      target: listener.function,
      eventSourceArn: tables.exceptionsStreamArn,
      // Starts at the oldest record, so that no change is missed while the mapping is being created.
      startingPosition: lambda.StartingPosition.TRIM_HORIZON,
      batchSize: 100,
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      maxRecordAge: Duration.days(1),
      onFailure: { bind: () => ({ destination: queues.undelivered.queue.queueArn }) },
    });
  }
}

/** The key of the table, if it has one, is that of the functions. */
function allowReading({ role }: ServiceFunction, streamArn: string): void {
  role.allow({
    sid: 'ReadChanges',
    actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
    resources: [streamArn],
  });
  // ListStreams does not support resource-level permissions. It returns ARNs of streams, not their records.
  role.allow({ sid: 'ListStreams', actions: ['dynamodb:ListStreams'], resources: ['*'] });
  acknowledge(role, 'IAM5[Resource::*]', 'ListStreams does not support resource-level permissions.');
}
