import { Aws, type aws_iam as iam } from 'aws-cdk-lib';

/**
 * The rules of every account that forward to the home account, as the policy of their dead-letter queue names them. AWS does not
 * document whether EventBridge sets `aws:SourceOrgID` for a rule; if it does, it has to be this organization.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 */
export function forwardingRulesCondition(
  region: string,
  organizationId: string,
  rulePrefix: string,
): iam.Conditions {
  return {
    ArnLike: { 'aws:SourceArn': `arn:${Aws.PARTITION}:events:${region}:*:rule/${rulePrefix}*` },
    StringEqualsIfExists: { 'aws:SourceOrgID': organizationId },
  };
}
