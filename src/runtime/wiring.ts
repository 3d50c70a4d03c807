import { readCaller } from '../aws/caller.ts';
import { createBreaker } from '../aws/dynamodb/breaker.ts';
import { createCanaryRunReader, createCanaryRuns } from '../aws/dynamodb/canary-runs.ts';
import { createDeploymentRecord } from '../aws/dynamodb/deployment-record.ts';
import { createDigestProgressStore, createFindingCounter } from '../aws/dynamodb/digest-progress.ts';
import { createExceptionReader } from '../aws/dynamodb/exception-reader.ts';
import { createExceptionWatch } from '../aws/dynamodb/exception-watch.ts';
import { createGraceEnds } from '../aws/dynamodb/grace-ends.ts';
import { createHeartbeatRecorder } from '../aws/dynamodb/heartbeats.ts';
import { createLedgerReader } from '../aws/dynamodb/ledger-reader.ts';
import { createManagementRootStore } from '../aws/dynamodb/management-root-record.ts';
import {
  createAuditTimes,
  createPostureReader,
  createPostureRecorder,
} from '../aws/dynamodb/posture-table.ts';
import { createRequestedScopes } from '../aws/dynamodb/requested-scopes.ts';
import { createSessionReader, createSessionRegister } from '../aws/dynamodb/session-register.ts';
import { createSettingsReader } from '../aws/dynamodb/settings-table.ts';
import { createSilenceStore } from '../aws/dynamodb/silence.ts';
import { createSweepProgressStore } from '../aws/dynamodb/sweep-progress.ts';
import { createManagementRootReader, createOwnRootReader } from '../aws/management-root.ts';
import { createWatchdog } from '../aws/notifications/watchdog.ts';
import { createAccountDirectory } from '../aws/organizations/account-directory.ts';
import { createAccountLister } from '../aws/organizations/account-lister.ts';
import { createFeaturesReader } from '../aws/organizations/features-reader.ts';
import { createRootAuditor } from '../aws/root-session/root-auditor.ts';
import { createRootRecoverer } from '../aws/root-session/root-recoverer.ts';
import { createRootRemover } from '../aws/root-session/root-remover.ts';
import { createRootSessions, type OpenRootSession } from '../aws/root-session/root-session.ts';
import { createDeadLetterSender } from '../aws/sqs/dead-letter-sender.ts';
import { createMessageBackoff } from '../aws/sqs/message-backoff.ts';
import { createSweepQueue } from '../aws/sqs/sweep-queue.ts';
import { createTriggerQueue } from '../aws/sqs/trigger-queue.ts';
import type { MemberAccount } from '../domain/account.ts';
import { isCovered } from '../domain/deployed-coverage.ts';
import { InvalidInputError } from '../domain/errors.ts';
import { LISTENER_QUEUES, type ListenerQueueName } from '../domain/listener-queue.ts';
import { writeAuditRequest, writeSweepItem } from '../events/own-messages.ts';
import { createSessionOpeners } from '../guardrail/notify/session-openers.ts';
import type { ManagementRootReader } from '../guardrail/ports/management-root.ts';
import { type Connection, connect, type WiringOptions } from './connect.ts';
import { type Configuration, VARIABLES } from './environment.ts';
import { setSystemTimer } from './system.ts';

/** The ports of the consumer. */
export function wireConsumer(configuration: Configuration, options: WiringOptions = {}) {
  const connection = connect(configuration, options);
  const { clients, tables, queues, flushMetrics } = connection;
  const { canEnforce, homeAccountId, concurrency, queueUrls, deployedCoverage } = configuration;
  const openSession = openSessions(connection, configuration);
  return {
    ...guardPorts(connection, configuration, openSession),
    sessionOpeners: createSessionOpeners({
      sessionReader: createSessionReader(tables.sessions),
      setTimer: setSystemTimer,
    }),
    // Whatever the settings say: where the deployment may not enforce, nothing is able to delete.
    remover: canEnforce ? createRootRemover(openUrgentSessions(connection, configuration)) : undefined,
    lowPriorityRemover: canEnforce ? createRootRemover(openSession) : undefined,
    homeAccountId,
    isCovered: (account: MemberAccount) => isCovered(account, deployedCoverage, homeAccountId),
    concurrency,
    features: createFeaturesReader(clients.iam),
    requestedScopes: createRequestedScopes(tables.posture),
    graceEnds: createGraceEnds(tables.posture),
    deadLetters: createDeadLetterSender(queues.deadLetters),
    backoff: {
      triggers: createMessageBackoff(queues.triggers),
      later: createMessageBackoff(queues.later),
      sweep: createMessageBackoff(queues.sweep),
    },
    queueNames: { later: queueNameIn(queueUrls.later), sweep: queueNameIn(queueUrls.sweep) },
    setTimer: setSystemTimer,
    flushMetrics,
  };
}

function queueNameIn(queueUrl: string): string {
  return queueUrl.split('/').at(-1) ?? '';
}

/**
 * The ports of the listener, which opens no root session.
 * @throws InvalidInputError `invalid-environment` without its queues
 */
export function wireListener(configuration: Configuration, options: WiringOptions = {}) {
  const { clients, tables, queues, notifyPorts, flushMetrics } = connect(configuration, options);
  const { managementAccountId, homeAccountId, sessionPrincipals, concurrency } = configuration;
  const queueUrls = listenerQueueUrlsOf(configuration);
  const backoffOf = (queueUrl: string) => createMessageBackoff({ client: clients.sqs, queueUrl });
  const { clock } = notifyPorts;
  return {
    ...notifyPorts,
    managementAccountId,
    homeAccountId,
    ledgerReader: createLedgerReader(tables.ledger),
    sessionPrincipals,
    sessionRegister: createSessionRegister(tables.sessions),
    sessionReader: createSessionReader(tables.sessions),
    directory: createAccountDirectory({ client: clients.organizations, managementAccountId, clock }),
    exceptions: createExceptionReader(tables.exceptions),
    concurrency,
    installation: { ...configuration.installation, homeAccountId, managementAccountId },
    heartbeats: createHeartbeatRecorder(tables.posture, clock),
    requestedScopes: createRequestedScopes(tables.posture),
    triggerQueue: createTriggerQueue({ ...queues.later, write: writeAuditRequest }),
    deadLetters: createDeadLetterSender(queues.deadLetters),
    backoff: {
      heartbeats: backoffOf(queueUrls.heartbeats),
      activity: backoffOf(queueUrls.activity),
      memberActivity: backoffOf(queueUrls.memberActivity),
    },
    queueNames: {
      heartbeats: queueNameIn(queueUrls.heartbeats),
      memberActivity: queueNameIn(queueUrls.memberActivity),
    },
    setTimer: setSystemTimer,
    flushMetrics,
  };
}

function listenerQueueUrlsOf({
  listenerQueueUrls,
}: Configuration): Readonly<Record<ListenerQueueName, string>> {
  const { heartbeats, activity, memberActivity } = listenerQueueUrls;
  if (heartbeats === undefined || activity === undefined || memberActivity === undefined) {
    throw new InvalidInputError(
      'invalid-environment',
      'environment variables',
      LISTENER_QUEUES.filter((queue) => listenerQueueUrls[queue] === undefined).map(
        (queue) => `${VARIABLES[`${queue}QueueUrl`]}: is missing`,
      ),
    );
  }
  return { heartbeats, activity, memberActivity };
}

/**
 * The ports of the canary. Its own configuration says what was deployed: it is deployed with the same file as the service.
 * @throws InvalidInputError `invalid-environment` without the account of the canary
 */
export function wireCanary(configuration: Configuration, options: WiringOptions = {}) {
  const { canaryAccountId: account, canaryLateAfterSeconds: lateAfterSeconds } = configuration;
  if (account === undefined) {
    throw new InvalidInputError('invalid-environment', 'environment variables', [
      `${VARIABLES.canaryAccountId}: is missing`,
    ]);
  }
  const connection = connect(configuration, options);
  const { clients, tables, pause, notifyPorts, flushMetrics } = connection;
  const { managementAccountId, initialPolicy, canEnforce } = configuration;
  const openSession = openSessions(connection, configuration);
  const { clock } = notifyPorts;
  return {
    ...notifyPorts,
    canary: { account, lateAfterSeconds },
    readOwnArn: async () => (await readCaller(clients.sts)).arn,
    managementAccountId,
    initialPolicy,
    assumedCanEnforce: canEnforce,
    deploymentRecord: { read: async () => undefined },
    settings: createSettingsReader(tables.settings),
    pause,
    directory: createAccountDirectory({ client: clients.organizations, managementAccountId, clock }),
    auditor: createRootAuditor(openSession),
    recoverer: createRootRecoverer(openSession),
    remover: createRootRemover(openSession),
    exceptions: createExceptionReader(tables.exceptions),
    ledgerReader: createLedgerReader(tables.ledger),
    posture: createPostureRecorder(tables.posture),
    canaryRuns: createCanaryRuns(tables.posture),
    flushMetrics,
  };
}

/** The ports of the sweeper, which opens no root session. */
export function wireSweeper(configuration: Configuration, options: WiringOptions = {}) {
  const { clients, tables, queues, pause, notifyPorts, flushMetrics } = connect(configuration, options);
  const { managementAccountId, homeAccountId, initialPolicy, canEnforce, deployedCoverage } = configuration;
  return {
    ...notifyPorts,
    managementAccountId,
    homeAccountId,
    initialPolicy,
    canEnforce,
    deployedCoverage,
    settings: createSettingsReader(tables.settings),
    deploymentRecord: createDeploymentRecord(tables.posture),
    features: createFeaturesReader(clients.iam),
    lister: createAccountLister({ client: clients.organizations, managementAccountId }),
    directory: createAccountDirectory({
      client: clients.organizations,
      managementAccountId,
      clock: notifyPorts.clock,
    }),
    sweepProgress: createSweepProgressStore(tables.posture),
    requestedScopes: createRequestedScopes(tables.posture),
    graceEnds: createGraceEnds(tables.posture),
    auditTimes: createAuditTimes(tables.posture),
    postures: createPostureReader(tables.posture),
    digestProgress: createDigestProgressStore(tables.posture),
    silence: createSilenceStore(tables.posture),
    managementRootReader: managementRootReaderOf(configuration, clients),
    managementRoot: createManagementRootStore(tables.posture),
    sweepQueue: createSweepQueue({ ...queues.sweep, write: writeSweepItem, pause }),
    triggerQueue: createTriggerQueue({ ...queues.later, write: writeAuditRequest }),
    exceptionWatch: createExceptionWatch(tables.exceptions, notifyPorts.clock),
    watchdog: watchdogOf(configuration, clients),
    flushMetrics,
  };
}

function watchdogOf({ watchdogTopicArn: topicArn }: Configuration, { sns: client }: Connection['clients']) {
  return topicArn === undefined ? undefined : createWatchdog({ client, topicArn });
}

function managementRootReaderOf(
  { managementRoleArn: roleArn, homeAccountId, managementAccountId }: Configuration,
  { sts, iam, iamInSession }: Connection['clients'],
): ManagementRootReader {
  if (homeAccountId === managementAccountId) return createOwnRootReader(iam);
  return createManagementRootReader({ sts, iamInSession, roleArn });
}

function openSessions({ clients }: Connection, configuration: Configuration): OpenRootSession {
  const { sts, iamInSession } = clients;
  const { partition, concurrency } = configuration;
  return createRootSessions({ sts, iamInSession, partition, concurrency });
}

/** Sessions for urgent removals: they are not slowed down when AWS throttles the AssumeRoot calls of a sweep. */
function openUrgentSessions({ clients }: Connection, configuration: Configuration): OpenRootSession {
  const { urgentSts, iamInSession } = clients;
  const { partition, concurrency } = configuration;
  return createRootSessions({ sts: urgentSts, iamInSession, partition, concurrency });
}

/** The ports for guarding an account, except the one that deletes. */
function guardPorts(
  { clients, tables, queues, pause, notifyPorts }: Connection,
  { managementAccountId, initialPolicy }: Configuration,
  openSession: OpenRootSession,
) {
  const { clock } = notifyPorts;
  return {
    ...notifyPorts,
    managementAccountId,
    initialPolicy,
    settings: createSettingsReader(tables.settings),
    pause,
    directory: createAccountDirectory({ client: clients.organizations, managementAccountId, clock }),
    auditor: createRootAuditor(openSession),
    exceptions: createExceptionReader(tables.exceptions),
    posture: createPostureRecorder(tables.posture),
    breaker: createBreaker(tables.posture),
    findings: createFindingCounter(tables.posture),
    canaryRuns: createCanaryRunReader(tables.posture),
    triggerQueue: createTriggerQueue({ ...queues.later, write: writeAuditRequest }),
  };
}
