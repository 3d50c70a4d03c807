import { Aws, CfnResource, aws_events as events, Fn, aws_iam as iam } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import {
  archivePatternOf,
  type EventRule,
  homeBusRules,
  REPLAY_NAME_PREFIX,
  RULE_NAME_PREFIX,
} from '../../src/events/rules.ts';
import { BUS_NAME } from '../../src/runtime/resources.ts';
import { RETRY_POLICY } from '../rules.ts';
import type { Queues } from './queues.ts';

/** Time to find out that something was broken, to put it right, and to replay what came meanwhile. */
const ARCHIVE_DAYS = 30;

/** Other accounts do not know the stack's own id, so they cannot name a replay that the rules take. */
const REPLAY_PREFIX = `${REPLAY_NAME_PREFIX}${Fn.select(2, Fn.split('/', Aws.STACK_ID))}-`;
const RULES = homeBusRules(REPLAY_PREFIX);

export interface EventHubProps {
  readonly organizationId: string;
  readonly queues: Queues;
}

/**
 * The bus on which everything that is forwarded arrives, its archive, and its rules, which feed the triggers queue.
 * Accounts of the organization may put events and nothing else. What they put under a source of their own matches no
 * rule: nobody but AWS can use the sources that begin with `aws.`.
 */
export class EventHub extends Construct {
  readonly bus: events.EventBus;
  readonly archiveArns: readonly string[];
  readonly ruleNames = RULES.map(({ name }) => `${RULE_NAME_PREFIX}${name}`);

  constructor(scope: Construct, id: string, { organizationId, queues }: EventHubProps) {
    super(scope, id);
    this.bus = new events.EventBus(this, 'Bus', {
      eventBusName: BUS_NAME,
      description: 'rootguard: what the root users of the organization do',
    });
    this.admitOrganization(organizationId);
    queues.admitHomeRules(RULES.map((rule) => this.addRule(rule, queues).attrArn));
    this.archiveArns = RULES.map((rule) => this.archive(rule).attrArn);
  }

  /** Not by the library's own construct: it warns of a deprecated property that it reads itself. */
  private admitOrganization(organizationId: string): void {
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

  private addRule({ name, description, pattern }: EventRule, queues: Queues): events.CfnRule {
    return new events.CfnRule(this, name, {
      name: `${RULE_NAME_PREFIX}${name}`,
      description: `rootguard: ${description}`,
      eventBusName: this.bus.eventBusName,
      eventPattern: pattern,
      state: 'ENABLED',
      targets: [
        {
          id: 'triggers',
          arn: queues.triggers.queue.queueArn,
          deadLetterConfig: { arn: queues.undelivered.queue.queueArn },
          retryPolicy: RETRY_POLICY,
        },
      ],
    });
  }

  /** Only what a rule asks for, so that nobody can fill the archive with events of their own making. */
  private archive(rule: EventRule): events.CfnArchive {
    const { name, description } = rule;
    return new events.CfnArchive(this, `${name}-archive`, {
      archiveName: `${RULE_NAME_PREFIX}${name}`,
      description: `rootguard: ${description}`,
      sourceArn: this.bus.eventBusArn,
      eventPattern: archivePatternOf(rule),
      retentionDays: ARCHIVE_DAYS,
    });
  }
}
