import { describe, expect, it } from 'vitest';
import { REGION } from '../../src/installation/defaults.ts';
import { DEFAULT_NAMES } from '../../src/installation/names.ts';
import { TABLES } from '../../src/runtime/resources.ts';
import { resolve } from './resolution.ts';
import {
  HOME,
  type Resource,
  resourceOf,
  resourcesOf,
  synthesizeRootguard,
  templateOf,
} from './synthesis.ts';

const dataOf = (settings: object = {}) => templateOf(synthesizeRootguard(settings).data);
const data = dataOf();
const encrypted = dataOf({ customerManagedKey: true });

describe('the data stack', () => {
  it('is in the home account', () => {
    expect(synthesizeRootguard().data).toMatchObject({ account: HOME, region: 'us-east-1' });
  });

  it('contains only what must not be lost', () => {
    expect(typesOf(data)).toEqual(['AWS::DynamoDB::Table']);
    expect(typesOf(encrypted)).toEqual(['AWS::DynamoDB::Table', 'AWS::KMS::Alias', 'AWS::KMS::Key']);
  });

  it('loses nothing when it is deleted or its creation is rolled back', () => {
    const { Resources } = encrypted.toJSON() as { readonly Resources: Readonly<Record<string, Resource>> };
    for (const [id, { DeletionPolicy, UpdateReplacePolicy }] of Object.entries(Resources)) {
      expect([id, DeletionPolicy, UpdateReplacePolicy]).toEqual([id, 'Retain', 'Retain']);
    }
  });

  it('exports what the home stack cannot name', () => {
    const exportsOf = (template: typeof data) =>
      Object.values<Resource>(template.toJSON().Outputs)
        .filter(({ Export }) => Export !== undefined)
        .map(({ Export, Value }) => [Export.Name, Value['Fn::GetAtt']]);
    const stream = [DEFAULT_NAMES.exports.exceptionsStream, ['TablesExceptionsA5EFC635', 'StreamArn']];
    expect(exportsOf(data)).toEqual([stream]);
    expect(exportsOf(encrypted)).toEqual([stream, [DEFAULT_NAMES.exports.key, ['Key961B73FD', 'Arn']]]);
  });
});

describe('termination protection', () => {
  it('is off until it is configured, so that a failed first deployment can be repeated', () => {
    const protectionOf = (settings: object) => {
      const { data: dataStack, home, members, management } = synthesizeRootguard(settings);
      return [dataStack, home, members, management].map((stack) => stack?.terminationProtection);
    };
    expect(protectionOf({})).toEqual([false, false, false, false]);
    expect(protectionOf({ terminationProtection: true })).toEqual([true, true, false, false]);
  });
});

describe('the tables', () => {
  it.each(Object.values(TABLES))('$name is protected from deletion and backed up', ({ name }) => {
    const table = resourceOf(data, 'AWS::DynamoDB::Table', ({ TableName }) => TableName === name);
    expect(table.Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  });

  it.each(Object.values(TABLES))('$name can be imported by the next deployment', ({ name }) => {
    const table = resourceOf(encrypted, 'AWS::DynamoDB::Table', ({ TableName }) => TableName === name);
    // CloudFormation imports a resource with a literal name that is retained.
    expect(table).toMatchObject({ DeletionPolicy: 'Retain', Properties: { TableName: name } });
  });

  it('of exceptions has a stream with both images', () => {
    data.hasResourceProperties('AWS::DynamoDB::Table', {
      TableName: TABLES.exceptions.name,
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
  });
});

describe('the customer managed key', () => {
  it('encrypts every table', () => {
    const tables = resourcesOf(encrypted, 'AWS::DynamoDB::Table');
    expect(tables).toHaveLength(Object.keys(TABLES).length);
    for (const { Properties } of tables) {
      expect(Properties.SSESpecification).toEqual({
        KMSMasterKeyId: { 'Fn::GetAtt': ['Key961B73FD', 'Arn'] },
        SSEEnabled: true,
        SSEType: 'KMS',
      });
    }
  });

  it('is made once: where its alias exists, the deployment fails before it touches a table', () => {
    const { Properties } = resourceOf(encrypted, 'AWS::KMS::Alias');
    // A literal name would be imported, and the tables would stay encrypted with a key that the service may not use.
    expect(Properties.AliasName).toEqual({ Ref: expect.any(String) });
    const { Parameters, Resources } = encrypted.toJSON();
    expect(Parameters[Properties.AliasName.Ref]).toMatchObject({
      Default: 'alias/rootguard',
      AllowedValues: ['alias/rootguard'],
    });
    const [aliasId] = Object.keys(encrypted.findResources('AWS::KMS::Alias'));
    for (const { DependsOn } of resourcesOf(encrypted, 'AWS::DynamoDB::Table')) {
      expect(DependsOn).toContain(aliasId);
    }
    expect(Object.keys(Resources)).toHaveLength(7);
  });
});

describe('the backup', () => {
  const backup = {
    vault: 'evidence',
    keepDays: 400,
    copyTo: 'arn:aws:backup:eu-west-1:555555555555:backup-vault:copies',
  };
  const template = dataOf({ backup, customerManagedKey: true });

  it('is made each day, for every table', () => {
    const { BackupPlan } = resourceOf(template, 'AWS::Backup::BackupPlan').Properties;
    expect(BackupPlan.BackupPlanRule).toMatchObject([
      {
        TargetBackupVault: 'evidence',
        ScheduleExpression: 'cron(0 5 * * ? *)',
        Lifecycle: { DeleteAfterDays: 400 },
        CopyActions: [{ DestinationBackupVaultArn: backup.copyTo, Lifecycle: { DeleteAfterDays: 400 } }],
      },
    ]);
    const { BackupSelection } = resourceOf(template, 'AWS::Backup::BackupSelection').Properties;
    const arns = resolve(
      template,
      { account: HOME, region: REGION, partition: 'aws' },
      BackupSelection.Resources,
    );
    expect(arns).toEqual(
      Object.values(TABLES).map(({ name }) => `arn:aws:dynamodb:${REGION}:${HOME}:table/${name}`),
    );
  });

  it('is kept for 35 days, and not copied, unless configured', () => {
    const plan = resourceOf(dataOf({ backup: { vault: 'evidence' } }), 'AWS::Backup::BackupPlan').Properties;
    const [rule] = plan.BackupPlan.BackupPlanRule;
    expect(rule.Lifecycle).toEqual({ DeleteAfterDays: 35 });
    expect(rule).not.toHaveProperty('CopyActions');
  });

  it('has a role that can read neither other tables nor the rows themselves', () => {
    const role = resourceOf(template, 'AWS::IAM::Role').Properties;
    expect(role.AssumeRolePolicyDocument.Statement).toMatchObject([
      {
        Principal: { Service: 'backup.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': HOME } },
      },
    ]);
    const statements: readonly Resource[] = role.Policies[0].PolicyDocument.Statement;
    const actions = statements.flatMap(({ Action }) => Action);
    expect(
      actions.filter((action) => /^dynamodb:(Get|Put|Update|Query|Scan|Batch|Restore)/.test(action)),
    ).toEqual([]);
    for (const { Resource } of statements) expect(JSON.stringify(Resource)).not.toContain('"*"');
  });
});

function typesOf(template: typeof data): readonly string[] {
  const { Resources } = template.toJSON() as { readonly Resources: Readonly<Record<string, Resource>> };
  return [...new Set(Object.values(Resources).map(({ Type }) => Type))].toSorted();
}
