import { aws_dynamodb as dynamodb, type aws_kms as kms, RemovalPolicy } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { VARIABLES } from '../../src/runtime/environment.ts';
import { TABLES, type TableSettings } from '../../src/runtime/resources.ts';
import { actionsOf } from '../permissions.ts';
import type { ServiceFunction } from './service-function.ts';

/** What an exception's row is written by, and the only attribute that the service may set in it. */
const SETTLED = 'settledAt';

/**
 * Exceptions, ledger and posture. They outlive the stack: the ledger is evidence, and losing the exceptions would let
 * approved credentials be removed.
 */
export class Tables extends Construct {
  readonly exceptions: dynamodb.Table;
  readonly ledger: dynamodb.Table;
  readonly posture: dynamodb.Table;

  constructor(scope: Construct, id: string, key: kms.IKey | undefined) {
    super(scope, id);
    // Both images, so that the consumer can tell rootguard's own note on an exception from a person's change.
    const stream = dynamodb.StreamViewType.NEW_AND_OLD_IMAGES;
    this.exceptions = this.createTable('Exceptions', TABLES.exceptions, key, { stream });
    this.ledger = this.createTable('Ledger', TABLES.ledger, key);
    this.posture = this.createTable('Posture', TABLES.posture, key);
  }

  /** Lets the consumer read exceptions, add to the ledger, and keep the posture. */
  letGuard(consumer: ServiceFunction): void {
    this.locateFor(consumer);
    consumer.role.allow({
      sid: 'ReadExceptions',
      actions: actionsOf('exceptionReader'),
      resources: [this.exceptions.tableArn],
    });
    this.letRecord(consumer);
    consumer.role.allow({
      sid: 'KeepPosture',
      actions: actionsOf('postureRecorder', 'breaker', 'sentNotifications', 'sweepState'),
      resources: [this.posture.tableArn],
    });
  }

  /** Lets the sweeper find exceptions that have ended and note that it has seen to them. */
  letSweep(sweeper: ServiceFunction): void {
    this.locateFor(sweeper);
    this.letSettleExceptions(sweeper);
    this.letRecord(sweeper);
    sweeper.role.allow({
      sid: 'KeepSweepState',
      actions: actionsOf('sentNotifications', 'auditTimes', 'sweepState'),
      resources: [this.posture.tableArn],
    });
  }

  /**
   * UpdateItem may touch the keys and the one attribute, and may not answer with the others.
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
   */
  private letSettleExceptions(sweeper: ServiceFunction): void {
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
      sid: 'SettleExceptions',
      actions: actions.filter((action) => action === update),
      resources,
      conditions: {
        'ForAllValues:StringEquals': { 'dynamodb:Attributes': [partitionKey, sortKey, SETTLED] },
        Null: { 'dynamodb:Attributes': 'false' },
        StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE', 'UPDATED_OLD', 'UPDATED_NEW'] },
      },
    });
  }

  private letRecord(serviceFunction: ServiceFunction): void {
    serviceFunction.role.allow({
      sid: 'AddToLedger',
      actions: actionsOf('ledger'),
      resources: [this.ledger.tableArn],
    });
  }

  /** Both functions read the whole configuration, whatever they may do with the tables in it. */
  private locateFor(serviceFunction: ServiceFunction): void {
    serviceFunction.configure(VARIABLES.exceptionsTable, this.exceptions.tableName);
    serviceFunction.configure(VARIABLES.ledgerTable, this.ledger.tableName);
    serviceFunction.configure(VARIABLES.postureTable, this.posture.tableName);
  }

  private createTable(
    id: string,
    { name, partitionKey, sortKey }: TableSettings,
    key: kms.IKey | undefined,
    more: Pick<dynamodb.TableProps, 'stream'> = {},
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
      ...more,
    });
  }
}
