import { aws_dynamodb as dynamodb, type aws_kms as kms, RemovalPolicy } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { ResourceNames } from '../../src/installation/names.ts';
import { TABLES, type TableSettings } from '../../src/runtime/resources.ts';

export interface DataTablesProps {
  readonly names: ResourceNames['tables'];
  readonly key: kms.IKey | undefined;
}

/**
 * Exceptions, ledger, posture, settings and the session register. They survive the deletion and the rollback of their stack: the ledger is evidence, and
 * without the exceptions approved credentials would be removed. A deployment after that imports them by their names, for
 * which CloudFormation requires a literal name and a retained resource.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-automatically.html
 */
export class DataTables extends Construct {
  readonly exceptions: dynamodb.Table;

  /** Literal, unlike `tableName`, which refers to the resource. */
  readonly names: readonly string[];

  constructor(scope: Construct, id: string, { names, key }: DataTablesProps) {
    super(scope, id);
    this.names = Object.values(names);
    // Both images, so that the consumer can distinguish rootguard's own updates (`settledAt`) from an admin's change.
    const stream = dynamodb.StreamViewType.NEW_AND_OLD_IMAGES;
    this.exceptions = this.createTable('Exceptions', { ...TABLES.exceptions, name: names.exceptions }, key, {
      stream,
    });
    this.createTable('Ledger', { ...TABLES.ledger, name: names.ledger }, key);
    this.createTable('Posture', { ...TABLES.posture, name: names.posture }, key);
    this.createTable('Settings', { ...TABLES.settings, name: names.settings }, key);
    this.createTable('Sessions', { ...TABLES.sessions, name: names.sessions }, key);
  }

  private createTable(
    id: string,
    { name, partitionKey, sortKey, timeToLiveAttribute }: TableSettings,
    key: kms.IKey | undefined,
    options: Pick<dynamodb.TableProps, 'stream'> = {},
  ): dynamodb.Table {
    return new dynamodb.Table(this, id, {
      tableName: name,
      partitionKey: { name: partitionKey, type: dynamodb.AttributeType.STRING },
      ...(sortKey !== undefined && { sortKey: { name: sortKey, type: dynamodb.AttributeType.STRING } }),
      ...(timeToLiveAttribute !== undefined && { timeToLiveAttribute }),
      ...(key !== undefined && { encryptionKey: key }),
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      ...options,
    });
  }
}
