import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { parseAccountId } from '../../src/domain/account.ts';
import { assertNever } from '../../src/domain/errors.ts';
import { recover as recoverAccount } from '../../src/guardrail/operate/recover.ts';
import { relock } from '../../src/guardrail/operate/relock.ts';
import { allowRootPassword } from '../../src/local/demo/attacker.ts';
import { TABLES } from '../../src/runtime/resources.ts';
import { readEventFixtures } from '../support/event-fixtures.ts';
import type { SandboxAct } from './sandbox-actions.ts';
import { type SandboxWorld, UNIT } from './sandbox-world.ts';

const OPERATOR = { by: 'arn:aws:iam::222222222222:role/operator', reason: 'drill', ticket: undefined };

/** So that what one act has made is older than what the next one makes. */
const SECONDS_BETWEEN_ACTS = 2;

/** What nothing comes of, because of a fault, is as good an act as any. */
export async function playOnSandbox(world: SandboxWorld, history: readonly SandboxAct[]): Promise<void> {
  for (const act of history) await perform(world, act);
}

async function perform(world: SandboxWorld, act: SandboxAct): Promise<void> {
  const { sandbox, stack, accounts } = world;
  const { organization, faults, settings } = sandbox;
  sandbox.clock.advance(SECONDS_BETWEEN_ACTS);
  switch (act.type) {
    case 'root':
      if (world.find(act.account)) sandbox.actAsRoot(accounts[act.account] ?? '', act.action);
      return;
    case 'set-password':
      return attempt(world, () => allowRootPassword(world.scene, accounts[act.account] ?? ''));
    case 'pass':
      sandbox.clock.advance(act.seconds);
      return;
    case 'settle':
      return world.settle();
    case 'sweep':
      return attempt(world, () => stack.run('full-sweep'));
    case 'watch':
      return attempt(world, () => stack.run('watch'));
    case 'approve':
      return approve(world, act);
    case 'recover':
      return recover(world, parseAccountId(accounts[act.account] ?? ''));
    case 'relock': {
      const account = parseAccountId(accounts[act.account] ?? '');
      await world.settle();
      world.approvals = world.approvals.filter((one) => !(one.isRecovery && one.account === account));
      world.isOperatorAtWork = true;
      await attempt(world, async () =>
        relock(await stack.operator(), {
          account,
          operator: OPERATOR,
          confirmWithoutRecovery: async () => true,
        }),
      );
      world.isOperatorAtWork = false;
      return;
    }
    case 'state': {
      const account = world.find(act.account);
      if (account) account.state = act.state;
      return;
    }
    case 'move': {
      const account = world.find(act.account);
      if (account) account.parent = act.inUnit ? UNIT : organization.rootId;
      return;
    }
    case 'leave':
      organization.accounts.delete(accounts[act.account] ?? '');
      return;
    case 'join': {
      const id = accounts[act.account] ?? '';
      if (organization.accounts.has(id)) return;
      if (act.unknownTimes > 0) {
        const where = { service: 'organizations', operation: 'DescribeAccount', account: id };
        faults.inject({ ...where, times: act.unknownTimes, effect: NOT_FOUND });
      }
      sandbox.join({ id, root: { password: {}, mfaDevices: [{}] } });
      world.watch(id);
      return;
    }
    case 'feature':
      if (act.on) organization.features.add('RootCredentialsManagement');
      else organization.features.delete('RootCredentialsManagement');
      return;
    case 'deny': {
      const account = world.find(act.account);
      if (account) Object.assign(account, { deniedByScp: act.actions });
      return;
    }
    case 'observe':
      await world.settle();
      world.observe(act.on);
      return;
    case 'fault': {
      const [service = '', operation = ''] = act.call.split(':');
      faults.inject({ service, operation, times: act.times, effect: act.effect });
      return;
    }
    case 'blackout': {
      // A process that ends: from some call on, none of its calls comes through.
      const all = { service: '*', operation: '*' };
      faults.inject({ ...all, times: act.afterCalls + 1, effect: { type: 'latency', milliseconds: 0 } });
      faults.inject({ ...all, times: act.calls, effect: GONE });
      return;
    }
    case 'delivery':
      sandbox.eventBridge.setDeliveryFaults((_event, sequence) => ({
        drop: act.drop > 0 && sequence % (act.drop + 1) === 0,
        duplicates: act.twice > 0 && sequence % act.twice === 0 ? 1 : 0,
        delaySeconds: sequence % 2 === 0 ? act.lateHours * 3600 : 0,
      }));
      return;
    case 'lag':
      settings.change({ readConsistencyDelaySeconds: act.seconds });
      return;
    case 'forge':
      sandbox.sqs.send(stack.deployment.queues.triggers.arn, forgedEvent(act.account));
      return;
    default:
      return assertNever(act);
  }
}

const NOT_FOUND = {
  type: 'error',
  code: 'AccountNotFoundException',
  status: 400,
  message: 'You specified an account that does not exist.',
} as const;

const GONE = { type: 'error', code: 'AccessDenied', status: 403, message: 'the process is gone' } as const;

async function attempt(world: SandboxWorld, act: () => Promise<unknown>): Promise<void> {
  try {
    await world.during(act());
  } catch {
    // A fault was in its way. Whoever acted sees an error and may try again.
  }
}

/** Nothing is under way meanwhile: whether an approval that comes in the middle of an audit counts is up to its moment. */
async function approve(
  world: SandboxWorld,
  { account: index, kinds, hours }: Extract<SandboxAct, { type: 'approve' }>,
): Promise<void> {
  const account = world.accounts[index] ?? '';
  await world.settle();
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

async function recover(world: SandboxWorld, account: ReturnType<typeof parseAccountId>): Promise<void> {
  await world.settle();
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
