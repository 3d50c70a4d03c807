import { CfnParameter, aws_iam as iam, aws_kms as kms, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/**
 * The customer managed key for everything that rootguard stores. AWS services write to queues, topic and logs as service
 * principals, so the key policy has to allow them. EventBridge also uses it for undelivered events of member accounts.
 *
 * The key and its alias are retained, so where tables of an earlier deployment exist, so does the alias, and a deployment
 * that would make another key fails. CloudFormation would import an alias with a literal name and point nothing at it; it
 * imports none whose name is a parameter.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-automatically.html
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 */
export function createKey(scope: Construct, organizationId: string): kms.Key {
  const { partition, region, account } = Stack.of(scope);
  const key = new kms.Key(scope, 'Key', {
    description: 'rootguard: tables, queues, topic and logs',
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  key.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'Alarms',
      principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:SourceAccount': account } },
    }),
  );
  key.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'Rules',
      principals: [new iam.ServicePrincipal('events.amazonaws.com')],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: ['*'],
      conditions: { StringEqualsIfExists: { 'aws:SourceOrgID': organizationId } },
    }),
  );
  key.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'Logs',
      principals: [new iam.ServicePrincipal(`logs.${region}.amazonaws.com`)],
      actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo', 'kms:GenerateDataKey'],
      resources: ['*'],
      conditions: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:log-group:*`,
        },
      },
    }),
  );
  return key;
}

/** What is encrypted with the key should depend on it: nothing is made then where the alias exists. */
export function createAlias(scope: Construct, key: kms.IKey, alias: string): kms.Alias {
  const name = new CfnParameter(scope, 'KeyAlias', {
    description:
      'Name of the alias. It is a parameter so that CloudFormation does not import an existing one.',
    default: alias,
    allowedValues: [alias],
  });
  return new kms.Alias(scope, 'Alias', {
    aliasName: name.valueAsString,
    targetKey: key,
    removalPolicy: RemovalPolicy.RETAIN,
  });
}
