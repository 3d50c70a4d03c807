import type { AccountId, MemberAccount } from '../../src/domain/account.ts';
import { parseOrganizationalUnitId } from '../../src/domain/account.ts';
import { assertNever } from '../../src/domain/errors.ts';
import { policyInForce } from '../../src/domain/settings.ts';
import { guardAccount } from '../../src/guardrail/account/guard-account.ts';
import { acknowledgeBreaker } from '../../src/guardrail/operate/acknowledge-breaker.ts';
import { changeSettings } from '../../src/guardrail/operate/change-settings.ts';
import { withMode } from '../../src/guardrail/operate/edit-policy.ts';
import { recover } from '../../src/guardrail/operate/recover.ts';
import { relock } from '../../src/guardrail/operate/relock.ts';
import { givenAccount, givenException } from '../support/builders.ts';
import { OPERATOR } from '../support/guarded-world.ts';
import { applyHearingAct, isHearingAct } from '../support/hearing-acts.ts';
import { type Action, applyAction as applyOrdinaryAction } from '../support/history-actions.ts';
import { type FaultyAction, type PersonAction, type Run, type SettingsEdit, UNITS } from './actions.ts';
import type { FaultyWorld } from './faulty-world.ts';

export async function applyFaultyHistory(
  world: FaultyWorld,
  history: readonly FaultyAction[],
): Promise<void> {
  for (const action of history) await applyAction(world, action);
}

async function applyAction(world: FaultyWorld, action: FaultyAction): Promise<void> {
  const { organization, clock, log, exceptions } = world.memory;
  switch (action.type) {
    case 'hours':
      clock.advance(action.hours * 3600);
      world.collectRequests();
      return;
    case 'batch':
      return workOnBatch(world, action.account);
    case 'watch':
      return world.watch();
    case 'sweep-later':
      return world.sweepLater();
    case 'together':
      return world.interleave(
        action.runs.map((run) => () => startRun(world, run)),
        action.picks,
      );
    case 'mode':
      return setMode(world, action);
    case 'grace':
      world.setPolicy({ ...world.deps.initialPolicy, invitedGraceSeconds: action.hours * 3600 });
      return;
    case 'feature':
      if (action.on) organization.features.add('RootCredentialsManagement');
      else organization.features.delete('RootCredentialsManagement');
      return;
    case 'trusted-access':
      organization.trustedAccess = action.on;
      return;
    case 'deny': {
      const denial = `${action.account} ${action.call}`;
      if (action.on) world.denied.add(denial);
      else world.denied.delete(denial);
      return;
    }
    case 'outage':
      for (const call of action.calls) log.fail({ call, times: action.times });
      return;
    case 'lose-answers':
      world.loseAnswers(action.call, action.times);
      return;
    case 'malform':
      exceptions.putMalformed({ scope: action.scope, id: 'broken', issues: ['expiresAt: is required'] });
      return;
    case 'approve-unit':
      return approveUnit(world, action);
    default:
      if (isHearingAct(action)) return applyHearingAct(world.memory, world.members, action);
      return isOrdinary(action) ? applyOrdinaryAction(world, action) : applyPersonAction(world, action);
  }
}

type ActionOf<Type extends FaultyAction['type']> = Extract<FaultyAction, { readonly type: Type }>;

async function workOnBatch(world: FaultyWorld, account: AccountId): Promise<void> {
  const batch = world.pending.filter((message) => message.account === account);
  world.pending = world.pending.filter((message) => message.account !== account);
  await world.workOn(batch);
}

function setMode(world: FaultyWorld, { account, mode }: ActionOf<'mode'>): void {
  const { initialPolicy: policy } = world.deps;
  const accountModes = new Map(policy.accountModes);
  if (account) accountModes.set(account, mode);
  world.setPolicy(account ? { ...policy, accountModes } : { ...policy, mode });
}

function approveUnit(world: FaultyWorld, { kind, seconds }: ActionOf<'approve-unit'>): void {
  const { exceptions } = world.memory;
  exceptions.put(
    givenException({
      scope: `ou#${UNITS[1]}`,
      id: `unit-${exceptions.rows.length}`,
      credentials: [kind],
      expiresAt: new Date(world.now.getTime() + seconds * 1000).toISOString(),
    }),
  );
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
] satisfies readonly Action['type'][];

function isOrdinary(action: FaultyAction): action is Action {
  return ORDINARY.includes(action.type);
}

async function startRun(world: FaultyWorld, run: Run): Promise<unknown> {
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
      // A run of its own, which waits for its turn among the others.
      return world.run(async () => {
        await world.memory.log.enter('clock.wait');
        world.memory.clock.advance(run.seconds);
      });
    default:
      return applyPersonAction(world, run);
  }
}

async function applyPersonAction(world: FaultyWorld, action: PersonAction): Promise<void> {
  const { organization, exceptions } = world.memory;
  switch (action.type) {
    case 'make': {
      const id = world.createCredential(action.account, action.kind);
      world.pending.push(world.eventAbout(action.account, action.kind, id));
      return;
    }
    case 'unmake':
      return removeByHand(world, action);
    case 'approve-one':
      return approveOne(world, action);
    case 'revoke': {
      const known = exceptions.rows.flatMap((row) => (row.type === 'exception' ? [row.exception] : []));
      const chosen = known[action.index % Math.max(1, known.length)];
      if (chosen) await exceptions.revoke(chosen.scope, chosen.id, OPERATOR.by, world.now);
      return;
    }
    case 'recover':
      return recoverAccount(world, action);
    case 'relock':
      return relockAccount(world, action);
    case 'enforce':
      return enforceAccount(world, action);
    case 'acknowledge':
      await world.run(() => acknowledge(world), { isOperator: true });
      return;
    case 'set-mode':
      await world.run(() => changeMode(world, action), { isOperator: true });
      return;
    case 'edit-settings':
      return editSettings(world, action.to);
    case 'state':
      return change(world, action.account, { state: action.state });
    case 'move': {
      const organizationalUnits = action.to === 'root' ? [] : [parseOrganizationalUnitId(action.to)];
      return change(world, action.account, { organizationalUnits });
    }
    case 'leave':
      organization.removeAccount(action.account);
      return;
    case 'join':
      return join(world, action);
    default:
      return assertNever(action);
  }
}

function removeByHand(world: FaultyWorld, { account, index }: ActionOf<'unmake'>): void {
  const left = [...world.credentials(account)];
  left.splice(index % Math.max(1, left.length), 1);
  world.memory.organization.setCredentials(account, left);
}

function approveOne(world: FaultyWorld, { account, index, seconds }: ActionOf<'approve-one'>): void {
  const credentials = world.credentials(account);
  const chosen = credentials[index % Math.max(1, credentials.length)];
  if (chosen) world.approve(account, [chosen.kind], seconds, [chosen.id]);
}

async function recoverAccount(
  world: FaultyWorld,
  { account, seconds: forSeconds }: ActionOf<'recover'>,
): Promise<void> {
  await world.run(() => recover(world.operatorDeps, { account, forSeconds, operator: OPERATOR }), {
    isOperator: true,
  });
  world.pending.push(world.eventAbout(account, 'login-profile'));
}

async function relockAccount(
  world: FaultyWorld,
  { account, clockSeconds }: ActionOf<'relock'>,
): Promise<void> {
  const deps = world.operatorDepsAt(clockSeconds);
  const request = { account, operator: OPERATOR, confirmWithoutRecovery: async () => true };
  await world.run(() => relock(deps, request), { isOperator: true, clockSeconds });
}

async function enforceAccount(
  world: FaultyWorld,
  { account, clockSeconds }: ActionOf<'enforce'>,
): Promise<void> {
  const deps = world.operatorDepsAt(clockSeconds);
  const at = deps.clock.now();
  const triggers = [{ type: 'audit-requested', account, why: 'operator', at, event: undefined }] as const;
  await world.run(() => guardAccount(deps, { account, triggers, operator: OPERATOR }), {
    isOperator: true,
    clockSeconds,
  });
}

function join(world: FaultyWorld, { account, kinds, lagSeconds }: ActionOf<'join'>): void {
  const { organization } = world.memory;
  // An account that is a member leaves first: a history in which it has left already is rare.
  organization.removeAccount(account);
  // After its credentials, which are what the invited grace is for.
  const joined = { joinedMethod: 'INVITED', joinedAt: new Date(world.now.getTime() + 1) } as const;
  organization.joinLagSeconds = lagSeconds;
  organization.setAccount(givenAccount({ id: account, ...joined }));
  for (const kind of kinds) world.createCredential(account, kind);
  world.pending.push(world.arrivalOf(account));
}

/** As the command does: it reads the breaker, and acknowledges the opening that it has read. */
async function acknowledge(world: FaultyWorld): Promise<void> {
  const { operatorDeps } = world;
  const shown = await operatorDeps.breaker.state(world.now);
  if (shown.type === 'closed') return;
  await acknowledgeBreaker(operatorDeps, { openSince: shown.since, operator: OPERATOR });
}

/** As `rootguard mode` does. */
async function changeMode(world: FaultyWorld, { account, mode }: ActionOf<'set-mode'>): Promise<void> {
  const { operatorDeps } = world;
  const shown = await operatorDeps.settingsEditor.readToReplace();
  if (shown.reading.type === 'malformed') return;
  const before = policyInForce(shown.reading, operatorDeps.initialPolicy);
  const scope = { organizationalUnits: [], accounts: account === undefined ? [] : [account] };
  const after = withMode(before, scope, mode);
  await changeSettings(operatorDeps, { shown, before, after, reauditScopes: [], operator: OPERATOR });
}

function editSettings(world: FaultyWorld, to: SettingsEdit): void {
  const { settings } = world.memory;
  const { initialPolicy } = world.deps;
  switch (to) {
    case 'deleted':
      settings.putItem(undefined);
      return;
    case 'malformed':
      settings.putItem({ ...settings.item, mode: 'enforced' });
      return;
    default:
      settings.put({ ...initialPolicy, mode: to });
  }
}

function change(world: FaultyWorld, account: AccountId, fields: Partial<MemberAccount>): void {
  const member = world.memory.organization.members.get(account);
  if (member) world.memory.organization.setAccount({ ...member, ...fields });
}
