import { aws_events as events, aws_iam as iam } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ownPartPatterns, type PatternNames } from '../../src/events/own-parts/own-part-patterns.ts';
import type { ResourceNames } from '../../src/installation/names.ts';
import { RETRY_POLICY } from '../retry-policy.ts';

export interface ManagementPathProps {
  readonly names: ResourceNames & PatternNames;
  readonly topicArn: string;
  /** A standard queue of this account, whose policy allows the rules to send. */
  readonly deadLetterQueueArn: string;
  /** Whether a key of the account encrypts the data. */
  readonly watchesKeys: boolean;
}

/**
 * What CloudFormation does in a deployment is left out: a deployment would be dozens of mails. The call that starts it is told.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
const BESIDE_CLOUDFORMATION = {
  invokedBy: [{ exists: false }, { 'anything-but': ['cloudformation.amazonaws.com'] }],
};

/** In a mail, one line each. */
const TEXT = {
  inputPathsMap: {
    account: '$.account',
    event: '$.detail.eventName',
    id: '$.detail.eventID',
    service: '$.detail.eventSource',
    principal: '$.detail.userIdentity.arn',
    address: '$.detail.sourceIPAddress',
    time: '$.detail.eventTime',
  },
  inputTemplate: [
    '"A call in the home account <account> names a part of rootguard: <event> of <service>, at <time>, event <id>."',
    '"By <principal> from <address>."',
    '"This message did not pass through rootguard. If rootguard does not notify the same within minutes, somebody has muted it."',
  ].join('\n'),
};

/**
 * Rules that tell the management account of changes of rootguard, without the home bus, the queues or a function. They are others
 * than those that the service receives such events by, with a role of their own, so that each kind tells of a change of the other:
 * whoever mutes both has to delete both before CloudTrail delivers the first record.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-cross-account.html
 */
export class ManagementPath extends Construct {
  constructor(scope: Construct, id: string, props: ManagementPathProps) {
    super(scope, id);
    const { names, topicArn, deadLetterQueueArn, watchesKeys } = props;
    const role = new iam.Role(this, 'Role', {
      roleName: names.roles.managementPath,
      path: names.rolePath,
      description: 'Lets EventBridge tell the management account of changes of rootguard',
      assumedBy: new iam.ServicePrincipal('events.amazonaws.com'),
      inlinePolicies: {
        publish: new iam.PolicyDocument({
          statements: [new iam.PolicyStatement({ actions: ['sns:Publish'], resources: [topicArn] })],
        }),
      },
    });
    for (const { name, pattern } of ownPartPatterns(names, { watchesKeys })) {
      new events.CfnRule(this, name, {
        name: `${names.managementPathPrefix}${name}`,
        description: 'rootguard: tells the management account of changes of rootguard',
        eventPattern: {
          ...pattern,
          detail: { ...pattern.detail, userIdentity: BESIDE_CLOUDFORMATION },
        },
        state: 'ENABLED',
        targets: [
          {
            id: 'management',
            arn: topicArn,
            roleArn: role.roleArn,
            inputTransformer: TEXT,
            deadLetterConfig: { arn: deadLetterQueueArn },
            retryPolicy: RETRY_POLICY,
          },
        ],
      });
    }
  }
}
