import { Aws, type aws_kms as kms, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { RULE_NAME_PREFIX } from '../../src/events/rules.ts';
import { VARIABLES } from '../../src/runtime/environment.ts';
import { DEAD_LETTER_QUEUE, QUEUES } from '../../src/runtime/resources.ts';
import { acknowledge } from '../acknowledge.ts';
import { UNDELIVERED_QUEUE } from '../arns.ts';
import { actionsOf } from '../permissions.ts';
import type { ServiceRole } from '../service-role.ts';
import { GuardedQueue } from './guarded-queue.ts';
import type { ServiceFunction } from './service-function.ts';

export interface QueuesProps {
  readonly organizationId: string;
  /** Patterns of names, with path, of the roles that may put messages back on the triggers queue. */
  readonly operatorRoles: readonly string[];
  readonly key: kms.IKey | undefined;
}

/**
 * Triggers, later and sweep feed the consumer. Each message that it gives up on, or cannot read, stands in the dead-letter
 * queue until a person has looked at it. Whatever AWS's own services could not deliver (rules of any account, schedules,
 * the pipe) stands in a queue of its own: it is no trigger, and comes back by replaying the archive or by the next sweep.
 */
export class Queues extends Construct {
  readonly triggers: GuardedQueue;
  readonly later: GuardedQueue;
  readonly sweep: GuardedQueue;
  readonly deadLetters: GuardedQueue;
  readonly undelivered: GuardedQueue;

  constructor(scope: Construct, id: string, { organizationId, operatorRoles, key }: QueuesProps) {
    super(scope, id);
    this.deadLetters = new GuardedQueue(this, 'DeadLetters', { settings: DEAD_LETTER_QUEUE, key });
    this.undelivered = new GuardedQueue(this, 'Undelivered', { settings: UNDELIVERED_QUEUE, key });
    acknowledge(this.undelivered, 'SQS3', 'It is the dead-letter queue of rules, schedules and the pipe.');
    const { deadLetters } = this;
    this.triggers = new GuardedQueue(this, 'Triggers', { settings: QUEUES.triggers, deadLetters, key });
    this.later = new GuardedQueue(this, 'Later', { settings: QUEUES.later, deadLetters, key });
    this.sweep = new GuardedQueue(this, 'Sweep', { settings: QUEUES.sweep, deadLetters, key });
    this.admitForwardingRules(organizationId);
    const { partition, account } = Stack.of(this);
    this.triggers.admitRoles(...operatorRoles.map((name) => `arn:${partition}:iam::${account}:role/${name}`));
  }

  /** Lets the consumer ask for a second look, put failed messages off, and set aside what it cannot read. */
  letConsume(consumer: ServiceFunction): void {
    this.locateFor(consumer);
    this.letSend(consumer, 'SendLater', this.later, actionsOf('triggerQueue'));
    this.letSend(consumer, 'SendDeadLetters', this.deadLetters, actionsOf('deadLetters'));
    consumer.role.allow({
      sid: 'PutMessagesOff',
      actions: actionsOf('messageBackoff'),
      resources: [this.triggers, this.later, this.sweep].map(({ queue }) => queue.queueArn),
    });
  }

  /** Lets the sweeper queue accounts: to be swept, or to be audited because an approval ended. */
  letFill(sweeper: ServiceFunction): void {
    this.locateFor(sweeper);
    this.letSend(sweeper, 'SendLater', this.later, actionsOf('triggerQueue'));
    this.letSend(sweeper, 'SendSweep', this.sweep, actionsOf('sweepQueue'));
  }

  /** Lets the rules of the home bus fill the triggers queue, and keep what they cannot deliver. */
  admitHomeRules(ruleArns: readonly string[]): void {
    for (const queue of [this.triggers, this.undelivered]) {
      queue.admitEventBridge('HomeRules', { ArnEquals: { 'aws:SourceArn': [...ruleArns] } });
    }
  }

  /** Lets a role keep what it cannot deliver. */
  letReportUndelivered(role: ServiceRole): void {
    this.undelivered.admitRoles(role.arn);
    role.allow({
      sid: 'KeepUndelivered',
      actions: ['sqs:SendMessage'],
      resources: [this.undelivered.queue.queueArn],
    });
  }

  /**
   * The rules of other accounts keep here what they cannot deliver, so that it is seen in one place. Whether EventBridge
   * names the organization of a rule is not documented: where it does, it has to be this one.
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
   */
  private admitForwardingRules(organizationId: string): void {
    const { region } = Stack.of(this);
    this.undelivered.admitEventBridge('ForwardingRules', {
      ArnLike: { 'aws:SourceArn': `arn:${Aws.PARTITION}:events:${region}:*:rule/${RULE_NAME_PREFIX}*` },
      StringEqualsIfExists: { 'aws:SourceOrgID': organizationId },
    });
  }

  private letSend(
    serviceFunction: ServiceFunction,
    sid: string,
    to: GuardedQueue,
    actions: readonly string[],
  ): void {
    to.admitRoles(serviceFunction.role.arn);
    serviceFunction.role.allow({ sid, actions, resources: [to.queue.queueArn] });
  }

  /** Both functions read the whole configuration, whatever they may do with the queues in it. */
  private locateFor(serviceFunction: ServiceFunction): void {
    serviceFunction.configure(VARIABLES.triggersQueueUrl, this.triggers.queue.queueUrl);
    serviceFunction.configure(VARIABLES.laterQueueUrl, this.later.queue.queueUrl);
    serviceFunction.configure(VARIABLES.sweepQueueUrl, this.sweep.queue.queueUrl);
    serviceFunction.configure(VARIABLES.deadLetterQueueUrl, this.deadLetters.queue.queueUrl);
  }
}
