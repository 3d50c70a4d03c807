import { Duration, aws_iam as iam, type aws_kms as kms, Lazy, Stack, aws_sqs as sqs } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { QueueSettings } from '../../src/runtime/resources.ts';

export interface GuardedQueueProps {
  readonly settings: Pick<QueueSettings, 'name' | 'retentionSeconds'> & Partial<QueueSettings>;
  readonly key: kms.IKey | undefined;
  /** Where a message goes after `settings.maxReceiveCount` receives. */
  readonly deadLetters?: GuardedQueue;
  /** Names of the queues whose dead letters it takes. By default none: SQS moves dead letters past the queue's policy. */
  readonly sources?: readonly string[];
}

/**
 * An encrypted, TLS-only standard queue whose policy denies sending to all roles that are not exempt, whatever their own
 * policies allow. AWS services are exempt from the denial, because they need an explicit allow statement anyway. Nor does it take what
 * another queue moves into it: for that no permission to send is needed, only one to create a queue.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
 */
export class GuardedQueue extends Construct {
  readonly queue: sqs.Queue;
  private readonly senders: string[] = [];

  constructor(scope: Construct, id: string, { settings, key, deadLetters, sources = [] }: GuardedQueueProps) {
    super(scope, id);
    const { name, retentionSeconds, visibilityTimeoutSeconds, maxReceiveCount } = settings;
    this.queue = new sqs.Queue(this, 'Queue', {
      queueName: name,
      retentionPeriod: Duration.seconds(retentionSeconds),
      enforceSSL: true,
      redriveAllowPolicy: this.allowSources(sources),
      ...(visibilityTimeoutSeconds !== undefined && {
        visibilityTimeout: Duration.seconds(visibilityTimeoutSeconds),
      }),
      ...(deadLetters !== undefined &&
        maxReceiveCount !== undefined && { deadLetterQueue: { queue: deadLetters.queue, maxReceiveCount } }),
      ...(key === undefined
        ? { encryption: sqs.QueueEncryption.SQS_MANAGED }
        : { encryption: sqs.QueueEncryption.KMS, encryptionMasterKey: key }),
    });
    this.queue.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'DenyOtherSenders',
        effect: iam.Effect.DENY,
        principals: [new iam.StarPrincipal()],
        actions: ['sqs:SendMessage'],
        resources: [this.queue.queueArn],
        conditions: {
          // Where no role is exempt, there is no list: AWS does not document what an empty one means.
          ArnNotLike: Lazy.any({
            produce: () => (this.senders.length === 0 ? undefined : { 'aws:PrincipalArn': this.senders }),
          }),
          Bool: { 'aws:PrincipalIsAWSService': 'false' },
        },
      }),
    );
  }

  /** By names, as the sources themselves refer to this queue. */
  private allowSources(sources: readonly string[]): sqs.RedriveAllowPolicy {
    if (sources.length === 0) return { redrivePermission: sqs.RedrivePermission.DENY_ALL };
    const sourceQueues = sources.map((name) =>
      sqs.Queue.fromQueueArn(
        this,
        `Source${name}`,
        Stack.of(this).formatArn({ service: 'sqs', resource: name }),
      ),
    );
    return { redrivePermission: sqs.RedrivePermission.BY_QUEUE, sourceQueues };
  }

  /** Exempts roles (ARNs or patterns) from the denial. They still need a permission of their own to send. */
  exemptRoles(...roleArns: readonly string[]): void {
    this.senders.push(...roleArns);
  }

  /** Allows EventBridge to send for the rules that the conditions select. */
  allowEventBridge(sid: string, conditions: iam.Conditions): void {
    this.queue.addToResourcePolicy(
      new iam.PolicyStatement({
        sid,
        principals: [new iam.ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.queue.queueArn],
        conditions,
      }),
    );
  }
}
