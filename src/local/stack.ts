import { randomUUID } from 'node:crypto';
import type { Sandbox } from 'organization-sandbox/sandbox.ts';
import { memoizeOne } from '../concurrency/memoize.ts';
import { recordDeployment } from '../guardrail/sweep/deployment.ts';
import { REGION, type SweeperTask } from '../installation/defaults.ts';
import { DEFAULT_NAMES } from '../installation/names.ts';
import { type Consumer, createConsumer } from '../lambda/consumer.ts';
import { createListener, type Listener } from '../lambda/listener.ts';
import { createSweeper, type SweeperResult } from '../lambda/sweeper.ts';
import type { WiringOptions } from '../runtime/connect.ts';
import { type Configuration, parseEnvironment, VARIABLES } from '../runtime/environment.ts';
import { parseOperatorEnvironment } from '../runtime/operator/environment.ts';
import { connectOperator, createOperatorRemover } from '../runtime/operator/ports.ts';
import { EVENT_SOURCES, FUNCTIONS, LISTENER_SOURCES, TABLES } from '../runtime/resources.ts';
import { systemPlatform } from '../runtime/system.ts';
import { wireConsumer, wireListener, wireSweeper } from '../runtime/wiring.ts';
import { administratorOf, createSandboxClients, roleOf } from './clients.ts';
import { type Deployment, deployHome } from './deploy.ts';
import { startForwarding } from './forwarding.ts';
import { idle, registerStreamMapping, startPoller } from './poller.ts';
import { startSchedules } from './schedules.ts';

/** Environment variables of the functions beyond those that name resources, such as the mode. */
export type Settings = Partial<Record<keyof typeof VARIABLES, string>>;

export interface StackOptions {
  readonly settings?: Settings;
  /** Further Regions whose root sessions are watched; none by default. */
  readonly sessionRegions?: readonly string[];
  /** Whether the sweeper also runs by itself, on the sandbox's clock. */
  readonly schedules?: boolean;
  readonly logTo?: NonNullable<WiringOptions['logTo']>;
  /** Receives the errors of a function. Lambda would log them and deliver the messages again. */
  readonly onError?: (error: unknown) => void;
}

/** The ports of an operator in the home account, with the one that deletes. */
export type Operator = Awaited<ReturnType<typeof connectOperatorOn>>;

/** rootguard running on a sandbox. */
export interface Stack {
  readonly deployment: Deployment;
  /** Invokes the sweeper as its schedules do. */
  run(task: SweeperTask): Promise<SweeperResult>;
  /** Connected on first use. */
  operator(): Promise<Operator>;
  /** Changes the settings of the functions, as a new deployment does. */
  configure(settings: Settings): void;
  /**
   * Resolves once every message that is visible has been processed. Delayed messages (a delay, a back-off) are not waited
   * for: advance the sandbox's clock, then wait again.
   */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

const CONSUMER = { name: 'rootguard-consumer', ...FUNCTIONS.consumer };
/** In the operator roles of an installation. */
const OPERATOR_ROLE = DEFAULT_NAMES.policies.operator;

const LISTENER = { name: 'rootguard-listener', ...FUNCTIONS.listener };

/**
 * Deploys rootguard on a sandbox and starts it: the same handlers as in Lambda, with the same settings, calling the
 * sandbox over HTTP with the AWS SDK.
 */
export async function startStack(sandbox: Sandbox, options: StackOptions = {}): Promise<Stack> {
  const { endpoint, clock, homeAccountId } = sandbox;
  const { settings = {}, sessionRegions = [], schedules = false, onError = () => {} } = options;
  const deployer = createSandboxClients(endpoint, administratorOf(homeAccountId));
  const deployment = await deployHome(deployer, sandbox);
  const forwarding = await startForwarding(sandbox, deployment.busArn, sessionRegions, onError);

  const wiring = wiringOn(sandbox, options, CONSUMER.name);
  const environment = environmentOf(sandbox, deployment, settings);
  let functions = buildFunctions(parseEnvironment(environment), wiring);
  // As the first watch does, which operators' commands would wait for.
  await functions.recordDeployment();
  const consume: Consumer = (event, context) => functions.consumer(event, context);
  const listen: Listener = (event, context) => functions.listener(event, context);
  const { triggers, later, sweep, heartbeats, activity, memberActivity } = deployment.queues;
  const pollers = [
    startPoller(sandbox, triggers.arn, CONSUMER, consume, EVENT_SOURCES.triggers, onError),
    startPoller(sandbox, later.arn, CONSUMER, consume, EVENT_SOURCES.later, onError),
    startPoller(sandbox, sweep.arn, CONSUMER, consume, EVENT_SOURCES.sweep, onError),
    startPoller(sandbox, heartbeats.arn, LISTENER, listen, LISTENER_SOURCES.heartbeats, onError),
    startPoller(sandbox, activity.arn, LISTENER, listen, LISTENER_SOURCES.activity, onError),
    startPoller(sandbox, memberActivity.arn, LISTENER, listen, LISTENER_SOURCES.memberActivity, onError),
    forwarding,
  ];
  registerStreamMapping(sandbox, LISTENER.name);
  const run = (task: SweeperTask): Promise<SweeperResult> => {
    const deadline = clock.now().getTime() + FUNCTIONS.sweeper.timeoutSeconds * 1000;
    const getRemainingTimeInMillis = () => deadline - clock.now().getTime();
    return functions.sweeper({ task }, { awsRequestId: randomUUID(), getRemainingTimeInMillis });
  };
  const timers = schedules ? startSchedules(clock, run, onError) : undefined;

  return {
    deployment,
    run,
    operator: memoizeOne(() => connectOperatorOn(environment, wiringOn(sandbox, options, OPERATOR_ROLE))),
    configure: (changed) => {
      functions = buildFunctions(parseEnvironment(environmentOf(sandbox, deployment, changed)), wiring);
    },
    idle: () => idle(pollers),
    async stop() {
      await timers?.stop();
      await Promise.all(pollers.map((poller) => poller.stop()));
    },
  };
}

function buildFunctions(configuration: Configuration, wiring: WiringOptions) {
  const sweeperPorts = wireSweeper(configuration, wiring);
  return {
    consumer: createConsumer(wireConsumer(configuration, wiring)),
    listener: createListener(wireListener(configuration, wiring)),
    sweeper: createSweeper(sweeperPorts),
    recordDeployment: () => recordDeployment(sweeperPorts),
  };
}

async function connectOperatorOn(environment: Record<string, string>, wiring: WiringOptions) {
  const ports = await connectOperator(parseOperatorEnvironment(environment), wiring);
  return { ...ports, remover: createOperatorRemover(ports) };
}

/** All waiting uses the sandbox's clock. */
function wiringOn(
  { endpoint, clock, homeAccountId }: Sandbox,
  { logTo }: StackOptions,
  roleName: string,
): WiringOptions {
  return {
    aws: { endpoint, credentials: roleOf(homeAccountId, roleName) },
    platform: {
      clock,
      newId: systemPlatform.newId,
      pause: (milliseconds) =>
        new Promise((resolve) => {
          clock.setTimer(new Date(clock.now().getTime() + milliseconds), resolve);
        }),
    },
    ...(logTo !== undefined && { logTo }),
  };
}

/** What CloudFormation sets on the deployed functions. */
export function environmentOf(
  { organizationId, managementAccountId, homeAccountId }: Sandbox,
  { queues, topicArn }: Deployment,
  settings: Settings,
): Record<string, string> {
  const values: Settings = {
    organizationId,
    managementAccountId,
    homeAccountId,
    exceptionsTable: TABLES.exceptions.name,
    ledgerTable: TABLES.ledger.name,
    postureTable: TABLES.posture.name,
    settingsTable: TABLES.settings.name,
    sessionsTable: TABLES.sessions.name,
    sessionRoles: `arn:aws:iam::${homeAccountId}:role/${CONSUMER.name}`,
    sessionPrincipals: `arn:aws:iam::${homeAccountId}:role/${OPERATOR_ROLE}`,
    triggersQueueUrl: queues.triggers.url,
    laterQueueUrl: queues.later.url,
    sweepQueueUrl: queues.sweep.url,
    heartbeatsQueueUrl: queues.heartbeats.url,
    activityQueueUrl: queues.activity.url,
    memberActivityQueueUrl: queues.memberActivity.url,
    deadLetterQueueUrl: queues.deadLetters.url,
    topicArn,
    ...settings,
  };
  const named = Object.entries(VARIABLES).flatMap(([key, name]) => {
    const value = Object.entries(values).find(([setting]) => setting === key)?.[1];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(named), AWS_REGION: REGION };
}
