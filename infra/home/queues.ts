import { type aws_kms as kms, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { HomeBusRule } from '../../src/events/rules.ts';
import type { ResourceNames } from '../../src/installation/names.ts';
import { VARIABLES } from '../../src/runtime/environment.ts';
import { DEAD_LETTER_QUEUE, QUEUES } from '../../src/runtime/resources.ts';
import { acknowledge } from '../acknowledge.ts';
import { UNDELIVERED_QUEUE } from '../arns.ts';
import { forwardingRulesCondition } from '../forwarding-rules-condition.ts';
import { actionsOf } from '../permissions.ts';
import type { ServiceRole } from '../service-role.ts';
import { GuardedQueue } from './guarded-queue.ts';
import type { ServiceFunction } from './service-function.ts';

export interface QueuesProps {
  readonly names: Pick<ResourceNames, 'queues' | 'rulePrefix'>;
  readonly organizationId: string;
  /** Name patterns, with path, of the roles that may return messages to the triggers queue. */
  readonly operatorRoles: readonly string[];
  readonly key: kms.IKey | undefined;
}

/** Those that a function reads. */
const WORK_QUEUES = ['triggers', 'later', 'sweep', 'heartbeats', 'activity', 'memberActivity'] as const;

/** Of the home bus. */
const TARGETS_OF_RULES = ['triggers', 'heartbeats', 'activity', 'memberActivity'] as const;

/**
 * The consumer reads triggers, later and sweep; the listener reads heartbeats, activity and memberActivity.
 * A message that a function cannot process or parse is moved to the dead-letter queue, where an operator has to look at it. What AWS services could not deliver (rules of any account, schedules, Lambda)
 * goes to the undelivered queue: it is not a trigger, and is recovered by replaying the archive or by the next sweep.
 */
export class Queues extends Construct {
  readonly triggers: GuardedQueue;
  readonly later: GuardedQueue;
  readonly sweep: GuardedQueue;
  readonly heartbeats: GuardedQueue;
  readonly activity: GuardedQueue;
  readonly memberActivity: GuardedQueue;
  readonly deadLetters: GuardedQueue;
  readonly undelivered: GuardedQueue;

  constructor(scope: Construct, id: string, { names, organizationId, operatorRoles, key }: QueuesProps) {
    super(scope, id);
    const settings = settingsOf(names.queues);
    this.deadLetters = new GuardedQueue(this, 'DeadLetters', {
      settings: settings.deadLetters,
      key,
      sources: WORK_QUEUES.map((name) => settings[name].name),
    });
    this.undelivered = new GuardedQueue(this, 'Undelivered', { settings: settings.undelivered, key });
    acknowledge(
      this.undelivered,
      'SQS3',
      'It is the dead-letter queue of rules, schedules and event source mappings.',
    );
    const { deadLetters } = this;
    this.triggers = new GuardedQueue(this, 'Triggers', { settings: settings.triggers, deadLetters, key });
    this.later = new GuardedQueue(this, 'Later', { settings: settings.later, deadLetters, key });
    this.sweep = new GuardedQueue(this, 'Sweep', { settings: settings.sweep, deadLetters, key });
    this.heartbeats = new GuardedQueue(this, 'Heartbeats', {
      settings: settings.heartbeats,
      deadLetters,
      key,
    });
    this.activity = new GuardedQueue(this, 'Activity', { settings: settings.activity, deadLetters, key });
    this.memberActivity = new GuardedQueue(this, 'MemberActivity', {
      settings: settings.memberActivity,
      deadLetters,
      key,
    });
    this.allowForwardingRules(organizationId, names.rulePrefix);
    const { partition, account } = Stack.of(this);
    const operators = operatorRoles.map((name) => `arn:${partition}:iam::${account}:role/${name}`);
    for (const queue of TARGETS_OF_RULES) this[queue].exemptRoles(...operators);
  }

  /** Allows the consumer to request a re-audit, delay failed messages, and move malformed ones to the dead-letter queue. */
  grantConsumer(consumer: ServiceFunction): void {
    this.setQueueUrls(consumer);
    this.grantSend(consumer, 'SendLater', this.later, actionsOf('triggerQueue'));
    this.grantSend(consumer, 'SendDeadLetters', this.deadLetters, actionsOf('deadLetters'));
    this.grantDelay(consumer, this.triggers, this.later, this.sweep);
  }

  /** Allows the listener to delay failed messages, and to move malformed ones to the dead-letter queue. */
  grantListener(listener: ServiceFunction): void {
    this.setQueueUrls(listener);
    listener.setVariable(VARIABLES.heartbeatsQueueUrl, this.heartbeats.queue.queueUrl);
    listener.setVariable(VARIABLES.activityQueueUrl, this.activity.queue.queueUrl);
    listener.setVariable(VARIABLES.memberActivityQueueUrl, this.memberActivity.queue.queueUrl);
    this.grantSend(listener, 'SendLater', this.later, actionsOf('triggerQueue'));
    this.grantSend(listener, 'SendDeadLetters', this.deadLetters, actionsOf('deadLetters'));
    this.grantDelay(listener, this.heartbeats, this.activity, this.memberActivity);
  }

  /** Allows the sweeper to queue accounts for a sweep or because an exception ended. */
  grantSweeper(sweeper: ServiceFunction): void {
    this.setQueueUrls(sweeper);
    this.grantSend(sweeper, 'SendLater', this.later, actionsOf('triggerQueue'));
    this.grantSend(sweeper, 'SendSweep', this.sweep, actionsOf('sweepQueue'));
  }

  /** Allows rules of the home bus to send to their queue, and all of them to send undelivered events to the undelivered queue. */
  allowHomeRules(rules: readonly { readonly arn: string; readonly queue: HomeBusRule['queue'] }[]): void {
    const allow = (queue: GuardedQueue, from: typeof rules) => {
      const arns = from.map(({ arn }) => arn);
      if (arns.length > 0) queue.allowEventBridge('HomeRules', { ArnEquals: { 'aws:SourceArn': arns } });
    };
    for (const name of TARGETS_OF_RULES) {
      allow(
        this[name],
        rules.filter(({ queue }) => queue === name),
      );
    }
    allow(this.undelivered, rules);
  }

  /** Allows a role to send what it could not deliver. */
  grantSendUndelivered(role: ServiceRole): void {
    this.undelivered.exemptRoles(role.arn);
    role.allow({
      sid: 'SendUndelivered',
      actions: ['sqs:SendMessage'],
      resources: [this.undelivered.queue.queueArn],
    });
  }

  /** The rules of other accounts send undelivered events here, so that they are all in one queue. */
  private allowForwardingRules(organizationId: string, rulePrefix: string): void {
    const { region } = Stack.of(this);
    this.undelivered.allowEventBridge(
      'ForwardingRules',
      forwardingRulesCondition(region, organizationId, rulePrefix),
    );
  }

  private grantSend(
    serviceFunction: ServiceFunction,
    sid: string,
    to: GuardedQueue,
    actions: readonly string[],
  ): void {
    to.exemptRoles(serviceFunction.role.arn);
    serviceFunction.role.allow({ sid, actions, resources: [to.queue.queueArn] });
  }

  private grantDelay(to: ServiceFunction, ...queues: readonly GuardedQueue[]): void {
    to.role.allow({
      sid: 'DelayMessages',
      actions: actionsOf('messageBackoff'),
      resources: queues.map(({ queue }) => queue.queueArn),
    });
  }

  /** Each function parses the whole configuration, also queues that it does not use. */
  private setQueueUrls(serviceFunction: ServiceFunction): void {
    serviceFunction.setVariable(VARIABLES.triggersQueueUrl, this.triggers.queue.queueUrl);
    serviceFunction.setVariable(VARIABLES.laterQueueUrl, this.later.queue.queueUrl);
    serviceFunction.setVariable(VARIABLES.sweepQueueUrl, this.sweep.queue.queueUrl);
    serviceFunction.setVariable(VARIABLES.deadLetterQueueUrl, this.deadLetters.queue.queueUrl);
  }
}

function settingsOf(names: ResourceNames['queues']) {
  return {
    triggers: { ...QUEUES.triggers, name: names.triggers },
    later: { ...QUEUES.later, name: names.later },
    sweep: { ...QUEUES.sweep, name: names.sweep },
    heartbeats: { ...QUEUES.heartbeats, name: names.heartbeats },
    activity: { ...QUEUES.activity, name: names.activity },
    memberActivity: { ...QUEUES.memberActivity, name: names.memberActivity },
    deadLetters: { ...DEAD_LETTER_QUEUE, name: names.deadLetters },
    undelivered: { ...UNDELIVERED_QUEUE, name: names.undelivered },
  };
}
