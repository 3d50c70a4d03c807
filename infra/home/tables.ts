import { Fn } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { ResourceNames } from '../../src/installation/names.ts';
import { VARIABLES } from '../../src/runtime/environment.ts';
import { TABLES } from '../../src/runtime/resources.ts';
import { tableArn } from '../arns.ts';
import { actionsOf } from '../permissions.ts';
import type { ServiceFunction } from './service-function.ts';

/** The only attribute of an exception that the service may set. */
const SETTLED_AT = 'settledAt';

/** A table of the data stack. */
export interface TableReference {
  readonly tableName: string;
  readonly tableArn: string;
}

/** The tables of the data stack: exceptions, ledger, posture, settings and sessions, and who may do what with them. */
export class Tables extends Construct {
  readonly exceptions: TableReference;
  readonly ledger: TableReference;
  readonly posture: TableReference;
  readonly settings: TableReference;
  readonly sessions: TableReference;
  readonly exceptionsStreamArn: string;

  constructor(scope: Construct, id: string, { tables, exports }: Pick<ResourceNames, 'tables' | 'exports'>) {
    super(scope, id);
    this.exceptions = this.reference(tables.exceptions);
    this.ledger = this.reference(tables.ledger);
    this.posture = this.reference(tables.posture);
    this.settings = this.reference(tables.settings);
    this.sessions = this.reference(tables.sessions);
    this.exceptionsStreamArn = Fn.importValue(exports.exceptionsStream);
  }

  /** Allows the consumer to read exceptions, append to the ledger, and read and write the posture. */
  grantConsumer(consumer: ServiceFunction): void {
    this.setTableNames(consumer);
    consumer.role.allow({
      sid: 'ReadExceptions',
      actions: actionsOf('exceptionReader'),
      resources: [this.exceptions.tableArn],
    });
    this.grantReadSettings(consumer);
    this.grantAppendToLedger(consumer);
    // A notification names who opened the session in which a credential was created.
    consumer.role.allow({
      sid: 'ReadSessions',
      actions: actionsOf('sessionReader'),
      resources: [this.sessions.tableArn],
    });
    consumer.role.allow({
      sid: 'WritePosture',
      actions: actionsOf(
        'postureRecorder',
        'breaker',
        'findingCounter',
        'sentNotifications',
        'requestedScopes',
        'graceEnds',
      ),
      resources: [this.posture.tableArn],
    });
  }

  /** Allows the listener to append to the ledger and to count in it, to record sessions, and to read exceptions. */
  grantListener(listener: ServiceFunction): void {
    this.setTableNames(listener);
    this.grantAppendToLedger(listener);
    listener.role.allow({
      sid: 'CountInLedger',
      actions: actionsOf('ledgerReader'),
      resources: [this.ledger.tableArn],
    });
    listener.role.allow({
      sid: 'RecordSessions',
      actions: actionsOf('sessionRegister', 'sessionReader'),
      resources: [this.sessions.tableArn],
    });
    // A session in an account with an exception matters, whatever its task is.
    listener.role.allow({
      sid: 'ReadExceptions',
      actions: actionsOf('exceptionReader'),
      resources: [this.exceptions.tableArn],
    });
  }

  /** Allows the sweeper to find exceptions that have ended, and to mark them as processed. */
  grantSweeper(sweeper: ServiceFunction): void {
    this.setTableNames(sweeper);
    this.grantMarkProcessed(sweeper);
    this.grantReadSettings(sweeper);
    this.grantAppendToLedger(sweeper);
    sweeper.role.allow({
      sid: 'WriteSweepState',
      actions: actionsOf(
        'sentNotifications',
        'auditTimes',
        'postureReader',
        'digestProgress',
        'silence',
        'sweepProgress',
        'deploymentRecord',
        'managementRootStore',
        'requestedScopes',
        'graceEnds',
      ),
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

  /** Only an operator changes the settings: no function can put itself in enforce mode. */
  private grantReadSettings(serviceFunction: ServiceFunction): void {
    serviceFunction.role.allow({
      sid: 'ReadSettings',
      actions: actionsOf('settingsReader'),
      resources: [this.settings.tableArn],
    });
  }

  private grantAppendToLedger(serviceFunction: ServiceFunction): void {
    serviceFunction.role.allow({
      sid: 'AddToLedger',
      actions: actionsOf('ledger'),
      resources: [this.ledger.tableArn],
    });
  }

  /** Each function parses the whole configuration, also the tables that it does not use. */
  private setTableNames(serviceFunction: ServiceFunction): void {
    serviceFunction.setVariable(VARIABLES.exceptionsTable, this.exceptions.tableName);
    serviceFunction.setVariable(VARIABLES.ledgerTable, this.ledger.tableName);
    serviceFunction.setVariable(VARIABLES.postureTable, this.posture.tableName);
    serviceFunction.setVariable(VARIABLES.settingsTable, this.settings.tableName);
    serviceFunction.setVariable(VARIABLES.sessionsTable, this.sessions.tableName);
  }

  private reference(tableName: string): TableReference {
    return { tableName, tableArn: tableArn(this, tableName) };
  }
}
