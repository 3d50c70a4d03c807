import pino from 'pino';
import { type Caller, readCaller } from '../../aws/caller.ts';
import { type AwsClients, createAwsClients } from '../../aws/clients.ts';
import { createBreaker } from '../../aws/dynamodb/breaker.ts';
import { createCanaryRuns } from '../../aws/dynamodb/canary-runs.ts';
import { createDeploymentRecord } from '../../aws/dynamodb/deployment-record.ts';
import { createFindingCounter } from '../../aws/dynamodb/digest-progress.ts';
import { createExceptionEditor } from '../../aws/dynamodb/exception-editor.ts';
import { createExceptionReader, createExceptionsTable } from '../../aws/dynamodb/exception-reader.ts';
import { createExceptionWatch } from '../../aws/dynamodb/exception-watch.ts';
import { createGraceEnds } from '../../aws/dynamodb/grace-ends.ts';
import { createLedgerReader } from '../../aws/dynamodb/ledger-reader.ts';
import { createLedger } from '../../aws/dynamodb/ledger-table.ts';
import { createManagementRootStore } from '../../aws/dynamodb/management-root-record.ts';
import { createPostureStore } from '../../aws/dynamodb/posture-table.ts';
import { createRequestedScopes } from '../../aws/dynamodb/requested-scopes.ts';
import { createSentNotifications } from '../../aws/dynamodb/sent-notifications.ts';
import { createSessionArchive, createSessionReader } from '../../aws/dynamodb/session-register.ts';
import { createSettingsEditor, createSettingsReader } from '../../aws/dynamodb/settings-table.ts';
import { createSweepProgressStore } from '../../aws/dynamodb/sweep-progress.ts';
import { createNotifier } from '../../aws/notifications/notifier.ts';
import { createAccountDirectory } from '../../aws/organizations/account-directory.ts';
import { createAccountLister } from '../../aws/organizations/account-lister.ts';
import { createFeaturesReader } from '../../aws/organizations/features-reader.ts';
import {
  isOutside,
  type OrganizationIdentity,
  readAccountName,
  readOrganization,
} from '../../aws/organizations/organization-reader.ts';
import { createUnitFinder } from '../../aws/organizations/unit-finder.ts';
import { createRootAuditor } from '../../aws/root-session/root-auditor.ts';
import { createRootRecoverer } from '../../aws/root-session/root-recoverer.ts';
import { createRootRemover } from '../../aws/root-session/root-remover.ts';
import { createRootSessions } from '../../aws/root-session/root-session.ts';
import { readQueueUrl } from '../../aws/sqs/queue-url.ts';
import { createTriggerQueue } from '../../aws/sqs/trigger-queue.ts';
import { memoize } from '../../concurrency/memoize.ts';
import { settlePromise, unwrap } from '../../concurrency/settled.ts';
import type { AccountId } from '../../domain/account.ts';
import { writeAuditRequest } from '../../events/own-messages.ts';
import type { Clock } from '../../guardrail/ports/platform.ts';
import type { QueueName, TriggerQueue } from '../../guardrail/ports/work-queues.ts';
import { ownBoundary } from '../../installation/boundary.ts';
import { REGION } from '../../installation/defaults.ts';
import { correctedClock, secondsAhead } from '../aws-clock.ts';
import type { WiringOptions } from '../connect.ts';
import { silenceVersionWarning } from '../environment.ts';
import { createLogger } from '../logger.ts';
import { ignoreStreamErrors } from '../stdout.ts';
import { systemPlatform } from '../system.ts';
import type { OperatorSettings } from './environment.ts';
import { verifyFile } from './verify-file.ts';

/** The organization and the home account that an operator's command is about, and the caller. */
export interface OperatorTarget {
  readonly organizationId: string;
  readonly managementAccountId: AccountId;
  readonly managementAccountName: string;
  /** The account of rootguard's tables and queues: the caller's unless a variable names another. */
  readonly homeAccountId: AccountId;
  readonly partition: string;
  readonly region: string;
  readonly caller: Caller;
}

/** Every port that a command may need, except the one that deletes: see `createOperatorRemover`. */
export type OperatorPorts = Awaited<ReturnType<typeof connectOperator>>;

/**
 * Reads the caller and its organization from AWS, and creates the ports for it. Queues are looked up when they are used.
 * @throws AwsCallError
 */
export async function connectOperator(settings: OperatorSettings, options: WiringOptions = {}) {
  silenceVersionWarning();
  const { platform = systemPlatform, aws = {} } = options;
  const logTo = options.logTo ?? ignoreStreamErrors(pino.destination({ fd: 2, sync: true }));
  const { concurrency, assumedPolicy, assumedCanEnforce, assumedCoverage } = settings;
  const { newId, pause } = platform;
  const clients = createAwsClients({ ...aws, region: REGION, concurrency });
  const { clockAheadSeconds, ...target } = await findTargetOrClose(clients, settings, platform.clock);
  const clock = correctedClock(platform.clock, clockAheadSeconds);
  const { managementAccountId, partition } = target;
  const table = (name: string) => ({ client: clients.documents, name });
  const tables = {
    exceptions: table(settings.tables.exceptions),
    ledger: table(settings.tables.ledger),
    posture: table(settings.tables.posture),
    settings: table(settings.tables.settings),
    sessions: table(settings.tables.sessions),
  };
  const queueUrl = memoizedQueueUrls(clients, settings);
  const openSession = createRootSessions({
    sts: clients.sts,
    iamInSession: clients.iamInSession,
    partition,
    concurrency,
  });
  return {
    clock,
    /** By how much this machine's own clock is ahead of AWS's; undefined where AWS's answer had no time. */
    clockAheadSeconds,
    newId,
    pause,
    initialPolicy: assumedPolicy,
    assumedCanEnforce,
    assumedCoverage,
    settings: createSettingsReader(tables.settings),
    /** Whether an option or a variable gives it another name than the installation has for it. */
    isSettingsTableNamed: settings.tables.settings !== settings.names.tables.settings,
    settingsEditor: createSettingsEditor(tables.settings),
    deploymentRecord: createDeploymentRecord(tables.posture),
    target,
    managementAccountId,
    clients,
    tables,
    queueUrl,
    queueNames: settings.queueNames,
    installation: {
      homeAccountId: target.homeAccountId,
      managementAccountId,
      names: settings.names,
      deployerRoles: settings.file?.configuration.deployerRoles ?? [],
      keyArn: undefined,
      boundary: ownBoundary(settings.file?.configuration ?? {}),
    },
    openSession,
    telemetry: {
      log: createLogger(settings.logLevel, logTo).log,
      count() {},
    },
    features: createFeaturesReader(clients.iam),
    directory: createAccountDirectory({ client: clients.organizations, managementAccountId, clock }),
    lister: createAccountLister({ client: clients.organizations, managementAccountId }),
    unitFinder: createUnitFinder(clients.organizations),
    auditor: createRootAuditor(openSession),
    recoverer: createRootRecoverer(openSession),
    exceptions: createExceptionReader(tables.exceptions),
    exceptionsTable: createExceptionsTable(tables.exceptions),
    exceptionWatch: createExceptionWatch(tables.exceptions, clock),
    editor: createExceptionEditor(tables.exceptions),
    ledger: createLedger(tables.ledger),
    ledgerReader: createLedgerReader(tables.ledger),
    sessionReader: createSessionReader(tables.sessions),
    sessionArchive: createSessionArchive(tables.sessions),
    posture: createPostureStore(tables.posture),
    breaker: createBreaker(tables.posture),
    findings: createFindingCounter(tables.posture),
    sentNotifications: createSentNotifications(tables.posture),
    notifier: createNotifier({ client: clients.sns, topicArn: topicArnOf(settings, target) }),
    sweepProgress: createSweepProgressStore(tables.posture),
    requestedScopes: createRequestedScopes(tables.posture),
    graceEnds: createGraceEnds(tables.posture),
    canaryRuns: createCanaryRuns(tables.posture),
    managementRoot: createManagementRootStore(tables.posture),
    triggerQueue: createLazyTriggerQueue(clients, queueUrl),
  };
}

/** For the commands that delete. */
export function createOperatorRemover({ openSession }: Pick<OperatorPorts, 'openSession'>) {
  return createRootRemover(openSession);
}

/** Closes the clients where finding the target fails, as the caller has nothing to close then. */
async function findTargetOrClose(clients: AwsClients, settings: OperatorSettings, clock: Clock) {
  try {
    return await findTarget(clients, settings, clock);
  } catch (error) {
    clients.destroy();
    throw error;
  }
}

async function findTarget(
  clients: AwsClients,
  settings: OperatorSettings,
  clock: Clock,
): Promise<OperatorTarget & { readonly clockAheadSeconds: number | undefined }> {
  // Both are read in parallel. Where both fail, the error of reading the caller is thrown, whichever failed first.
  const organizationReading = settlePromise(organizationOf(clients, settings));
  const { caller, clockAheadSeconds } = await readCallerAndClock(clients, clock);
  const organization = unwrap(await organizationReading);
  if (settings.file !== undefined) {
    const target = { ...organization, callerAccount: caller.account };
    await verifyFile(settings.file, target, (account) => isOutside(clients.organizations, account));
  }
  return {
    clockAheadSeconds,
    ...organization,
    managementAccountName: await readAccountName(clients.organizations, organization.managementAccountId),
    homeAccountId: settings.homeAccountId ?? caller.account,
    partition: settings.partition ?? caller.partition,
    region: REGION,
    caller,
  };
}

/** The clocks are compared as soon as AWS has answered. */
async function readCallerAndClock(clients: AwsClients, clock: Clock) {
  const caller = await readCaller(clients.firstContact().sts);
  return { caller, clockAheadSeconds: secondsAhead(clock, caller.answeredAt) };
}

async function organizationOf(
  clients: AwsClients,
  { organizationId, managementAccountId }: OperatorSettings,
): Promise<OrganizationIdentity> {
  if (organizationId !== undefined && managementAccountId !== undefined) {
    return { organizationId, managementAccountId };
  }
  return readOrganization(clients.firstContact().organizations);
}

function topicArnOf({ topicArn, topicName }: OperatorSettings, target: OperatorTarget): string {
  return topicArn ?? `arn:${target.partition}:sns:${target.region}:${target.homeAccountId}:${topicName}`;
}

type QueueUrl = (queue: QueueName) => Promise<string>;

function memoizedQueueUrls({ sqs }: AwsClients, { queueUrls, queueNames }: OperatorSettings): QueueUrl {
  return memoize(async (queue) => queueUrls[queue] ?? readQueueUrl(sqs, queueNames[queue]));
}

/** Looks its URL up with the first message. */
function createLazyTriggerQueue({ sqs }: AwsClients, queueUrl: QueueUrl): TriggerQueue {
  return {
    async requestAudit(request, delaySeconds) {
      const queue = { client: sqs, queueUrl: await queueUrl('triggers'), write: writeAuditRequest };
      await createTriggerQueue(queue).requestAudit(request, delaySeconds);
    },
  };
}
