import { CfnOutput, aws_kms as kms, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Configuration } from '../../src/installation/configuration.ts';
import { type ResourceNames, resourceNames } from '../../src/installation/names.ts';
import { BackupPlan } from './backup-plan.ts';
import { DataTables } from './data-tables.ts';
import { createAlias, createKey } from './encryption.ts';

/**
 * What must not be lost: the tables and the customer managed key. It is a stack of its own, deployed first, so that the
 * home stack, which holds no state, can be rolled back, deleted and created again. It has no termination protection unless
 * configured: the CDK turns that on before the first deployment has succeeded, and a stack whose creation failed could then
 * not be deleted. The tables themselves are always protected from deletion.
 */
export class DataStack extends Stack {
  constructor(scope: Construct, id: string, configuration: Configuration) {
    super(scope, id, {
      stackName: id,
      env: { account: configuration.homeAccountId, region: configuration.region },
      description: 'rootguard: exceptions, evidence and state',
      terminationProtection: configuration.terminationProtection,
    });
    const { namePrefix, keyArn, backup: settings } = configuration;
    const names = resourceNames(namePrefix);
    const made = configuration.customerManagedKey ? createKey(this, configuration) : undefined;
    const key = keyArn === undefined ? made : kms.Key.fromKeyArn(this, 'OwnKey', keyArn);
    const tables = new DataTables(this, 'Tables', { names: names.tables, key });
    if (made !== undefined) tables.node.addDependency(createAlias(this, made, names.keyAlias));
    this.exportToHome(names.exports, tables, made);
    if (settings === undefined) return;
    const plan = new BackupPlan(this, 'Backup', {
      name: names.backupPlan,
      settings,
      tableNames: tables.names,
      key,
    });
    plan.node.addDependency(tables);
  }

  /** What the home stack cannot name; everything else has a fixed name. */
  private exportToHome(
    exportNames: ResourceNames['exports'],
    { exceptions }: DataTables,
    key: kms.IKey | undefined,
  ): void {
    new CfnOutput(this, 'ExceptionsStream', {
      description: 'The stream of the exceptions table',
      exportName: exportNames.exceptionsStream,
      value: exceptions.tableStreamArn ?? '',
    });
    if (key === undefined) return;
    new CfnOutput(this, 'KeyArn', {
      description: 'The key that encrypts everything that rootguard stores',
      exportName: exportNames.key,
      value: key.keyArn,
    });
  }
}
