import { aws_backup as backup, aws_iam as iam, type aws_kms as kms, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Configuration } from '../../src/installation/configuration.ts';
import { acknowledge } from '../acknowledge.ts';
import { tableArn } from '../arns.ts';
import { keyPermission, type Permission, ServiceRole } from '../service-role.ts';

/** Each day at 05:00 UTC, started within an hour. */
const SCHEDULE = 'cron(0 5 * * ? *)';
const START_WITHIN_MINUTES = 60;

export interface BackupPlanProps {
  readonly name: string;
  readonly settings: NonNullable<Configuration['backup']>;
  readonly tableNames: readonly string[];
  readonly key: kms.IKey | undefined;
}

/**
 * A daily backup of the tables by AWS Backup, into a vault that exists already: whoever wants one that not even an
 * administrator of the home account can empty locks that vault, or has it in another account.
 * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/advanced-ddb-backup.html
 */
export class BackupPlan extends Construct {
  constructor(scope: Construct, id: string, { name, settings, tableNames, key }: BackupPlanProps) {
    super(scope, id);
    const tableArns = tableNames.map((table) => tableArn(this, table));
    const { vault, keepDays, copyTo } = settings;
    const lifecycle = { deleteAfterDays: keepDays };
    const plan = new backup.CfnBackupPlan(this, 'Plan', {
      backupPlan: {
        backupPlanName: name,
        backupPlanRule: [
          {
            ruleName: 'daily',
            targetBackupVault: vault,
            scheduleExpression: SCHEDULE,
            startWindowMinutes: START_WITHIN_MINUTES,
            lifecycle,
            ...(copyTo !== undefined && { copyActions: [{ destinationBackupVaultArn: copyTo, lifecycle }] }),
          },
        ],
      },
    });
    const role = this.createRole(settings, tableArns, key);
    for (const table of tableNames) acknowledgeBackupsOf(role, table);
    new backup.CfnBackupSelection(this, 'Tables', {
      backupPlanId: plan.attrBackupPlanId,
      backupSelection: { selectionName: 'tables', iamRoleArn: role.arn, resources: [...tableArns] },
    });
  }

  private createRole(
    { vault, copyTo }: BackupPlanProps['settings'],
    tableArns: readonly string[],
    key: kms.IKey | undefined,
  ): ServiceRole {
    const { partition, region, account } = Stack.of(this);
    const role = new ServiceRole(this, 'Role', {
      description: 'lets AWS Backup back up the tables',
      assumedBy: new iam.ServicePrincipal('backup.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
      key: undefined,
    });
    const vaultArn = `arn:${partition}:backup:${region}:${account}:backup-vault:${vault}`;
    role.allow(
      ...backupPermissions(tableArns, [vaultArn, ...(copyTo === undefined ? [] : [copyTo])]),
      ...(key === undefined ? [] : keyPermissions(key)),
    );
    return role;
  }
}

/**
 * What AWS's own policy for this role has about DynamoDB, for these tables and vaults only.
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSBackupServiceRolePolicyForBackup.html
 */
function backupPermissions(tableArns: readonly string[], vaultArns: readonly string[]): Permission[] {
  return [
    {
      sid: 'BackUpTables',
      actions: [
        'dynamodb:CreateBackup',
        'dynamodb:DescribeTable',
        'dynamodb:ListTagsOfResource',
        'dynamodb:StartAwsBackupJob',
      ],
      resources: tableArns,
    },
    {
      sid: 'ManageBackups',
      actions: ['dynamodb:DeleteBackup', 'dynamodb:DescribeBackup'],
      resources: tableArns.map((arn) => `${arn}/backup/*`),
    },
    {
      sid: 'UseVaults',
      actions: ['backup:CopyIntoBackupVault', 'backup:DescribeBackupVault'],
      resources: vaultArns,
    },
  ];
}

function acknowledgeBackupsOf(role: ServiceRole, tableName: string): void {
  const { region, account } = Stack.of(role);
  acknowledge(
    role,
    `IAM5[Resource::arn:<AWS::Partition>:dynamodb:${region}:${account}:table/${tableName}/backup/*]`,
    'AWS generates the names of the backups of this table.',
  );
}

function keyPermissions(key: kms.IKey): Permission[] {
  return [
    keyPermission(key),
    {
      sid: 'ShareKeyWithBackup',
      actions: ['kms:CreateGrant'],
      resources: [key.keyArn],
      conditions: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    },
  ];
}
