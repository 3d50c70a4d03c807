import { aws_iam as iam, type aws_kms as kms, aws_pipes as pipes, Stack, Validations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import { ServiceRole } from '../service-role.ts';
import type { Queues } from './queues.ts';
import type { Tables } from './tables.ts';

export interface ExceptionChangesProps {
  readonly pipeName: string;
  readonly tables: Tables;
  readonly queues: Queues;
  readonly key: kms.IKey | undefined;
}

/**
 * An EventBridge pipe from the stream of the exceptions table to the triggers queue: one message for each change, without
 * code. A change that cannot be sent for a day goes to the undelivered queue, because stream records expire after a day.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-dynamodb.html
 */
export class ExceptionChanges extends Construct {
  constructor(scope: Construct, id: string, { pipeName, tables, queues, key }: ExceptionChangesProps) {
    super(scope, id);
    const streamArn = tables.exceptionsStreamArn;
    const role = this.createRole(pipeName, streamArn, queues, key);
    const pipe = new pipes.CfnPipe(this, 'Pipe', {
      name: pipeName,
      description: 'rootguard: changes of exceptions',
      roleArn: role.arn,
      source: streamArn,
      sourceParameters: {
        dynamoDbStreamParameters: {
          // Starts at the oldest record, so that no change is missed while the stack is being created.
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
    Validations.of(pipe).acknowledge({
      id: 'CloudFormation-Validate::F3006',
      reason: 'What the CDK knows of GovCloud lacks pipes; the template has to be there to be looked at.',
    });
  }

  private createRole(
    pipeName: string,
    streamArn: string,
    queues: Queues,
    key: kms.IKey | undefined,
  ): ServiceRole {
    const { partition, region, account } = Stack.of(this);
    const role = new ServiceRole(this, 'Role', {
      description: 'lets EventBridge Pipes send exception changes to the triggers queue',
      assumedBy: new iam.ServicePrincipal('pipes.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: { 'aws:SourceArn': `arn:${partition}:pipes:${region}:${account}:pipe/${pipeName}` },
        },
      }),
      key,
    });
    role.allow({
      sid: 'ReadChanges',
      actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
      resources: [streamArn],
    });
    // ListStreams does not support resource-level permissions. It returns ARNs of streams, not their records.
    role.allow({ sid: 'ListStreams', actions: ['dynamodb:ListStreams'], resources: ['*'] });
    acknowledge(role, 'IAM5[Resource::*]', 'ListStreams does not support resource-level permissions.');
    role.allow({
      sid: 'SendTriggers',
      actions: ['sqs:SendMessage'],
      resources: [queues.triggers.queue.queueArn],
    });
    queues.triggers.exemptRoles(role.arn);
    queues.grantSendUndelivered(role);
    return role;
  }
}
