import type { AccountId, MemberAccount } from '../../src/domain/account.ts';
import { parseOrganizationalUnitId } from '../../src/domain/account.ts';
import { assertNever } from '../../src/domain/errors.ts';
import { guardAccount } from '../../src/guardrail/account/guard-account.ts';
import { acknowledgeBreaker } from '../../src/guardrail/operate/acknowledge-breaker.ts';
import { recover } from '../../src/guardrail/operate/recover.ts';
import { relock } from '../../src/guardrail/operate/relock.ts';
import { OPERATOR } from '../property/guarded-world.ts';
import { type Act, perform as performOrdinary } from '../property/histories.ts';
import { givenAccount, givenException } from '../support/builders.ts';
import { type FaultyAct, type PeoplesAct, type Run, UNITS } from './actions.ts';
import type { FaultyWorld } from './faulty-world.ts';

export async function playFaulty(world: FaultyWorld, history: readonly FaultyAct[]): Promise<void> {
  for (const act of history) await perform(world, act);
}

async function perform(world: FaultyWorld, act: FaultyAct): Promise<void> {
  const { organization, clock, log, exceptions } = world.memory;
  switch (act.type) {
    case 'hours':
      clock.advance(act.hours * 3600);
      world.collectRequests();
      return;
    case 'batch': {
      const batch = world.pending.filter(({ account }) => account === act.account);
      world.pending = world.pending.filter(({ account }) => account !== act.account);
      await world.workOn(batch);
      return;
    }
    case 'watch':
      return world.watch();
    case 'sweep-later':
      return world.sweepLater();
    case 'together':
      return world.together(
        act.runs.map((run) => () => carryOut(world, run)),
        act.picks,
      );
    case 'mode': {
      const { policy } = world.deps;
      const accountModes = new Map(policy.accountModes);
      if (act.account) accountModes.set(act.account, act.mode);
      world.setPolicy(act.account ? { ...policy, accountModes } : { ...policy, mode: act.mode });
      return;
    }
    case 'grace':
      world.setPolicy({ ...world.deps.policy, invitedGraceSeconds: act.hours * 3600 });
      return;
    case 'feature':
      if (act.on) organization.features.add('RootCredentialsManagement');
      else organization.features.delete('RootCredentialsManagement');
      return;
    case 'trusted-access':
      organization.trustedAccess = act.on;
      return;
    case 'deny': {
      const denial = `${act.account} ${act.call}`;
      if (act.on) world.denied.add(denial);
      else world.denied.delete(denial);
      return;
    }
    case 'outage':
      for (const call of act.calls) log.fail({ call, times: act.times });
      return;
    case 'lose-answers':
      world.loseAnswers(act.call, act.times);
      return;
    case 'malform':
      exceptions.putMalformed({ scope: act.scope, id: 'broken', issues: ['expiresAt: is required'] });
      return;
    case 'approve-unit':
      exceptions.put(
        givenException({
          scope: `ou#${UNITS[1]}`,
          id: `unit-${exceptions.rows.length}`,
          credentials: [act.kind],
          expiresAt: new Date(world.now.getTime() + act.seconds * 1000).toISOString(),
        }),
      );
      return;
    default:
      return isOrdinary(act) ? performOrdinary(world, act) : performPeoples(world, act);
  }
}

const ORDINARY: readonly string[] = [
  'create',
  'pass',
  'deliver',
  'approve',
  'forge',
  'crash',
  'fail',
  'sweep',
] satisfies readonly Act['type'][];

function isOrdinary(act: FaultyAct): act is Act {
  return ORDINARY.includes(act.type);
}

async function carryOut(world: FaultyWorld, run: Run): Promise<unknown> {
  switch (run.type) {
    case 'deliver': {
      const [message] = world.pending.splice(run.index % Math.max(1, world.pending.length), 1);
      return message && world.work(message, run.crashAfter);
    }
    case 'look': {
      const { account } = run;
      const trigger = { type: 'swept', account, sweepId: 'look', at: world.now } as const;
      const listed = world.memory.organization.members.get(account);
      return world.work({ account, trigger: { ...trigger, listed } }, run.crashAfter);
    }
    case 'watch':
      if (run.crashAfter !== undefined) world.crashAfter(run.crashAfter);
      return world.watch();
    case 'wait':
      // As a run of its own, it waits for its turn among the others.
      return world.run(async () => {
        await world.memory.log.enter('clock.wait');
        world.memory.clock.advance(run.seconds);
      });
    default:
      return performPeoples(world, run);
  }
}

async function performPeoples(world: FaultyWorld, act: PeoplesAct): Promise<void> {
  const { organization, exceptions } = world.memory;
  switch (act.type) {
    case 'make': {
      const id = world.createCredential(act.account, act.kind);
      world.pending.push(world.eventAbout(act.account, act.kind, id));
      return;
    }
    case 'unmake': {
      const left = [...world.credentials(act.account)];
      left.splice(act.index % Math.max(1, left.length), 1);
      organization.setCredentials(act.account, left);
      return;
    }
    case 'approve-one': {
      const there = world.credentials(act.account);
      const chosen = there[act.index % Math.max(1, there.length)];
      if (chosen) world.approve(act.account, [chosen.kind], act.seconds, [chosen.id]);
      return;
    }
    case 'revoke': {
      const known = exceptions.rows.flatMap((row) => (row.type === 'exception' ? [row.exception] : []));
      const chosen = known[act.index % Math.max(1, known.length)];
      if (chosen) await exceptions.revoke(chosen.scope, chosen.id, OPERATOR.by, world.now);
      return;
    }
    case 'recover': {
      const { account, seconds: forSeconds } = act;
      await world.run(() => recover(world.operatorDeps, { account, forSeconds, operator: OPERATOR }), {
        isOperator: true,
      });
      world.pending.push(world.eventAbout(account, 'login-profile'));
      return;
    }
    case 'relock': {
      const { account, clockSeconds } = act;
      const deps = world.operatorDepsAt(clockSeconds);
      const request = { account, operator: OPERATOR, confirmWithoutRecovery: async () => true };
      await world.run(() => relock(deps, request), { isOperator: true, clockSeconds });
      return;
    }
    case 'enforce': {
      const { account, clockSeconds } = act;
      const deps = world.operatorDepsAt(clockSeconds);
      const at = deps.clock.now();
      const triggers = [{ type: 'audit-requested', account, why: 'operator', at, event: undefined }] as const;
      await world.run(() => guardAccount(deps, { account, triggers, operator: OPERATOR }), {
        isOperator: true,
        clockSeconds,
      });
      return;
    }
    case 'acknowledge':
      await world.run(() => acknowledge(world), { isOperator: true });
      return;
    case 'state':
      return change(world, act.account, { state: act.state });
    case 'move': {
      const organizationalUnits = act.to === 'root' ? [] : [parseOrganizationalUnitId(act.to)];
      return change(world, act.account, { organizationalUnits });
    }
    case 'leave':
      organization.removeAccount(act.account);
      return;
    case 'join': {
      // An account that is a member leaves first: a history in which it has left already is rare.
      organization.removeAccount(act.account);
      // After its credentials, which are what the invited grace is for.
      const joined = { joinedMethod: 'INVITED', joinedAt: new Date(world.now.getTime() + 1) } as const;
      organization.joinLagSeconds = act.lagSeconds;
      organization.setAccount(givenAccount({ id: act.account, ...joined }));
      for (const kind of act.kinds) world.createCredential(act.account, kind);
      world.pending.push(world.arrivalOf(act.account));
      return;
    }
    default:
      return assertNever(act);
  }
}

/** As the command does: the operator is shown the breaker, and agrees to what was shown. */
async function acknowledge(world: FaultyWorld): Promise<void> {
  const { operatorDeps } = world;
  const shown = await operatorDeps.breaker.state(world.now);
  if (shown.type === 'closed') return;
  await acknowledgeBreaker(operatorDeps, { openSince: shown.since, operator: OPERATOR });
}

function change(world: FaultyWorld, account: AccountId, fields: Partial<MemberAccount>): void {
  const member = world.memory.organization.members.get(account);
  if (member) world.memory.organization.setAccount({ ...member, ...fields });
}
