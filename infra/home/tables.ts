import { aws_dynamodb as dynamodb, type aws_kms as kms, RemovalPolicy } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { VARIABLES } from '../../src/runtime/environment.ts';
import { TABLES, type TableSettings } from '../../src/runtime/resources.ts';
import { actionsOf } from '../permissions.ts';
import type { ServiceFunction } from './service-function.ts';

/** The only attribute of an exception that the service may set. */
const SETTLED_AT = 'settledAt';

/**
 * Exceptions, ledger and posture. They are retained when the stack is deleted: the ledger is evidence, and without the
 * exceptions approved credentials would be removed.
 */
export class Tables extends Construct {
  readonly exceptions: dynamodb.Table;
  readonly ledger: dynamodb.Table;
  readonly posture: dynamodb.Table;

  constructor(scope: Construct, id: string, key: kms.IKey | undefined) {
    super(scope, id);
    // Both images, so that the consumer can distinguish rootguard's own updates (`settledAt`) from an admin's change.
    const stream = dynamodb.StreamViewType.NEW_AND_OLD_IMAGES;
    this.exceptions = this.createTable('Exceptions', TABLES.exceptions, key, { stream });
    this.ledger = this.createTable('Ledger', TABLES.ledger, key);
    this.posture = this.createTable('Posture', TABLES.posture, key);
  }

  /** Allows the consumer to read exceptions, append to the ledger, and read and write the posture. */
  grantConsumer(consumer: ServiceFunction): void {
    this.setTableNames(consumer);
    consumer.role.allow({
      sid: 'ReadExceptions',
      actions: actionsOf('exceptionReader'),
      resources: [this.exceptions.tableArn],
    });
    this.grantAppendToLedger(consumer);
    consumer.role.allow({
      sid: 'WritePosture',
      actions: actionsOf('postureRecorder', 'breaker', 'sentNotifications', 'requestedScopes', 'graceEnds'),
      resources: [this.posture.tableArn],
    });
  }

  /** Allows the sweeper to find exceptions that have ended, and to mark them as processed. */
  grantSweeper(sweeper: ServiceFunction): void {
    this.setTableNames(sweeper);
    this.grantMarkProcessed(sweeper);
    this.grantAppendToLedger(sweeper);
    sweeper.role.allow({
      sid: 'WriteSweepState',
      actions: actionsOf('sentNotifications', 'auditTimes', 'sweepProgress', 'requestedScopes', 'graceEnds'),
      resources: [this.posture.tableArn],
    });
  }

  /**
   * UpdateItem may only touch the keys and the one attribute, and may not return other attributes.
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
   */
  private grantMarkProcessed(sweeper: ServiceFunction): void {
    const { partitionKey, sortKey } = TABLES.exceptions;
    const resources = [this.exceptions.tableArn];
    const update = 'dynamodb:UpdateItem';
    const actions = actionsOf('exceptionWatch');
    sweeper.role.allow({
      sid: 'ReadExceptions',
      actions: actions.filter((action) => action !== update),
      resources,
    });
    sweeper.role.allow({
      sid: 'MarkExceptionsProcessed',
      actions: actions.filter((action) => action === update),
      resources,
      conditions: {
        'ForAllValues:StringEquals': { 'dynamodb:Attributes': [partitionKey, sortKey, SETTLED_AT] },
        Null: { 'dynamodb:Attributes': 'false' },
        StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE', 'UPDATED_OLD', 'UPDATED_NEW'] },
      },
    });
  }

  private grantAppendToLedger(serviceFunction: ServiceFunction): void {
    serviceFunction.role.allow({
      sid: 'AddToLedger',
      actions: actionsOf('ledger'),
      resources: [this.ledger.tableArn],
    });
  }

  /** Both functions parse the whole configuration, also the tables that they do not use. */
  private setTableNames(serviceFunction: ServiceFunction): void {
    serviceFunction.setVariable(VARIABLES.exceptionsTable, this.exceptions.tableName);
    serviceFunction.setVariable(VARIABLES.ledgerTable, this.ledger.tableName);
    serviceFunction.setVariable(VARIABLES.postureTable, this.posture.tableName);
  }

  private createTable(
    id: string,
    { name, partitionKey, sortKey }: TableSettings,
    key: kms.IKey | undefined,
    options: Pick<dynamodb.TableProps, 'stream'> = {},
  ): dynamodb.Table {
    return new dynamodb.Table(this, id, {
      tableName: name,
      partitionKey: { name: partitionKey, type: dynamodb.AttributeType.STRING },
      ...(sortKey !== undefined && { sortKey: { name: sortKey, type: dynamodb.AttributeType.STRING } }),
      ...(key !== undefined && { encryptionKey: key }),
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      ...options,
    });
  }
}
