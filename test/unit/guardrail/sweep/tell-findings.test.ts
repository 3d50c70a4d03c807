import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../../../src/domain/account.ts';
import type { Credential } from '../../../../src/domain/credentials.ts';
import { guardAccount } from '../../../../src/guardrail/account/guard-account.ts';
import type { RootRemover } from '../../../../src/guardrail/ports/root-sessions.ts';
import { startSweep } from '../../../../src/guardrail/sweep/sweep.ts';
import { MAX_SINGLE_NOTIFICATIONS, tellFindings } from '../../../../src/guardrail/sweep/tell-findings.ts';
import { givenAccount, givenCredential, givenPolicy, givenRootEvent } from '../../../support/builders.ts';
import { crashOn, heal, NOW, onNth } from '../guard-fixture.ts';
import { AMPLE_TIME, givenMembers, givenSweeper, timeForPages } from '../sweep-fixture.ts';

const KEY = givenCredential('access-key');
const PASSWORD = givenCredential('login-profile');
const MANY = MAX_SINGLE_NOTIFICATIONS + 1;
const DAY = 24 * 60 * 60;

/** An organization in observe mode, in which the accounts with these numbers have these credentials. */
function given(members: number, credentials: Readonly<Record<number, readonly Credential[]>> = {}) {
  const sweeper = givenSweeper(members);
  const ids = givenMembers(members).map(({ id }) => id);
  const has = (at: number, ...found: readonly Credential[]) =>
    sweeper.organization.setCredentials(idAt(at), found);
  const idAt = (at: number) => {
    const id = ids[at];
    if (id === undefined) throw new Error(`there is no member ${at}`);
    return id;
  };
  for (const [at, found] of Object.entries(credentials)) has(Number(at), ...found);
  const guarding = {
    ...sweeper,
    ...sweeper.deps,
    initialPolicy: givenPolicy({ mode: 'observe' }),
    remover: undefined,
  };
  let audited = 0;
  const audit = async (count = Number.POSITIVE_INFINITY) => {
    const items = sweeper.sweepQueue.sent.slice(audited, audited + count);
    audited += items.length;
    for (const { account: listed, sweepId, queuedAt: at } of items) {
      const triggers = [{ type: 'swept', account: listed.id, sweepId, at, listed }] as const;
      await guardAccount(guarding, { account: listed.id, triggers });
    }
  };
  return {
    ...sweeper,
    idAt,
    has,
    audit,
    audited: (at: number) =>
      guardAccount(guarding, {
        account: idAt(at),
        triggers: [{ ...givenRootEvent('access-key', sweeper.clock.now()), account: idAt(at) }],
      }),
    /** In enforce mode, where `beforeRemoval` runs when a session to remove in is opened. */
    sweepEnforcing: async (beforeRemoval: () => void) => {
      await startSweep(sweeper.deps, AMPLE_TIME);
      const items = sweeper.sweepQueue.sent.slice(audited);
      audited += items.length;
      const openDeleteSession: RootRemover['openDeleteSession'] = async (account) => {
        beforeRemoval();
        return sweeper.remover.openDeleteSession(account);
      };
      const enforcing = { ...guarding, initialPolicy: givenPolicy(), remover: { openDeleteSession } };
      for (const { account: listed, sweepId, queuedAt: at } of items) {
        const triggers = [{ type: 'swept', account: listed.id, sweepId, at, listed }] as const;
        await guardAccount(enforcing, { account: listed.id, triggers });
      }
    },
    sweep: async () => {
      await startSweep(sweeper.deps, AMPLE_TIME);
      await audit();
    },
    queue: () => startSweep(sweeper.deps, AMPLE_TIME),
    /** A run of the watch, five minutes after the one before. */
    look: async (seconds = 5 * 60) => {
      sweeper.clock.advance(seconds);
      await tellFindings(sweeper.deps, AMPLE_TIME);
    },
    lines: () => sweeper.notifier.published.at(-1)?.lines ?? [],
  };
}

type World = ReturnType<typeof given>;

function withMany(members = MANY): World {
  return given(members, Object.fromEntries(Array.from({ length: MANY }, (_, at) => [at, [KEY]])));
}

async function givenToldBefore(world: World): Promise<World> {
  await world.sweep();
  await world.look();
  world.clock.advance(DAY);
  return world;
}

describe('the first sweep', () => {
  it('ends in one digest, however few accounts have something', async () => {
    const world = given(4, { 1: [KEY, PASSWORD] });
    await world.sweep();
    await world.look();
    expect(world.notified()).toEqual(['first-sweep']);
    expect(world.lines()).toEqual([
      'The first sweep of 4 accounts: 3 compliant, 0 excepted, 1 violating, 0 unknown, 0 skipped.',
      '1 account that nobody was notified of before:',
      expect.stringMatching(
        new RegExp(`^${world.idAt(1)} \\(.+\\): access-key ${KEY.id}, login-profile without MFA$`),
      ),
      'Every account, with each credential: rootguard report, or rootguard report --html report.html.',
      expect.stringMatching(/^Next: .*rootguard exceptions add.* one organizational unit at a time\.$/),
    ]);
    await world.look();
    await world.look(DAY);
    expect(world.notified()).toHaveLength(1);
  });

  it('names six credentials of an account, and counts the others', async () => {
    const devices = Array.from({ length: 8 }, (_, at) =>
      givenCredential('mfa-device', { id: `device-${at}` }),
    );
    const world = given(1, { 0: devices });
    await world.sweep();
    await world.look();
    expect(world.lines()[2]).toMatch(/: mfa-device device-0, .*, mfa-device device-5 and 2 more$/);
  });

  it('ends in a digest also where nothing was found', async () => {
    const world = given(2);
    await world.sweep();
    await world.look();
    expect(world.notified()).toEqual(['first-sweep']);
    expect(world.lines()).toContain('No account has an unapproved root credential.');
  });

  it('is not told before each account was audited', async () => {
    const world = given(4, { 1: [KEY] });
    await world.look();
    await world.queue();
    await world.look();
    await world.audit(3);
    await world.look();
    expect(world.notified()).toEqual([]);
    await world.audit();
    await world.look();
    expect(world.notified()).toEqual(['first-sweep']);
  });

  it('is told half an hour after it stopped making progress, with what is open', async () => {
    const world = given(4, { 1: [KEY] });
    await world.queue();
    await world.audit(3);
    await world.look();
    await world.look(29 * 60);
    expect(world.notified()).toEqual([]);
    await world.look(60);
    expect(world.notified()).toEqual(['first-sweep']);
    expect(world.lines()[1]).toMatch(/^1 account of the sweep has not been audited yet\./);
    await world.audit();
    await world.look();
    expect(world.notified()).toHaveLength(1);
  });

  it('counts an account that an event had audited shortly before, by a clock that is behind', async () => {
    const world = given(2);
    await world.queue();
    await world.audit(1);
    world.clock.advance(-60);
    await world.audited(1);
    world.clock.advance(60);
    await world.look();
    expect(world.notified()).toEqual(['first-sweep']);
  });

  it('is not told while accounts without findings are still being audited', async () => {
    const world = given(12, { 0: [KEY] });
    await world.queue();
    for (let looks = 0; looks < 10; looks += 1) {
      await world.audit(1);
      await world.look(10 * 60);
    }
    expect(world.notified()).toEqual([]);
    await world.look(30 * 60);
    expect(world.notified()).toEqual(['first-sweep']);
  });

  it('does not repeat what an event has led to, and counts it', async () => {
    const world = given(2, { 1: [KEY] });
    await world.audited(1);
    await world.sweep();
    await world.look();
    expect(world.notified()).toEqual(['violation-found', 'first-sweep']);
    expect(world.lines()[0]).toContain('1 violating');
    expect(world.lines()).toContain('Each of these accounts was notified by itself.');
  });
});

describe('a later sweep', () => {
  it('with few findings notifies of each by itself', async () => {
    const world = await givenToldBefore(given(3));
    world.has(0, KEY);
    world.log.fail({ call: 'sts:AssumeRoot', account: world.idAt(2), failure: { reason: 'denied-by-scp' } });
    await world.sweep();
    await world.look();
    expect(world.notified().slice(1)).toEqual(['violation-found', 'account-unreadable']);
  });

  it('notifies of each by itself up to ten, and of more in one digest', async () => {
    for (const [count, notified] of [
      [MAX_SINGLE_NOTIFICATIONS, Array(MAX_SINGLE_NOTIFICATIONS).fill('violation-found')],
      [MANY, ['sweep-findings']],
    ] as const) {
      const world = await givenToldBefore(given(MANY));
      for (let at = 0; at < count; at += 1) world.has(at, KEY);
      await world.sweep();
      await world.look();
      expect(world.notified().slice(1)).toEqual(notified);
    }
  });

  it('reads the postures only while there is something to tell', async () => {
    const world = await givenToldBefore(given(2));
    const reads = () => world.calls().filter((call) => call === 'posture.readAll').length;
    const before = reads();
    await world.look();
    expect(reads()).toBe(before);
    world.has(0, KEY);
    await world.sweep();
    const [, afterSweep] = [await world.look(), reads()];
    await world.look();
    expect([world.notified().slice(1), reads()]).toEqual([['violation-found'], afterSweep]);
  });

  it('with many findings ends in one digest, which names the most urgent ones', async () => {
    const world = await givenToldBefore(given(MANY + 2));
    for (let at = 0; at < MANY; at += 1) world.has(at, PASSWORD);
    world.has(3, KEY, PASSWORD);
    world.has(5, { ...KEY, status: 'Inactive' });
    world.log.fail({
      call: 'sts:AssumeRoot',
      account: world.idAt(MANY),
      failure: { reason: 'denied-by-scp' },
    });
    await world.sweep();
    await world.look();
    expect(world.notified().slice(1)).toEqual(['sweep-findings']);
    expect(world.lines()[0]).toBe(
      `The latest audits of ${MANY + 2} accounts: 1 compliant, 0 excepted, ${MANY} violating, 1 unknown, 0 skipped.`,
    );
    expect(world.lines()[1]).toBe(
      `${MANY + 1} accounts that nobody was notified of before, the 10 most urgent first:`,
    );
    const named = world.lines().slice(2, 12);
    expect(named[0]).toContain(world.idAt(3));
    expect(named.join()).not.toContain(world.idAt(5));
    expect(named.join()).not.toContain('could not be audited');
    expect(world.lines()).toContain('2 more.');
  });

  it('with nothing new is silent, and tells the same again after a week', async () => {
    const world = await givenToldBefore(withMany());
    for (let day = 1; day < 7; day += 1) {
      await world.sweep();
      await world.look();
      world.clock.advance(DAY);
    }
    expect(world.notified()).toEqual(['first-sweep']);
    await world.sweep();
    await world.look();
    expect(world.notified()).toEqual(['first-sweep', 'sweep-findings']);
  });

  it('is told once by two runs at the same time', async () => {
    const world = await givenToldBefore(given(MANY));
    for (let at = 0; at < MANY; at += 1) world.has(at, KEY);
    await world.sweep();
    await Promise.all([world.look(), world.look()]);
    expect(world.notified()).toEqual(['first-sweep', 'sweep-findings']);
  });

  it('is told by no other run while one is telling it, and by the next where that run has ended', async () => {
    const world = await givenToldBefore(given(2));
    for (const at of [0, 1]) world.has(at, KEY);
    await world.sweep();
    let other: Promise<void> | undefined;
    onNth(world.log, 'notifier.publish', 1, async () => {
      other = tellFindings(world.deps, AMPLE_TIME);
      await other;
      throw new Error('SNS refused it');
    });
    await expect(world.look()).rejects.toThrow('SNS refused it');
    heal(world.log);
    const told = () => world.notifier.published.slice(1).map(({ account }) => account);
    expect(told()).toEqual([world.idAt(1)]);
    await world.look();
    expect(told()).toEqual([world.idAt(1), world.idAt(0)]);
  });

  it('is told once the lease of a run that crashed has ended, after a quarter of an hour', async () => {
    const world = await givenToldBefore(given(1));
    world.has(0, KEY);
    await world.sweep();
    let hasCrashed = false;
    world.log.onCall = ({ name }) => {
      hasCrashed ||= name === 'notifier.publish';
      if (hasCrashed) throw new Error('crash');
    };
    await expect(world.look()).rejects.toThrow('crash');
    heal(world.log);
    await world.look(14 * 60);
    expect(world.notified()).toEqual(['first-sweep']);
    await world.look(60);
    expect(world.notified()).toEqual(['first-sweep', 'violation-found']);
  });

  it('tells of every account, also where nobody could be notified of the first', async () => {
    const world = await givenToldBefore(given(2));
    world.has(0, KEY);
    world.has(1, KEY);
    await world.sweep();
    const [first, second] = [world.idAt(0), world.idAt(1)];
    onNth(world.log, 'notifier.publish', 1, () => {
      throw new Error('SNS refused it');
    });
    await expect(world.look()).rejects.toThrow('SNS refused it');
    const told = () => world.notifier.published.slice(1).map(({ account }) => account);
    expect(told()).toEqual([second]);
    await world.look(16 * 60);
    expect(told()).toEqual([second, first]);
  });

  it('tells each day of an account that cannot be audited for days', async () => {
    const world = await givenToldBefore(given(2));
    for (let day = 1; day <= 3; day += 1) {
      world.log.fail({
        call: 'sts:AssumeRoot',
        account: world.idAt(0),
        failure: { reason: 'denied-by-scp' },
      });
      await world.sweep();
      await world.look();
      world.clock.advance(DAY - 5 * 60);
    }
    expect(world.notified().slice(1)).toEqual([
      'account-unreadable',
      'account-unreadable',
      'account-unreadable',
    ]);
  });

  it('tells of an account whose audit has a time far ahead, as a clock was wrong', async () => {
    const world = await givenToldBefore(given(2));
    world.has(0, KEY);
    await world.queue();
    world.clock.advance(3 * 60 * 60);
    await world.audit();
    world.clock.advance(-3 * 60 * 60);
    await world.look(31 * 60);
    await world.look(31 * 60);
    expect(world.notified()).toEqual(['first-sweep', 'violation-found']);
  });

  it('does not tell of an account that has not been audited for two days', async () => {
    const world = await givenToldBefore(given(2));
    world.has(0, KEY);
    await world.sweep();
    world.clock.advance(3 * DAY);
    await world.look();
    expect(world.notified()).toEqual(['first-sweep']);
  });
});

describe('a finding that comes after the digest', () => {
  it('is told once no further ones have come between two runs', async () => {
    const world = await givenToldBefore(given(4));
    world.has(1, KEY);
    world.has(2, KEY);
    await world.deps.sweepQueue.send(
      world.sweepQueue.sent.map((item) => ({ ...item, sweepId: 'of a unit' })),
    );
    await world.audit(2);
    await world.look();
    await world.audit();
    await world.look();
    expect(world.notified()).toEqual(['first-sweep']);
    await world.look();
    expect(world.notified()).toEqual(['first-sweep', 'violation-found', 'violation-found']);
  });
});

describe('a run that ends midway', () => {
  const CALLS = [
    'digestProgress.read',
    'sweepProgress.read',
    'posture.readAll',
    'digestProgress.write',
    'sentNotifications.wasSent',
    'notifier.publish',
    'ledger.append',
    'sentNotifications.recordSent',
  ];

  it.each(
    CALLS.flatMap((call) => [
      [call, 'a digest', withMany] as const,
      [call, 'a notification each', () => given(3, { 0: [KEY], 1: [PASSWORD] })] as const,
    ]),
  )('at %s leads to a second try: %s', async (call, what, open) => {
    const world = open();
    if (what !== 'a digest') {
      world.has(0);
      world.has(1);
      await world.sweep();
      await world.look();
      world.clock.advance(DAY);
      world.has(0, KEY);
      world.has(1, PASSWORD);
    }
    await world.sweep();
    const before = world.notified().length;
    crashOn(world.log, call);
    await world.look().catch(() => undefined);
    heal(world.log);
    await world.look(16 * 60);
    const told = new Set(world.notified().slice(before));
    expect(told).toEqual(new Set([what === 'a digest' ? 'first-sweep' : 'violation-found']));
    const text = world.notifier.published.flatMap(({ lines }) => lines).join('\n');
    expect(text).toContain(world.idAt(0));
    expect(text).toContain(world.idAt(1));
    await world.look();
    await world.look(DAY / 2);
    expect(world.notified().length - before).toBeLessThanOrEqual(what === 'a digest' ? 2 : 3);
  });

  it.each([
    ['sentNotifications.recordSent', 2],
    ['sentNotifications.recordSent', 3],
    ['sentNotifications.recordSent', 8],
    ['sentNotifications.recordSent', MANY + 2],
    ['digestProgress.write', 2],
  ] as const)('sends the digest once where that was recorded: %s, call %i', async (call, nth) => {
    const world = withMany();
    await world.sweep();
    crashOn(world.log, call, nth);
    await world.look().catch(() => undefined);
    heal(world.log);
    await world.look(16 * 60);
    await world.look(16 * 60);
    expect(world.notified()).toEqual(['first-sweep']);
  });

  it('sends no second first digest where another finding came in between', async () => {
    const world = withMany(MANY + 1);
    await world.sweep();
    crashOn(world.log, 'digestProgress.write', 2);
    await expect(world.look()).rejects.toThrow('digestProgress.write');
    heal(world.log);
    world.has(MANY, KEY);
    await world.sweepQueue.send(world.sweepQueue.sent.map((item) => ({ ...item, sweepId: 'of a unit' })));
    await world.audit();
    await world.look(16 * 60);
    expect(world.notified()).toEqual(['first-sweep', 'violation-found']);
  });

  it('without enough time left does nothing', async () => {
    const world = withMany();
    await world.sweep();
    await tellFindings(world.deps, () => 60_000);
    expect(world.notified()).toEqual([]);
    expect(world.calls()).not.toContain('posture.readAll');
  });
});

describe('what a run has stored', () => {
  it.each([
    ['of a lease', { leasedUntil: new Date('2027-01-01T00:00:00Z') }],
    [
      'of a look',
      {
        look: {
          findings: 1,
          audited: 3,
          unchangedSince: new Date('2027-01-01T00:00:00Z'),
          waitingSince: new Date('2027-01-01T00:00:00Z'),
        },
      },
    ],
  ] as const)('by a clock far ahead does not delay a notification: the time %s', async (_what, edited) => {
    const world = given(4, { 1: [KEY] });
    await world.queue();
    await world.audit(3);
    const stored = await world.digestProgress.read();
    await world.digestProgress.write(stored, { ...stored.progress, ...edited });
    await world.look();
    await world.look(31 * 60);
    expect(world.notified()).toEqual(['first-sweep']);
  });

  it('is told after a day at the latest, while a sweep is still being queued', async () => {
    const world = await givenToldBefore(given(45));
    await startSweep(world.deps, timeForPages(1));
    const [item] = world.sweepQueue.sent;
    if (item === undefined) throw new Error('nothing was queued');
    for (let looks = 0; looks <= 24 * 12; looks += 1) {
      expect(world.notified()).toEqual(['first-sweep']);
      // A finding more between any two runs.
      world.has(0, { ...KEY, id: `AKIA${looks}` });
      await world.sweepQueue.send([item]);
      await world.audit();
      await world.look();
    }
    expect(world.notified()).toEqual(['first-sweep', 'violation-found']);
  });

  it('of a sweep that does not end is told as a digest that says so', async () => {
    const world = given(45, Object.fromEntries(Array.from({ length: MANY }, (_, at) => [at, [KEY]])));
    await startSweep(world.deps, timeForPages(1));
    await world.audit();
    await world.look();
    await world.look(30 * 60);
    expect(world.notified()).toEqual(['sweep-findings']);
    expect(world.lines()[1]).toContain('The sweep has not queued every account yet.');
    expect(world.lines().at(-1)).toContain('rootguard enforce removes them now');
  });
});

describe('what the postures show', () => {
  it('of a removal for which AWS refused the session is told once', async () => {
    const world = await givenToldBefore(given(2));
    world.has(0, KEY);
    await world.sweepEnforcing(() =>
      world.log.fail({ call: 'sts:AssumeRoot', failure: { reason: 'denied-by-scp', code: 'AccessDenied' } }),
    );
    await world.look();
    expect(world.notified()).toEqual(['first-sweep', 'removal-failed']);
    expect(world.lines().join()).toContain(KEY.id);
    await world.look(31 * 60);
    expect(world.notified()).toHaveLength(2);
  });

  it('of a failure that may pass is not told', async () => {
    const world = await givenToldBefore(given(2));
    world.log.fail({ call: 'sts:AssumeRoot', account: world.idAt(0), failure: { reason: 'throttled' } });
    world.has(1, KEY);
    await world.sweep();
    await world.look();
    expect(world.notified()).toEqual(['first-sweep', 'violation-found']);
  });

  it('of a failure in an account that has just joined is told once it lasts longer than that', async () => {
    const world = await givenToldBefore(given(2));
    const newcomer = givenAccount({ id: world.idAt(0), joinedAt: world.clock.now() });
    world.organization.setAccount(newcomer);
    const failure = { reason: 'not-authorized', code: 'AccessDenied' } as const;
    world.log.fail({ call: 'sts:AssumeRoot', account: newcomer.id, times: 2, failure });
    world.has(1, KEY);
    await world.sweep();
    await world.look();
    expect(world.notified()).toEqual(['first-sweep', 'violation-found']);
    // Its message is delivered again.
    await world.deps.sweepQueue.send(world.sweepQueue.sent.filter(({ account }) => account === newcomer));
    await world.look(25 * 60);
    await world.audit();
    await world.look();
    await world.look();
    expect(world.notified()).toEqual(['first-sweep', 'violation-found', 'account-unreadable']);
  });

  it('of a removal that was refused in an account that has just joined is not told with others', async () => {
    const world = await givenToldBefore(given(2));
    const newcomer = givenAccount({ id: world.idAt(0), joinedAt: world.clock.now() });
    world.organization.setAccount(newcomer, [KEY]);
    world.has(1, KEY);
    await world.sweepEnforcing(() =>
      world.log.fail({ call: 'sts:AssumeRoot', failure: { reason: 'denied-by-scp', code: 'AccessDenied' } }),
    );
    await world.look();
    expect(world.notified()).toEqual(['first-sweep', 'removal-failed']);
    expect(world.notifier.published.at(-1)?.account).toBe(world.idAt(1));
  });

  it('of a row without a posture is left out', async () => {
    const world = await givenToldBefore(given(1));
    const enforcement = { id: 'other', startedAt: NOW, credentials: [KEY], hasEnded: true };
    await world.posture.startEnforcement(parseAccountId('999999999999'), enforcement);
    world.has(0, KEY);
    await world.sweep();
    await world.look();
    expect(world.notified()).toEqual(['first-sweep', 'violation-found']);
  });
});

describe('findings without a sweep', () => {
  it('are told in a digest where they are many, which says nothing of a sweep', async () => {
    const world = withMany();
    await world.sweepQueue.send(
      givenMembers(MANY).map((account) => ({ sweepId: 'of a unit', account, queuedAt: NOW })),
    );
    await world.audit();
    await world.look();
    await world.look();
    expect(world.notified()).toEqual(['sweep-findings']);
    expect(world.lines()[1]).toMatch(/^11 accounts that nobody was notified of before/);
  });

  it('are told once no further ones have come between two runs', async () => {
    const world = given(2, { 0: [KEY] });
    const [account] = givenMembers(1);
    if (account === undefined) throw new Error('no member');
    await world.sweepQueue.send([{ sweepId: 'of a unit', account, queuedAt: NOW }]);
    await world.audit();
    await world.look();
    expect(world.notified()).toEqual([]);
    await world.look();
    expect(world.notified()).toEqual(['violation-found']);
  });
});
