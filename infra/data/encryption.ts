import { CfnParameter, aws_iam as iam, aws_kms as kms, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Configuration } from '../../src/installation/configuration.ts';
import { homeBusArn } from '../arns.ts';

/**
 * The customer managed key for everything that rootguard stores. Services use it as service principals, so its policy has to allow
 * them; docs/encryption.md has the same statements for a key that exists already.
 *
 * The key and its alias are retained, so where tables of an earlier deployment exist, so does the alias, and a deployment
 * that would make another key fails. CloudFormation would import an alias with a literal name and point nothing at it; it
 * imports none whose name is a parameter.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-automatically.html
 */
export function createKey(scope: Construct, configuration: KeyConfiguration): kms.Key {
  const key = new kms.Key(scope, 'Key', {
    description: 'rootguard: tables, queues, topic and logs',
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  for (const statement of [alarms(scope), rules(configuration), logs(scope), ...bus(scope, configuration)]) {
    key.addToResourcePolicy(statement);
  }
  return key;
}

type KeyConfiguration = Pick<Configuration, 'organizationId' | 'namePrefix' | 'homeAccountId' | 'region'>;

const USE = ['kms:Decrypt', 'kms:GenerateDataKey'];

/** @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html */
function alarms(scope: Construct): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'Alarms',
    principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
    actions: USE,
    resources: ['*'],
    conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
  });
}

/**
 * EventBridge writes to the queues, also what it could not deliver in member accounts.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 */
function rules({ organizationId }: KeyConfiguration): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'Rules',
    principals: [new iam.ServicePrincipal('events.amazonaws.com')],
    actions: USE,
    resources: ['*'],
    conditions: { StringEqualsIfExists: { 'aws:SourceOrgID': organizationId } },
  });
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
function logs(scope: Construct): iam.PolicyStatement {
  const { partition, region, account } = Stack.of(scope);
  return new iam.PolicyStatement({
    sid: 'Logs',
    principals: [new iam.ServicePrincipal(`logs.${region}.amazonaws.com`)],
    actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo', 'kms:GenerateDataKey'],
    resources: ['*'],
    conditions: {
      ArnLike: {
        'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:log-group:*`,
      },
    },
  });
}

/**
 * Events on the bus and in its archive, and the rules of the bus. Only DescribeKey has no encryption context.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-event-bus-cmkey.html
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/encryption-archives.html
 */
function bus(scope: Construct, configuration: KeyConfiguration): readonly iam.PolicyStatement[] {
  const principals = [new iam.ServicePrincipal('events.amazonaws.com')];
  const account = { 'aws:SourceAccount': Stack.of(scope).account };
  const context = { 'kms:EncryptionContext:aws:events:event-bus:arn': homeBusArn(configuration) };
  return [
    new iam.PolicyStatement({
      sid: 'Bus',
      principals,
      actions: [...USE, 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
      resources: ['*'],
      conditions: { StringEquals: { ...account, ...context } },
    }),
    new iam.PolicyStatement({
      sid: 'DescribeKeyOfBus',
      principals,
      actions: ['kms:DescribeKey'],
      resources: ['*'],
      conditions: { StringEquals: account },
    }),
  ];
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
