import { Aws, CfnResource, aws_events as events, Fn, aws_iam as iam, type aws_kms as kms } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { PatternNames } from '../../src/events/own-parts/own-part-patterns.ts';
import { ownPartHomeBusRules } from '../../src/events/own-parts/rules.ts';
import {
  archivePatternOf,
  type EventRule,
  type HomeBusRule,
  homeBusRules,
  REPLAY_NAME_PREFIX,
} from '../../src/events/rules.ts';
import type { ResourceNames } from '../../src/installation/names.ts';
import { RETRY_POLICY } from '../retry-policy.ts';
import type { Queues } from './queues.ts';

/** Enough time to notice an outage, fix it and replay the events that arrived in between. */
const ARCHIVE_DAYS = 30;

/** Contains the stack's id, which other accounts do not know, so they cannot name a replay that the rules match. */
const REPLAY_PREFIX = `${REPLAY_NAME_PREFIX}${Fn.select(2, Fn.split('/', Aws.STACK_ID))}-`;

export interface EventHubProps {
  readonly names: ResourceNames & PatternNames;
  readonly organizationId: string;
  /** The home account and the management account, or the one that is both. */
  readonly serviceAccounts: readonly string[];
  readonly queues: Queues;
  readonly key: kms.IKey | undefined;
}

/**
 * The bus that receives all forwarded events, its archives, and its rules, which send to the queues of home. Accounts of
 * the organization may only put events. Events with a custom source match no rule: only AWS can use sources that begin
 * with `aws.`.
 */
export class EventHub extends Construct {
  readonly bus: events.EventBus;
  readonly archiveArns: readonly string[];
  /**
   * Of the rules whose events lead to removals. A heartbeat that is lost makes its account silent; an announced event that could not be
   * delivered is in the undelivered queue, which has an alarm.
   */
  readonly alarmedRuleNames: readonly string[];
  private readonly rulePrefix: string;

  constructor(scope: Construct, id: string, props: EventHubProps) {
    super(scope, id);
    const { names, organizationId, serviceAccounts, queues, key } = props;
    this.rulePrefix = names.rulePrefix;
    const options = { replayNamePrefix: REPLAY_PREFIX, serviceAccounts };
    const rules = [
      ...homeBusRules(options),
      ...ownPartHomeBusRules(names, options, { watchesKeys: key !== undefined }),
    ];
    this.alarmedRuleNames = rules
      .filter(({ queue }) => queue === 'triggers')
      .map(({ name }) => `${names.rulePrefix}${name}`);
    this.bus = new events.EventBus(this, 'Bus', {
      eventBusName: names.bus,
      description: 'rootguard: root user events of the organization',
      // It receives the events that cannot be encrypted or decrypted because the policy of the key does not allow it.
      ...(key !== undefined && { kmsKey: key, deadLetterQueue: queues.undelivered.queue }),
    });
    if (key !== undefined) {
      queues.undelivered.allowEventBridge('Bus', { ArnEquals: { 'aws:SourceArn': this.bus.eventBusArn } });
    }
    this.allowOrganization(organizationId);
    queues.allowHomeRules(
      rules.map((rule) => ({ arn: this.addRule(rule, queues).attrArn, queue: rule.queue })),
    );
    this.archiveArns = rules
      .filter(({ archived }) => archived)
      .map((rule) => this.archive(rule, key).attrArn);
  }

  /** An L1 resource, because the CDK construct warns about a deprecated property that it reads itself. */
  private allowOrganization(organizationId: string): void {
    const statementId = 'OrganizationPutsEvents';
    const statement = new iam.PolicyStatement({
      sid: statementId,
      principals: [new iam.StarPrincipal()],
      actions: ['events:PutEvents'],
      resources: [this.bus.eventBusArn],
      conditions: { StringEquals: { 'aws:PrincipalOrgID': organizationId } },
    }).toStatementJson();
    new CfnResource(this, 'Policy', {
      type: 'AWS::Events::EventBusPolicy',
      properties: { EventBusName: this.bus.eventBusName, StatementId: statementId, Statement: statement },
    });
  }

  private addRule({ name, description, pattern, state, queue }: HomeBusRule, queues: Queues): events.CfnRule {
    return new events.CfnRule(this, name, {
      name: `${this.rulePrefix}${name}`,
      description: `rootguard: ${description}`,
      eventBusName: this.bus.eventBusName,
      eventPattern: pattern,
      state,
      targets: [
        {
          id: queue,
          arn: queues[queue].queue.queueArn,
          deadLetterConfig: { arn: queues.undelivered.queue.queueArn },
          retryPolicy: RETRY_POLICY,
        },
      ],
    });
  }

  /** Archives only what the rule matches, so that nobody can fill the archive with custom events. */
  private archive(rule: EventRule, key: kms.IKey | undefined): events.CfnArchive {
    const { name, description } = rule;
    return new events.CfnArchive(this, `${name}-archive`, {
      archiveName: `${this.rulePrefix}${name}`,
      description: `rootguard: ${description}`,
      sourceArn: this.bus.eventBusArn,
      eventPattern: archivePatternOf(rule),
      retentionDays: ARCHIVE_DAYS,
      ...(key !== undefined && { kmsKeyIdentifier: key.keyArn }),
    });
  }
}
