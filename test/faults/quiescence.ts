import type { AccountId } from '../../src/domain/account.ts';
import type { Credential } from '../../src/domain/credentials.ts';
import { startSweep } from '../../src/guardrail/sweep/sweep.ts';
import { approves } from '../property/guarded-world.ts';
import { givenPolicy } from '../support/builders.ts';
import type { FaultyWorld } from './faulty-world.ts';

/** Longer than a crashed sweeper keeps others away. Seconds. */
const LEASE_IS_OVER = 130;

/**
 * The dust settles: everything answers, policies are gone, every message comes, exceptions are mended; then one sweep,
 * and time for what it has to try again. Gives the breaches of the promises, those of the history among them.
 */
export async function breachesAfter(world: FaultyWorld): Promise<readonly string[]> {
  await calm(world);
  await world.drain();
  const sweptFrom = world.now;
  await sweepToTheEnd(world);
  await world.drain();
  return [
    ...world.witness.breaches,
    ...(await wrongPostures(world, sweptFrom)),
    ...openIntents(world),
    ...unreported(world),
    ...untoldViolations(world, sweptFrom),
    ...(await changesByRepetition(world)),
  ];
}

async function calm(world: FaultyWorld): Promise<void> {
  const { organization, exceptions, breaker } = world.memory;
  world.heal();
  organization.trustedAccess = true;
  organization.features.add('RootCredentialsManagement');
  for (const row of exceptions.rows) {
    if (row.type === 'malformed') exceptions.remove(row.malformed.scope, row.malformed.id);
  }
  // An operator agrees to what the breaker held back, and wants it done.
  const state = await breaker.state(world.now);
  if (state.type === 'open') await breaker.acknowledge(state.since, 'operator', world.now);
  world.setPolicy(givenPolicy({ maxAccountsPerHour: world.members.length }));
}

/** A sweep that a crash left unfinished is gone on with first, and has listed its first accounts long ago. */
async function sweepToTheEnd(world: FaultyWorld): Promise<void> {
  world.memory.clock.advance(LEASE_IS_OVER);
  const from = world.now;
  for (let sweep = 0; sweep < 2; sweep += 1) {
    const outcome = await world.run(() => startSweep(world.sweepDeps, () => Number.POSITIVE_INFINITY));
    world.pending.push(...world.takeSweepMessages());
    if (outcome?.type !== 'finished') throw new Error(`the sweep did not finish: ${JSON.stringify(outcome)}`);
    if (outcome.startedAt >= from) return;
  }
}

/** 2 and 3: what is left is approved, and the posture of every account says what is there. */
async function wrongPostures(world: FaultyWorld, sweptFrom: Date): Promise<readonly string[]> {
  const breaches: string[] = [];
  for (const member of world.memory.organization.members.values()) {
    const posture = (await world.memory.posture.read(member.id))?.posture;
    const left = world.credentials(member.id);
    const unapproved = left.filter((one) => !isApprovedAt(world, member.id, one, sweptFrom));
    const isActive = member.state === 'ACTIVE';
    if (isActive && !world.observeOnly && unapproved.length > 0) {
      breaches.push(`2: left in ${member.id}: ${unapproved.map(({ kind }) => kind).join()}`);
    }
    const expected = !isActive
      ? 'skipped'
      : left.length === 0
        ? 'compliant'
        : unapproved.length > 0
          ? 'violating'
          : 'excepted';
    const state = posture?.state ?? 'missing';
    // An exception may have ended since the sweep, which the next one finds.
    const hasEnded = left.some((one) => !world.isApproved(member.id, one));
    if (state !== expected && !(hasEnded && state === 'violating')) {
      breaches.push(`3: the posture of ${member.id} is ${state}, not ${expected}`);
    }
  }
  return breaches;
}

function isApprovedAt(world: FaultyWorld, account: AccountId, credential: Credential, now: Date): boolean {
  const member = world.memory.organization.members.get(account);
  return member !== undefined && approves(world.memory.exceptions.rows, { account: member, credential, now });
}

/** 4: every intent has its outcome, unless its run ended in between. */
function openIntents({ memory, witness }: FaultyWorld): readonly string[] {
  const { entries } = memory.ledger;
  const concluded = new Set(entries.flatMap((one) => (one.type === 'outcome' ? [one.enforcementId] : [])));
  return [...witness.begun].flatMap(([enforcementId, { hasCrashed, hasThrown }]) =>
    concluded.has(enforcementId) || hasCrashed || hasThrown ? [] : [`4: no outcome of ${enforcementId}`],
  );
}

/**
 * Whatever was removed, people were told of it, by its name. What a crash left unreported waits until the account can be
 * audited again, so it has to be an active member in the end.
 */
function unreported({ memory, witness }: FaultyWorld): readonly string[] {
  return witness.removals
    .filter(
      ({ account, credential: { kind, id }, at }) =>
        memory.organization.members.get(account)?.state === 'ACTIVE' &&
        !witness.told.some(
          (told) =>
            told.account === account &&
            told.at >= at &&
            told.lines.some((line) => line.includes(`${kind} ${id}`)),
        ),
    )
    .map(({ account, credential: { kind, id } }) => `unreported: the removal of ${kind} ${id} in ${account}`);
}

/** What an observing rootguard leaves in place, people were told of as well. */
function untoldViolations(world: FaultyWorld, sweptFrom: Date): readonly string[] {
  if (!world.observeOnly) return [];
  const { organization, notifier } = world.memory;
  return [...organization.members.values()]
    .filter(({ state }) => state === 'ACTIVE')
    .flatMap(({ id: account }) =>
      world
        .credentials(account)
        .filter((credential) => !isApprovedAt(world, account, credential, sweptFrom))
        .filter(
          ({ kind, id }) =>
            !notifier.published.some(
              (told) =>
                told.key === 'violation-found' &&
                told.account === account &&
                told.lines.some((line) => line.includes(`${kind} ${id}`)),
            ),
        )
        .map(({ kind, id }) => `unreported: the violation by ${kind} ${id} in ${account}`),
    );
}

/** 9: every message once more changes nothing. */
async function changesByRepetition(world: FaultyWorld): Promise<readonly string[]> {
  const before = world.witness.removals.length;
  // Exceptions that ended since the sweep, or end in a moment, would make it more than a repetition.
  const inAMinute = new Date(world.now.getTime() + 60_000);
  const settled = [...world.memory.organization.members.keys()].filter((account) =>
    world.credentials(account).every((credential) => world.isApproved(account, credential, inAMinute)),
  );
  if (!world.observeOnly) {
    for (const account of settled) await world.work(world.eventAbout(account, undefined));
  }
  const after = world.witness.removals.length;
  return after === before ? [] : [`9: ${after - before} removals by repetition`];
}
