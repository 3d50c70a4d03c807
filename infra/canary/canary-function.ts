import { type aws_kms as kms, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { CANARY_PREFIX, SENT_NOTIFICATION_PREFIX } from '../../src/aws/dynamodb/reserved-keys.ts';
import type { Configuration } from '../../src/installation/configuration.ts';
import { resourceNames } from '../../src/installation/names.ts';
import { VARIABLES } from '../../src/runtime/environment.ts';
import { FUNCTIONS } from '../../src/runtime/resources.ts';
import { acknowledge } from '../acknowledge.ts';
import { tableArn } from '../arns.ts';
import type { FunctionCode } from '../function-code.ts';
import { organizationReadPermissions } from '../home/organization-reads.ts';
import { rootSessionPermission } from '../home/root-sessions.ts';
import { configurePolicy, configureService } from '../home/service-environment.ts';
import { ServiceFunction } from '../home/service-function.ts';
import { actionsOf } from '../permissions.ts';
import type { Permission } from '../service-role.ts';

export interface CanaryFunctionProps {
  readonly configuration: Configuration;
  readonly canary: NonNullable<Configuration['canary']>;
  readonly code: FunctionCode;
  readonly key: kms.IKey | undefined;
  readonly topicArn: string;
}

/**
 * The function that runs the canary. Of all roles of the service only this one may allow a root password, and in no other account than
 * that of the canary; the task `delete` is for cleaning up after itself.
 */
export class CanaryFunction extends ServiceFunction {
  constructor(
    scope: Construct,
    id: string,
    { configuration, canary, code, key, topicArn }: CanaryFunctionProps,
  ) {
    super(scope, id, {
      description: 'allows a root password in the account of the canary, and times its removal',
      code: code(scope, 'canary'),
      ...FUNCTIONS.canary,
      logRetentionDays: configuration.logRetentionDays,
      key,
      roleName: resourceNames(configuration.namePrefix).canaryRole,
    });
    configureService(this, configuration);
    configurePolicy(this, configuration);
    this.setVariable(VARIABLES.canaryAccountId, canary.accountId);
    this.setVariable(VARIABLES.canaryLateAfterSeconds, String(canary.lateAfterSeconds));
    this.setVariable(VARIABLES.topicArn, topicArn);
    this.setNames(configuration);
    this.acknowledgeReads(configuration);
    this.role.allow(
      rootSessionPermission(['audit', 'delete', 'create-password'], canary.accountId),
      ...organizationReadPermissions(configuration, ['accountDirectory']),
      ...this.tablePermissions(configuration, canary.accountId),
      { sid: 'Notify', actions: actionsOf('notifier'), resources: [topicArn] },
    );
  }

  /** The whole configuration is parsed, also what the canary does not use. */
  private setNames({ namePrefix }: Configuration): void {
    const { tables, queues } = resourceNames(namePrefix);
    this.setVariable(VARIABLES.exceptionsTable, tables.exceptions);
    this.setVariable(VARIABLES.ledgerTable, tables.ledger);
    this.setVariable(VARIABLES.postureTable, tables.posture);
    this.setVariable(VARIABLES.settingsTable, tables.settings);
    this.setVariable(VARIABLES.sessionsTable, tables.sessions);
    const { region, account, urlSuffix } = Stack.of(this);
    const url = (queue: string) => `https://sqs.${region}.${urlSuffix}/${account}/${queue}`;
    this.setVariable(VARIABLES.triggersQueueUrl, url(queues.triggers));
    this.setVariable(VARIABLES.laterQueueUrl, url(queues.later));
    this.setVariable(VARIABLES.sweepQueueUrl, url(queues.sweep));
    this.setVariable(VARIABLES.deadLetterQueueUrl, url(queues.deadLetters));
  }

  /** Of ledger and posture only what is about the account of the canary, and which notifications were sent. */
  private tablePermissions({ namePrefix }: Configuration, accountId: string): readonly Permission[] {
    const { tables } = resourceNames(namePrefix);
    return [
      {
        sid: 'ReadExceptions',
        actions: actionsOf('exceptionReader'),
        resources: [tableArn(this, tables.exceptions)],
      },
      {
        sid: 'ReadSettings',
        actions: actionsOf('settingsReader'),
        resources: [tableArn(this, tables.settings)],
      },
      {
        sid: 'ReadAndAddToLedger',
        actions: actionsOf('ledger', 'ledgerReader'),
        resources: [tableArn(this, tables.ledger)],
        conditions: leadingKeys(accountId),
      },
      {
        sid: 'RecordRuns',
        actions: actionsOf('postureRecorder', 'canaryRuns', 'sentNotifications'),
        resources: [tableArn(this, tables.posture)],
        conditions: leadingKeys(accountId, `${CANARY_PREFIX}${accountId}`, `${SENT_NOTIFICATION_PREFIX}*`),
      },
    ];
  }

  private acknowledgeReads({ managementAccountId, organizationId }: Configuration): void {
    const { role } = this;
    for (const type of ['account', 'ou']) {
      acknowledge(
        role,
        `IAM5[Resource::arn:<AWS::Partition>:organizations::${managementAccountId}:${type}/${organizationId}/*]`,
        'The path of the account of the canary in the organization, which changes; read access.',
      );
    }
  }
}

/** `ForAllValues` is also true for a request without keys, so `Null` excludes those. */
function leadingKeys(...keys: readonly string[]): NonNullable<Permission['conditions']> {
  return {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [...keys] },
    Null: { 'dynamodb:LeadingKeys': 'false' },
  };
}
