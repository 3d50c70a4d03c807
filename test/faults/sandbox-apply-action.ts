import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { denyActions } from 'organization-sandbox/world/denied-actions.ts';
import { type AccountId, parseAccountId } from '../../src/domain/account.ts';
import { assertNever } from '../../src/domain/errors.ts';
import { recover as recoverAccount } from '../../src/guardrail/operate/recover.ts';
import { relock } from '../../src/guardrail/operate/relock.ts';
import { allowRootPassword } from '../../src/local/demo/attacker.ts';
import { TABLES } from '../../src/runtime/resources.ts';
import { readEventFixtures } from '../support/event-fixtures.ts';
import { OPERATOR } from '../support/guarded-world.ts';
import type { SandboxAction } from './sandbox-actions.ts';
import { applySilenceAct } from './sandbox-silence.ts';
import { type SandboxWorld, UNIT } from './sandbox-world.ts';

/** So that credentials of different actions differ in age. */
const SECONDS_BETWEEN_ACTIONS = 2;

/** An action that fails because of a fault is part of the history too. */
export async function applyHistoryOnSandbox(
  world: SandboxWorld,
  history: readonly SandboxAction[],
): Promise<void> {
  for (const action of history) await applyAction(world, action);
}

async function applyAction(world: SandboxWorld, action: SandboxAction): Promise<void> {
  const { sandbox, stack, accounts } = world;
  sandbox.clock.advance(SECONDS_BETWEEN_ACTIONS);
  switch (action.type) {
    case 'root':
      if (world.find(action.account)) sandbox.actAsRoot(accounts[action.account] ?? '', action.action);
      return;
    case 'set-password':
      return attempt(world, () => allowRootPassword(world.scene, accounts[action.account] ?? ''));
    case 'pass':
      sandbox.clock.advance(action.seconds);
      return;
    case 'drain':
      return world.drain();
    case 'sweep':
      return attempt(world, () => stack.run('full-sweep'));
    case 'watch':
      return attempt(world, () => stack.run('watch'));
    case 'approve':
      return approve(world, action);
    case 'recover':
      return recover(world, parseAccountId(accounts[action.account] ?? ''));
    case 'relock':
      return relockAccount(world, parseAccountId(accounts[action.account] ?? ''));
    case 'observe':
      await world.drain();
      world.observe(action.on);
      return;
    case 'state':
    case 'move':
    case 'leave':
    case 'join':
    case 'feature':
    case 'deny':
      return changeOrganization(world, action);
    case 'mute':
    case 'unmute':
    case 'trail':
      return attempt(world, () => applySilenceAct(world, action));
    default:
      return disturb(world, action);
  }
}

type ActionOf<Type extends SandboxAction['type']> = Extract<SandboxAction, { readonly type: Type }>;

async function changeOrganization(
  world: SandboxWorld,
  action: ActionOf<'state' | 'move' | 'leave' | 'join' | 'feature' | 'deny'>,
): Promise<void> {
  const { organization } = world.sandbox;
  switch (action.type) {
    case 'state': {
      const account = world.find(action.account);
      if (account) account.state = action.state;
      return;
    }
    case 'move': {
      const account = world.find(action.account);
      if (account) account.parent = action.inUnit ? UNIT : organization.rootId;
      return;
    }
    case 'leave':
      organization.accounts.delete(world.accounts[action.account] ?? '');
      return;
    case 'join':
      return join(world, action);
    case 'feature':
      if (action.on) organization.features.add('RootCredentialsManagement');
      else organization.features.delete('RootCredentialsManagement');
      return;
    case 'deny': {
      const account = world.find(action.account);
      if (account) denyActions(organization.policies, account.id, action.actions);
      return;
    }
    default:
      return assertNever(action);
  }
}

/** What AWS, the network or a stranger does to rootguard. */
async function disturb(
  world: SandboxWorld,
  action: ActionOf<'fault' | 'blackout' | 'delivery' | 'lag' | 'forge'>,
): Promise<void> {
  const { sandbox, stack } = world;
  switch (action.type) {
    case 'fault':
      return injectFault(world, action);
    case 'blackout':
      return injectBlackout(world, action);
    case 'delivery':
      return setDeliveryFaults(world, action);
    case 'lag':
      sandbox.settings.change({ readConsistencyDelaySeconds: action.seconds });
      return;
    case 'forge':
      sandbox.sqs.send(stack.deployment.queues.triggers.arn, forgedEvent(action.account));
      return;
    default:
      return assertNever(action);
  }
}

const NOT_FOUND = {
  type: 'error',
  code: 'AccountNotFoundException',
  status: 400,
  message: 'You specified an account that does not exist.',
} as const;

const GONE = { type: 'error', code: 'AccessDenied', status: 403, message: 'the process has ended' } as const;

async function relockAccount(world: SandboxWorld, account: AccountId): Promise<void> {
  await world.drain();
  world.approvals = world.approvals.filter((one) => !(one.isRecovery && one.account === account));
  world.isOperatorAtWork = true;
  await attempt(world, async () =>
    relock(await world.stack.operator(), {
      account,
      operator: OPERATOR,
      confirmWithoutRecovery: async () => true,
    }),
  );
  world.isOperatorAtWork = false;
}

function join(world: SandboxWorld, { account, unknownTimes }: ActionOf<'join'>): void {
  const { organization, faults } = world.sandbox;
  const id = world.accounts[account] ?? '';
  if (organization.accounts.has(id)) return;
  if (unknownTimes > 0) {
    const call = { service: 'organizations', operation: 'DescribeAccount', account: id };
    faults.inject({ ...call, times: unknownTimes, effect: NOT_FOUND });
  }
  world.sandbox.join({ id, root: { password: {}, mfaDevices: [{}] } });
  world.watch(id);
}

function injectFault({ sandbox }: SandboxWorld, { call, times, effect }: ActionOf<'fault'>): void {
  const [service = '', operation = ''] = call.split(':');
  sandbox.faults.inject({ service, operation, times, effect });
}

/** A process that ends: from some call on, some calls fail, whatever they are. */
function injectBlackout({ sandbox }: SandboxWorld, { afterCalls, calls }: ActionOf<'blackout'>): void {
  const all = { service: '*', operation: '*' };
  sandbox.faults.inject({ ...all, times: afterCalls + 1, effect: { type: 'latency', milliseconds: 0 } });
  sandbox.faults.inject({ ...all, times: calls, effect: GONE });
}

function setDeliveryFaults(
  { sandbox }: SandboxWorld,
  { drop, twice, lateHours }: ActionOf<'delivery'>,
): void {
  sandbox.eventBridge.setDeliveryFaults((_event, sequence) => ({
    drop: drop > 0 && sequence % (drop + 1) === 0,
    duplicates: twice > 0 && sequence % twice === 0 ? 1 : 0,
    delaySeconds: sequence % 2 === 0 ? lateHours * 3600 : 0,
  }));
}

async function attempt(world: SandboxWorld, task: () => Promise<unknown>): Promise<void> {
  try {
    await world.during(task());
  } catch {
    // A fault prevented it: the caller sees an error and may try again.
  }
}

/** Not during an audit: whether the approval counts would depend on its timing. */
async function approve(
  world: SandboxWorld,
  { account: index, kinds, hours }: ActionOf<'approve'>,
): Promise<void> {
  const account = world.accounts[index] ?? '';
  await world.drain();
  const until = new Date(world.now.getTime() + hours * 3_600_000);
  await attempt(world, async () => {
    const { dynamodb } = world.scene.administrator(world.sandbox.homeAccountId);
    await dynamodb.send(
      new PutCommand({
        TableName: TABLES.exceptions.name,
        Item: {
          scope: `account#${account}`,
          id: `exception-${world.approvals.length}`,
          credentials: [...kinds],
          reason: 'an approval of this history',
          approvedBy: 'security-lead',
          expiresAt: until.toISOString(),
        },
      }),
    );
    world.approvals = [...world.approvals, { account, kinds, until, isRecovery: false }];
  });
}

async function recover(world: SandboxWorld, account: AccountId): Promise<void> {
  await world.drain();
  await attempt(world, async () => {
    const request = { account, forSeconds: 7_200, operator: OPERATOR };
    const outcome = await recoverAccount(await world.stack.operator(), request);
    if (outcome.type !== 'recovered' || outcome.exception.expiresAt === 'never') return;
    const until = outcome.exception.expiresAt;
    const kinds = ['login-profile', 'mfa-device'];
    world.approvals = [...world.approvals, { account, kinds, until, isRecovery: true }];
  });
}

function forgedEvent(account: string): string {
  const found = readEventFixtures().find(({ name }) => name.startsWith('iam-create-access-key.by-root'));
  return JSON.stringify({ ...found?.event, account });
}
