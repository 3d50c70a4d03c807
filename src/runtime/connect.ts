import type { DestinationStream } from 'pino';
import { type AwsClientOptions, createAwsClients } from '../aws/clients.ts';
import { createLedger } from '../aws/dynamodb/ledger-table.ts';
import { createSentNotifications } from '../aws/dynamodb/sent-notifications.ts';
import { createNotifier } from '../aws/notifications/notifier.ts';
import type { Configuration } from './environment.ts';
import { createLogger } from './logger.ts';
import { createMetrics, noMetrics } from './metrics.ts';
import { type Platform, systemPlatform } from './system.ts';

export interface WiringOptions {
  /** The machine's own unless told otherwise. */
  readonly platform?: Platform;
  /** AWS's own endpoints and the SDK's own credential chain unless told otherwise. */
  readonly aws?: Pick<AwsClientOptions, 'endpoint' | 'credentials' | 'profile'>;
  /** stdout unless told otherwise, and stderr for an operator. */
  readonly logTo?: DestinationStream;
}

/** What every part of rootguard stands on: clients, tables, queues, and the means to log and to tell people. */
export type Connection = ReturnType<typeof connect>;

export function connect(configuration: Configuration, options: WiringOptions) {
  const { platform = systemPlatform, aws = {}, logTo } = options;
  const { region, concurrency, queueUrls } = configuration;
  const { clock, pause, newId } = platform;
  const clients = createAwsClients({ ...aws, region, concurrency });
  const table = (name: string) => ({ client: clients.documents, name });
  const queue = (queueUrl: string) => ({ client: clients.sqs, queueUrl });
  const tables = {
    exceptions: table(configuration.tables.exceptions),
    ledger: table(configuration.tables.ledger),
    posture: table(configuration.tables.posture),
  };
  const queues = {
    triggers: queue(queueUrls.triggers),
    later: queue(queueUrls.later),
    sweep: queue(queueUrls.sweep),
    deadLetters: queue(queueUrls.deadLetters),
  };
  const metrics = configuration.insideLambda ? createMetrics() : noMetrics;
  const logger = createLogger(configuration.logLevel, logTo);
  const notifying = {
    clock,
    newId,
    telemetry: { log: logger.log, count: metrics.count },
    notifier: createNotifier({ client: clients.sns, topicArn: configuration.topicArn }),
    sentNotifications: createSentNotifications(tables.posture),
    ledger: createLedger(tables.ledger),
  };
  return { clients, tables, queues, pause, notifying, flushMetrics: metrics.flush };
}
