import { aws_events as events, aws_iam as iam } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { EventRule } from '../src/events/rules.ts';
import type { ResourceNames } from '../src/installation/names.ts';
import { RETRY_POLICY } from './retry-policy.ts';

export interface ForwardingRulesProps {
  readonly rules: readonly EventRule[];
  /** Prefix of each rule's name; must be unique for each set of rules on the same bus. */
  readonly namePrefix: string;
  readonly rolePath: ResourceNames['rolePath'];
  readonly busArn: string;
  /** A standard queue in the Region of the rules, whose policy allows them to send. */
  readonly deadLetterQueueArn: string;
}

/**
 * Rules on the default bus that forward to the bus of the home account, and the role they share. An event that the bus
 * rejects, or that cannot be delivered for a day, goes to the dead-letter queue.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html
 */
export class ForwardingRules extends Construct {
  constructor(scope: Construct, id: string, props: ForwardingRulesProps) {
    super(scope, id);
    const role = new iam.Role(this, 'Role', {
      path: props.rolePath,
      description: 'Lets EventBridge forward events to rootguard',
      assumedBy: new iam.ServicePrincipal('events.amazonaws.com'),
      inlinePolicies: {
        forward: new iam.PolicyDocument({
          statements: [new iam.PolicyStatement({ actions: ['events:PutEvents'], resources: [props.busArn] })],
        }),
      },
    });
    for (const { name, description, pattern, state } of props.rules) {
      new events.CfnRule(this, name, {
        name: `${props.namePrefix}${name}`,
        description: `rootguard: ${description}`,
        eventPattern: pattern,
        state,
        targets: [
          {
            id: 'home',
            arn: props.busArn,
            roleArn: role.roleArn,
            deadLetterConfig: { arn: props.deadLetterQueueArn },
            retryPolicy: RETRY_POLICY,
          },
        ],
      });
    }
  }
}
