import { aws_iam as iam, type aws_kms as kms, aws_pipes as pipes, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import { ServiceRole } from '../service-role.ts';
import type { Queues } from './queues.ts';
import type { Tables } from './tables.ts';

const NAME = 'rootguard-exception-changes';

export interface ExceptionChangesProps {
  readonly tables: Tables;
  readonly queues: Queues;
  readonly key: kms.IKey | undefined;
}

/**
 * Carries each change of an exception from the table's stream to the triggers queue, one message for each, with no code
 * of ours between. A change that SQS does not take for a day is kept as undelivered: the stream forgets it then.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-dynamodb.html
 */
export class ExceptionChanges extends Construct {
  readonly pipeName = NAME;

  constructor(scope: Construct, id: string, { tables, queues, key }: ExceptionChangesProps) {
    super(scope, id);
    const streamArn = tables.exceptions.tableStreamArn ?? '';
    const role = this.createRole(streamArn, queues, key);
    new pipes.CfnPipe(this, 'Pipe', {
      name: NAME,
      description: 'rootguard: exceptions that change',
      roleArn: role.arn,
      source: streamArn,
      sourceParameters: {
        dynamoDbStreamParameters: {
          // From the beginning, so that nothing is missed while the stack is being made.
          startingPosition: 'TRIM_HORIZON',
          batchSize: 10,
          maximumRecordAgeInSeconds: 86_400,
          maximumRetryAttempts: 185,
          onPartialBatchItemFailure: 'AUTOMATIC_BISECT',
          deadLetterConfig: { arn: queues.undelivered.queue.queueArn },
        },
      },
      target: queues.triggers.queue.queueArn,
    });
  }

  private createRole(streamArn: string, queues: Queues, key: kms.IKey | undefined): ServiceRole {
    const { partition, region, account } = Stack.of(this);
    const role = new ServiceRole(this, 'Role', {
      description: 'lets EventBridge Pipes carry changes of exceptions to the triggers queue',
      assumedBy: new iam.ServicePrincipal('pipes.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: { 'aws:SourceArn': `arn:${partition}:pipes:${region}:${account}:pipe/${NAME}` },
        },
      }),
      key,
    });
    role.allow({
      sid: 'ReadChanges',
      actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
      resources: [streamArn],
    });
    // ListStreams names no stream, so it has effect on all of them only; it tells their ARNs and nothing of what they hold.
    role.allow({ sid: 'ListStreams', actions: ['dynamodb:ListStreams'], resources: ['*'] });
    acknowledge(role, 'IAM5[Resource::*]', 'ListStreams has no resource to narrow it down to.');
    role.allow({
      sid: 'SendTriggers',
      actions: ['sqs:SendMessage'],
      resources: [queues.triggers.queue.queueArn],
    });
    queues.triggers.admitRoles(role.arn);
    queues.letReportUndelivered(role);
    return role;
  }
}
