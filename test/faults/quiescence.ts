import type { NotificationKey } from '../../src/domain/notification.ts';
import { startSweep } from '../../src/guardrail/sweep/sweep.ts';
import { tellFindings } from '../../src/guardrail/sweep/tell-findings.ts';
import { tellSilent } from '../../src/guardrail/sweep/tell-silent.ts';
import { givenPolicy } from '../support/builders.ts';
import { isNothingHeardNotified, notifiedSilent } from '../support/hearing-acts.ts';
import type { FaultyWorld } from './faulty-world.ts';
import { hasSweptFrom } from './sweep-from.ts';

/** Longer than the lease of a crashed sweeper. */
const LEASE_OVER_SECONDS = 130;

const WATCH_SECONDS = 5 * 60;

/** More than the lease of a crashed run, and half an hour without a change. */
const RUNS_UNTIL_TOLD = 12;

/**
 * Brings the world to quiescence: everything answers, policies are removed, every message is delivered, exceptions are fixed;
 * then one sweep, and time for its retries. Returns the breaches of the promises, including those of the history.
 */
export async function breachesAfter(world: FaultyWorld): Promise<readonly string[]> {
  await restore(world);
  await world.drain();
  const sweptFrom = world.now;
  world.memory.clock.advance(LEASE_OVER_SECONDS);
  if (!(await hasSweptFrom(world.now, () => sweep(world)))) return ['the sweep did not finish'];
  await world.drain();
  await auditArrivals(world);
  await tellAll(world);
  return [
    ...world.oracle.breaches,
    ...(await wrongPostures(world, sweptFrom)),
    ...openIntents(world),
    ...unreported(world),
    ...unreportedViolations(world, sweptFrom),
    ...(await wrongSilence(world)),
    ...(await changesByRepetition(world)),
  ];
}

/** An account that has arrived is audited again an hour later, which shows whether it is heard. */
async function auditArrivals(world: FaultyWorld): Promise<void> {
  for (let watches = 0; watches < 2; watches += 1) {
    world.memory.clock.advance(61 * 60);
    await world.watch();
    world.collectRequests();
    await world.drain();
  }
}

async function restore(world: FaultyWorld): Promise<void> {
  const { organization, exceptions, breaker } = world.memory;
  world.heal();
  organization.trustedAccess = true;
  organization.features.add('RootCredentialsManagement');
  for (const row of exceptions.rows) {
    if (row.type === 'malformed') exceptions.remove(row.malformed.scope, row.malformed.id);
  }
  // The modes of the deployment apply.
  world.memory.settings.putItem(undefined);
  // An operator acknowledges the breaker.
  const state = await breaker.state(world.now);
  if (state.type === 'open') await breaker.acknowledge(state.since, 'operator', world.now);
  world.setPolicy(givenPolicy({ maxAccountsPerHour: world.members.length }));
}

async function sweep(world: FaultyWorld) {
  const outcome = await world.run(() => startSweep(world.sweepDeps, () => Number.POSITIVE_INFINITY));
  world.pending.push(...world.takeSweepMessages());
  return outcome;
}

/** Runs of the sweeper until nothing is left to tell, also where one that crashed still has the lease. */
async function tellAll(world: FaultyWorld): Promise<void> {
  for (let runs = 0; runs < RUNS_UNTIL_TOLD; runs += 1) {
    world.memory.clock.advance(WATCH_SECONDS);
    await world.run(() => tellFindings(world.sweepDeps, () => Number.POSITIVE_INFINITY));
    await world.run(() => tellSilent(world.sweepDeps, () => Number.POSITIVE_INFINITY));
  }
}

/** 2 and 3: what is left is approved, and the posture of every account is correct. */
async function wrongPostures(world: FaultyWorld, sweptFrom: Date): Promise<readonly string[]> {
  const breaches: string[] = [];
  for (const member of world.memory.organization.members.values()) {
    const posture = (await world.memory.posture.read(member.id))?.posture;
    const left = world.credentials(member.id);
    const unapproved = left.filter((one) => !world.isApproved(member.id, one, sweptFrom));
    const isActive = member.state === 'ACTIVE';
    if (isActive && !world.observeOnly && unapproved.length > 0) {
      breaches.push(`2: left in ${member.id}: ${unapproved.map(({ kind }) => kind).join()}`);
    }
    const expected = !isActive
      ? 'skipped'
      : left.length === 0
        ? 'compliant'
        : unapproved.length > 0 || world.oracle.hasLostMfa(member.id, left)
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

/** 4: every intent has its outcome, unless its run ended in between. */
function openIntents({ memory, oracle }: FaultyWorld): readonly string[] {
  const { entries } = memory.ledger;
  const concluded = new Set(entries.flatMap((one) => (one.type === 'outcome' ? [one.enforcementId] : [])));
  return [...oracle.enforcementWorkers].flatMap(([enforcementId, { hasCrashed, hasThrown }]) =>
    concluded.has(enforcementId) || hasCrashed || hasThrown ? [] : [`4: no outcome of ${enforcementId}`],
  );
}

/**
 * Every removal was notified, by the id of the credential. What a crash left unreported waits until the account can be
 * audited again, so it counts only for active members.
 */
function unreported({ memory, oracle }: FaultyWorld): readonly string[] {
  return oracle.removals
    .filter(
      ({ account, credential: { kind, id }, at }) =>
        memory.organization.members.get(account)?.state === 'ACTIVE' &&
        !oracle.notifications.some(
          (notification) =>
            notification.account === account &&
            notification.at >= at &&
            notification.lines.some((line) => line.includes(`${kind} ${id}`) || JOINED.test(line)),
        ),
    )
    .map(({ account, credential: { kind, id } }) => `unreported: the removal of ${kind} ${id} in ${account}`);
}

/** What says that there were more removals within an hour than are notified one by one. */
const JOINED = /^More than \d+ such notifications about account/;

/** In observe mode every violation was notified, by itself or in a digest. */
function unreportedViolations(world: FaultyWorld, sweptFrom: Date): readonly string[] {
  if (!world.observeOnly) return [];
  const { organization, notifier } = world.memory;
  return [...organization.members.values()]
    .filter(({ state }) => state === 'ACTIVE')
    .flatMap(({ id: account }) =>
      world
        .credentials(account)
        .filter((credential) => !world.isApproved(account, credential, sweptFrom))
        .filter(
          ({ kind, id }) =>
            !notifier.published.some(
              ({ key, account: about, lines }) =>
                (key === 'violation-found' &&
                  about === account &&
                  lines.some((line) => line.includes(`${kind} ${id}`))) ||
                (DIGESTS.includes(key) && lines.some((line) => isNamedIn(line, account, id))),
            ),
        )
        .map(({ kind, id }) => `unreported: the violation by ${kind} ${id} in ${account}`),
    );
}

const DIGESTS: readonly NotificationKey[] = ['first-sweep', 'sweep-findings'];

/** A digest names the ten most urgent accounts, and counts the others. */
function isNamedIn(line: string, account: string, id: string): boolean {
  const isNamed = line.startsWith(account) && (line.includes(id) || / and \d+ more$/.test(line));
  return isNamed || /^\d+ more\.$/.test(line);
}

/** 17: people know of each account that is not heard, and no account that is heard counts as silent. */
async function wrongSilence({ memory, members }: FaultyWorld): Promise<readonly string[]> {
  const { organization, muted, notifier, posture } = memory;
  const active = members.filter((id) => organization.members.get(id)?.state === 'ACTIVE');
  const heard = active.filter((id) => !muted.has(id));
  if (isNothingHeardNotified(notifier.published)) {
    return heard.map((id) => `17: nothing is heard, people were told, and ${id} is heard`);
  }
  const known = notifiedSilent(notifier.published, members);
  const breaches = active
    .filter((id) => muted.has(id) && !known.has(id))
    .map((id) => `17: ${id} is silent, and nobody was told`);
  for (const id of heard) {
    const isKnownSilent = (await posture.read(id))?.hearing.notifiedSilentSince !== undefined;
    if (isKnownSilent) breaches.push(`17: ${id} is heard, and counts as silent`);
  }
  return breaches;
}

/** 9: every message once more changes nothing. */
async function changesByRepetition(world: FaultyWorld): Promise<readonly string[]> {
  const before = world.oracle.removals.length;
  // Exceptions that ended since the sweep, or end soon, would make it more than a repetition.
  const inAMinute = new Date(world.now.getTime() + 60_000);
  const approvedAccounts = [...world.memory.organization.members.keys()].filter((account) =>
    world.credentials(account).every((credential) => world.isApproved(account, credential, inAMinute)),
  );
  if (!world.observeOnly) {
    for (const account of approvedAccounts) await world.work(world.eventAbout(account, undefined));
  }
  const after = world.oracle.removals.length;
  return after === before ? [] : [`9: ${after - before} removals by repetition`];
}
