import { Duration, aws_iam as iam, type aws_kms as kms, Lazy, aws_sqs as sqs } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { QueueSettings } from '../../src/runtime/resources.ts';

export interface GuardedQueueProps {
  readonly settings: Pick<QueueSettings, 'name' | 'retentionSeconds'> & Partial<QueueSettings>;
  readonly key: kms.IKey | undefined;
  /** Where a message goes after `settings.maxReceiveCount` receives. */
  readonly deadLetters?: GuardedQueue;
}

/**
 * An encrypted, TLS-only standard queue whose policy denies sending to all roles that are not exempt, whatever their own
 * policies allow. AWS services are exempt from the denial, because they need an explicit allow statement anyway.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export class GuardedQueue extends Construct {
  readonly queue: sqs.Queue;
  private readonly senders: string[] = [];

  constructor(scope: Construct, id: string, { settings, key, deadLetters }: GuardedQueueProps) {
    super(scope, id);
    const { name, retentionSeconds, visibilityTimeoutSeconds, maxReceiveCount } = settings;
    this.queue = new sqs.Queue(this, 'Queue', {
      queueName: name,
      retentionPeriod: Duration.seconds(retentionSeconds),
      enforceSSL: true,
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
