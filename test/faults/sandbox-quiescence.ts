import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { denyActions } from 'organization-sandbox/world/denied-actions.ts';
import type { AccountId, MemberAccount } from '../../src/domain/account.ts';
import { CREDENTIAL_KINDS } from '../../src/domain/credentials.ts';
import { isRemoval } from '../../src/domain/decision.ts';
import { type ParsedExceptionRow, parseExceptionRow } from '../../src/domain/exception-row.ts';
import { readLedger } from '../../src/local/demo/ledger.ts';
import { TABLES } from '../../src/runtime/resources.ts';
import { approves } from '../support/approvals.ts';
import { givenAccount } from '../support/builders.ts';
import { MANAGEMENT } from '../support/sandbox-scene.ts';
import { waitForSilence, wrongSilence } from './sandbox-silence.ts';
import { type Credential, credentialsOf, type Removal, type SandboxWorld } from './sandbox-world.ts';
import { hasSweptFrom } from './sweep-from.ts';

/** The maximum back-off, so that each round delivers every delayed message. */
const ROUND_SECONDS = 15 * 60;
/** More than the longest delay of an event here, and than the retries of a message. */
const ROUNDS = 30;

/** Removes the faults, delivers every message, and sweeps once. */
export async function sandboxBreaches(world: SandboxWorld): Promise<readonly string[]> {
  await restore(world);
  await drainDelayed(world);
  const sweptFrom = world.now;
  if (!(await hasSweptFrom(sweptFrom, () => sweep(world)))) return ['the sweep did not finish'];
  await waitForSilence(world);
  const silence = await wrongSilence(world);
  await drainDelayed(world, 6);
  return [
    ...world.breaches,
    ...silence,
    ...(await wrongPostures(world, sweptFrom)),
    ...targetsOutside(world),
    ...unreported(world),
  ];
}

async function sweep(world: SandboxWorld) {
  const outcome = await world.during(world.stack.run('full-sweep'));
  await world.drain();
  return outcome;
}

async function restore(world: SandboxWorld): Promise<void> {
  const { faults, eventBridge, organization } = world.sandbox;
  faults.clear();
  eventBridge.setDeliveryFaults({});
  organization.features.add('RootCredentialsManagement');
  for (const accountId of organization.accounts.keys()) denyActions(organization.policies, accountId, []);
  await world.drain();
  world.observe(false);
}

async function drainDelayed(world: SandboxWorld, rounds = ROUNDS): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    await world.drain();
    world.sandbox.clock.advance(ROUND_SECONDS);
  }
  await world.drain();
}

async function wrongPostures(world: SandboxWorld, sweptFrom: Date): Promise<readonly string[]> {
  const rows = await readExceptions(world);
  const breaches: string[] = [];
  const operator = await world.during(world.stack.operator());
  for (const { id, state, parent, root } of world.sandbox.organization.accounts.values()) {
    if (id === MANAGEMENT) continue;
    const organizationalUnits = parent.startsWith('ou-') ? [parent] : [];
    const account = givenAccount({ id, organizationalUnits });
    const left = credentialsOf(root.credentials);
    const unapproved = left.filter((one) => !isApproved(rows, account, one, sweptFrom));
    if (state === 'ACTIVE' && unapproved.length > 0) {
      breaches.push(`2: left in ${id}: ${unapproved.map(({ kind }) => kind).join()}`);
    }
    const posture = (await world.during(operator.posture.read(account.id)))?.posture;
    const expected = state !== 'ACTIVE' ? 'skipped' : left.length === 0 ? 'compliant' : 'excepted';
    if (posture?.state !== expected) {
      breaches.push(`3: the posture of ${id} is ${posture?.state ?? 'missing'}, not ${expected}`);
    }
    breaches.push(...(await outcomesWithoutIntent(world, account.id)));
  }
  return breaches;
}

function isApproved(
  rows: readonly ParsedExceptionRow[],
  account: MemberAccount,
  { kind, id }: Credential,
  now: Date,
): boolean {
  const known = CREDENTIAL_KINDS.find((one) => one === kind);
  if (known === undefined) return false;
  return approves(rows, {
    account,
    credential: { kind: known, id, createdAt: undefined, status: undefined },
    now,
  });
}

async function readExceptions(world: SandboxWorld): Promise<readonly ParsedExceptionRow[]> {
  const { dynamodb } = world.scene.administrator(world.sandbox.homeAccountId);
  const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: TABLES.exceptions.name }));
  return Items.map((row) => parseExceptionRow(row));
}

/** 4: every removal and every outcome has its intent. */
async function outcomesWithoutIntent(world: SandboxWorld, account: AccountId): Promise<readonly string[]> {
  const entries = await world.during(readLedger(world.scene, account));
  const intents = entries.filter((entry) => entry.type === 'intent');
  const started = new Set(intents.map(({ enforcementId }) => enforcementId));
  const orphans = entries.filter((entry) => entry.type === 'outcome' && !started.has(entry.enforcementId));
  const unintended = world.removals.filter(
    (removal) =>
      removal.account === account &&
      !intents.some(
        ({ at, decisions }) =>
          at <= removal.at &&
          decisions.some((decision) => isRemoval(decision) && decision.credential.id === removal.id),
      ),
  );
  return [
    ...orphans.map(() => `4: an outcome without intent in ${account}`),
    ...unintended.map(({ kind }) => `4: a removal of a ${kind} without intent in ${account}`),
  ];
}

/** 7: no root session outside of the members. */
function targetsOutside(world: SandboxWorld): readonly string[] {
  const allowed = new Set([...world.accounts, world.sandbox.homeAccountId]);
  return world.sandbox.calls
    .all()
    .filter(({ operation, account }) => operation === 'AssumeRoot' && !allowed.has(account))
    .map(({ account }) => `7: AssumeRoot into ${account}`);
}

function unreported(world: SandboxWorld): readonly string[] {
  const { sns, organization } = world.sandbox;
  const isNotified = ({ account, kind, id, at }: Removal) =>
    sns
      .published()
      .some(
        (message) =>
          message.publishedAt >= at &&
          message.message.includes(account) &&
          message.message.includes(`${kind} ${id}`),
      );
  return world.removals
    .filter(({ account }) => organization.accounts.get(account)?.state === 'ACTIVE')
    .filter((removal) => !isNotified(removal))
    .map(({ account, kind }) => `unreported: the removal of a ${kind} in ${account}`);
}
