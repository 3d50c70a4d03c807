import { setTimeout as wait } from 'node:timers/promises';
import { CreateLoginProfileCommand } from '@aws-sdk/client-iam';
import { AssumeRootCommand } from '@aws-sdk/client-sts';
import { createConsoleEvents } from 'organization-sandbox/cloudtrail/console-events.ts';
import type { LoggedCall } from 'organization-sandbox/gateway/call-log.ts';
import { createIds } from 'organization-sandbox/ids.ts';
import { type Sandbox, startSandbox } from 'organization-sandbox/sandbox.ts';
import { MEMBER_RULES } from '../../src/events/rules.ts';
import { administratorOf, createSandboxClients } from '../../src/local/clients.ts';
import { type Deployment, deployHome, putRule } from '../../src/local/deploy.ts';
import { startPoller } from '../../src/local/poller.ts';
import { environmentOf } from '../../src/local/stack.ts';
import { FUNCTIONS } from '../../src/runtime/resources.ts';
import { createScaledClock } from './clock.ts';
import { connectPeer } from './peer.ts';
import type {
  AwsProcedures,
  LambdaProcedures,
  PasswordLifetime,
  Region,
  RegionFacts,
  Storm,
  Tally,
} from './procedures.ts';
import { worldOf } from './world.ts';

/*
 * The AWS process: the sandbox, rootguard's resources on it, and the pollers of the two queues. What the
 * pollers receive goes to the functions, which run in the process that started this one.
 */

interface RunningAws {
  readonly sandbox: Sandbox;
  readonly deployment: Deployment;
}

let started: RunningAws | undefined;

const ask = connectPeer<AwsProcedures, LambdaProcedures>(process, {
  start,
  change: (change) => {
    running().sandbox.settings.change(change);
    return undefined;
  },
  forwardFrom: async (accounts) => {
    const { sandbox, deployment } = running();
    for (const account of accounts) await forwardFrom(sandbox, account, deployment.busArn);
    return undefined;
  },
  createPassword: async (account) => {
    await createPassword(running().sandbox, account);
    return undefined;
  },
  signIn: async (storm) => {
    await signIn(running().sandbox, storm);
    return undefined;
  },
  passwordLifetimes: () => passwordLifetimes(running().sandbox.calls.all()),
  tally: () => tallyOf(running().sandbox.calls.all()),
  forgetCalls: () => {
    running().sandbox.calls.clear();
    return undefined;
  },
  drained: async (name) => {
    while (depthOf(running(), name) > 0) await wait(5);
    return undefined;
  },
  deadLetters: () => depthOf(running(), 'deadLetters'),
  depth: (name) => depthOf(running(), name),
  stop: () => {
    setImmediate(() => process.exit(0));
    return undefined;
  },
});

// The parent process has ended.
process.on('disconnect', () => process.exit(0));

async function start({ accounts, passwordEvery, eventSources, clockSpeed }: Region): Promise<RegionFacts> {
  const clock = createScaledClock(clockSpeed);
  const sandbox = await startSandbox({ world: worldOf(accounts, passwordEvery), clock });
  // What is measured is read from the log: it must not lose the first calls of a large organization.
  sandbox.settings.change({ callLogSize: 10_000_000 });
  const { endpoint, homeAccountId, managementAccountId } = sandbox;
  const deployer = createSandboxClients(endpoint, administratorOf(homeAccountId));
  const deployment = await deployHome(deployer, sandbox);
  started = { sandbox, deployment };
  const { triggers, later, sweep } = deployment.queues;
  const queueArns = { triggers: triggers.arn, later: later.arn, sweep: sweep.arn };
  for (const name of ['triggers', 'later', 'sweep'] as const) {
    startPoller(
      sandbox,
      queueArns[name],
      { name: 'rootguard-consumer', ...FUNCTIONS.consumer },
      (event, context) => ask('invoke', { event, remainingMs: context.getRemainingTimeInMillis() }),
      eventSources[name],
      (error) => process.stderr.write(`${String(error)}\n`),
    );
  }
  const environment = environmentOf(sandbox, deployment, { mode: 'enforce' });
  return { endpoint, homeAccountId, managementAccountId, environment, queueArns };
}

function running(): RunningAws {
  if (started === undefined) throw new Error('start has not been called');
  return started;
}

function depthOf({ sandbox, deployment }: RunningAws, name: keyof Deployment['queues']): number {
  return sandbox.sqs.queues.get(deployment.queues[name].arn)?.messages().length ?? 0;
}

async function signIn({ clock, emit }: Sandbox, { accounts, perMinute, seconds }: Storm): Promise<void> {
  const events = createConsoleEvents(createIds('storm'), () => clock.now());
  const start = clock.now().getTime();
  for (let count = 0; count < (perMinute * seconds) / 60; count++) {
    while (clock.now().getTime() < start + (count * 60_000) / perMinute) await wait(1);
    const account = accounts[count % accounts.length];
    if (account !== undefined) emit(events.signIn(account, 'ConsoleLogin', 'Success'));
  }
}

async function forwardFrom({ endpoint }: Sandbox, account: string, busArn: string): Promise<void> {
  const { eventBridge } = createSandboxClients(endpoint, administratorOf(account));
  const roleArn = `arn:aws:iam::${account}:role/rootguard-forwarder`;
  for (const rule of MEMBER_RULES) {
    await putRule(eventBridge, { ...rule, busName: 'default', targetArn: busArn, roleArn });
  }
}

async function createPassword({ endpoint, homeAccountId }: Sandbox, account: string): Promise<void> {
  const attacker = createSandboxClients(endpoint, administratorOf(homeAccountId));
  const TaskPolicyArn = { arn: 'arn:aws:iam::aws:policy/root-task/IAMCreateRootUserPassword' };
  const command = new AssumeRootCommand({ TargetPrincipal: account, TaskPolicyArn });
  const { Credentials } = await retryThrottled(() => attacker.sts.send(command));
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  const root = createSandboxClients(endpoint, {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
  });
  await root.iam.send(new CreateLoginProfileCommand({}));
}

/** All callers in the home account share its rate limit. */
async function retryThrottled<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof Error && error.name === 'Throttling')) throw error;
      await wait(20);
    }
  }
}

function passwordLifetimes(calls: readonly LoggedCall[]): readonly PasswordLifetime[] {
  const lifetimes = new Map<string, PasswordLifetime>();
  for (const { operation, outcome, account, at } of calls) {
    if (outcome !== 'Success') continue;
    if (operation === 'CreateLoginProfile') {
      lifetimes.set(account, { account, createdAt: at.getTime(), deletedAt: undefined });
    }
    const lifetime = lifetimes.get(account);
    if (operation === 'DeleteLoginProfile' && lifetime)
      lifetimes.set(account, { ...lifetime, deletedAt: at.getTime() });
  }
  return [...lifetimes.values()];
}

function tallyOf(calls: readonly LoggedCall[]): readonly Tally[] {
  const tallies = new Map<string, Tally>();
  for (const { service, operation, outcome } of calls) {
    const call = `${service}:${operation}`;
    const key = `${call} ${outcome}`;
    const count = (tallies.get(key)?.count ?? 0) + 1;
    tallies.set(key, { call, outcome, count });
  }
  return [...tallies.values()];
}
