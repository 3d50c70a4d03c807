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
  /** The machine's own by default. */
  readonly platform?: Platform;
  /** By default AWS's endpoints and the SDK's credential chain. */
  readonly aws?: Pick<AwsClientOptions, 'endpoint' | 'credentials' | 'profile'>;
  /** By default stdout, and stderr for an operator. */
  readonly logTo?: DestinationStream;
}

/** What all functions use: clients, tables, queues, and the ports that log and notify. */
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
    settings: table(configuration.tables.settings),
    sessions: table(configuration.tables.sessions),
  };
  const queues = {
    triggers: queue(queueUrls.triggers),
    later: queue(queueUrls.later),
    sweep: queue(queueUrls.sweep),
    deadLetters: queue(queueUrls.deadLetters),
  };
  const metrics = configuration.insideLambda ? createMetrics(configuration.metricsNamespace) : noMetrics;
  const logger = createLogger(configuration.logLevel, logTo);
  const notifyPorts = {
    clock,
    newId,
    telemetry: { log: logger.log, count: metrics.count },
    notifier: createNotifier({ client: clients.sns, topicArn: configuration.topicArn }),
    sentNotifications: createSentNotifications(tables.posture),
    ledger: createLedger(tables.ledger),
  };
  return { clients, tables, queues, pause, notifyPorts, flushMetrics: metrics.flush };
}
