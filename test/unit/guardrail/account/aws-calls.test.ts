import { describe, expect, it } from 'vitest';
import {
  givenCredential,
  givenException,
  givenPolicy,
  givenRequest,
  givenRootEvent,
  givenSweep,
} from '../../../support/builders.ts';
import { givenGuard, givenListedSweep, NOW, OPERATOR } from '../guard-fixture.ts';

/*
 * Which calls a guard makes and in which order: its cost, its latency, and the order that its safety rests on.
 */

const PASSWORD = givenCredential('login-profile');

const DESCRIBE = 'organizations:DescribeAccount';
const OPEN = 'sts:AssumeRoot';
const SUMMARY = ['iam:GetAccountSummary', 'iam:ListAccessKeys', 'iam:ListSigningCertificates'];
const LIST = [
  'iam:GetLoginProfile',
  'iam:ListAccessKeys',
  'iam:ListSigningCertificates',
  'iam:ListMFADevices',
];
const DELETE = 'iam:DeleteLoginProfile';

const TRIGGERS = {
  'swept (listed)': givenListedSweep(),
  'swept (not listed)': givenSweep(NOW),
  arrived: { ...givenRootEvent(undefined, NOW), type: 'account-arrived' },
  event: givenRootEvent('login-profile', NOW),
  'sign-in': givenRootEvent(undefined, NOW),
  'exception-ended': givenRequest('exception-ended', NOW),
} as const;

describe('the calls for a compliant account', () => {
  it.each([
    ['swept (listed)', 'enforce', [OPEN, ...SUMMARY]],
    ['swept (listed)', 'observe', [OPEN, ...SUMMARY]],
    ['swept (not listed)', 'enforce', [DESCRIBE, OPEN, ...SUMMARY]],
    ['arrived', 'enforce', [DESCRIBE, OPEN, ...SUMMARY]],
    ['event', 'observe', [DESCRIBE, OPEN, ...SUMMARY]],
    ['exception-ended', 'observe', [DESCRIBE, OPEN, ...SUMMARY]],
    ['event', 'enforce', [DESCRIBE, OPEN, ...LIST]],
    ['sign-in', 'enforce', [DESCRIBE, OPEN, ...LIST]],
    ['exception-ended', 'enforce', [DESCRIBE, OPEN, ...LIST]],
  ] as const)('for a trigger %s in mode %s are %o', async (trigger, mode, calls) => {
    const { guard, awsCalls } = givenGuard([], { initialPolicy: givenPolicy({ mode }) });
    expect(await guard(TRIGGERS[trigger])).toMatchObject({ type: 'done', state: 'compliant' });
    expect(awsCalls()).toEqual(calls);
  });

  it('that is swept again use no other table than the posture', async () => {
    const { guard, calls } = givenGuard();
    await guard(givenListedSweep());
    const first = calls().length;
    await guard(givenListedSweep());
    expect(calls().slice(first)).toEqual(['posture.reserveRevision', OPEN, ...SUMMARY, 'posture.record']);
  });
});

describe('the calls for a password', () => {
  it.each([
    ['swept (listed)', 'observe', [OPEN, ...SUMMARY, ...LIST, DESCRIBE]],
    ['swept (listed)', 'enforce', [OPEN, ...SUMMARY, ...LIST, DESCRIBE, OPEN, DESCRIBE, DELETE, ...LIST]],
    ['arrived', 'enforce', [DESCRIBE, OPEN, ...SUMMARY, ...LIST, DESCRIBE, OPEN, DESCRIBE, DELETE, ...LIST]],
    ['event', 'observe', [DESCRIBE, OPEN, ...SUMMARY, ...LIST, DESCRIBE]],
    ['event', 'enforce', [DESCRIBE, OPEN, ...LIST, DESCRIBE, DELETE, ...LIST]],
    ['exception-ended', 'enforce', [DESCRIBE, OPEN, ...LIST, DESCRIBE, DELETE, ...LIST]],
  ] as const)('for a trigger %s in mode %s are %o', async (trigger, mode, calls) => {
    const { guard, awsCalls } = givenGuard([PASSWORD], { initialPolicy: givenPolicy({ mode }) });
    await guard(TRIGGERS[trigger]);
    expect(awsCalls()).toEqual(calls);
  });

  it('that is approved open no delete session after a sweep', async () => {
    const { guard, awsCalls, exceptions } = givenGuard([PASSWORD]);
    exceptions.put(givenException());
    await guard(givenListedSweep());
    expect(awsCalls()).toEqual([OPEN, ...SUMMARY, ...LIST, DESCRIBE]);
  });

  it('after an event and a sweep open the delete session at once, without a look-up', async () => {
    const { guard, awsCalls } = givenGuard([]);
    await guard(TRIGGERS['swept (listed)'], TRIGGERS.event);
    expect(awsCalls()).toEqual([OPEN, ...LIST]);
  });

  it("for an operator's command open the delete session at once, also in mode observe", async () => {
    const { guardFor, awsCalls } = givenGuard([PASSWORD], {
      initialPolicy: givenPolicy({ mode: 'observe' }),
    });
    await guardFor(OPERATOR, givenRequest('operator', NOW));
    expect(awsCalls()).toEqual([DESCRIBE, OPEN, ...LIST, DESCRIBE, DELETE, ...LIST]);
  });
});

describe('the removal of a new password', () => {
  it('makes exactly these calls', async () => {
    const { guard, calls } = givenGuard([{ ...PASSWORD, createdAt: NOW }]);
    await guard(givenRootEvent('login-profile', NOW));
    expect(calls()).toEqual([
      DESCRIBE,
      'settings.read', // at the same time: which session to open
      'posture.reserveRevision',
      OPEN,
      ...LIST,
      DESCRIBE,
      'exceptions.readFor',
      'settings.read', // at the same time: what is decided
      'posture.startEnforcement',
      'settings.read', // while the intent is written: has it changed since?
      'ledger.append', // the intent
      DELETE,
      ...LIST,
      'ledger.append', // the outcome
      'canaryRuns.read', // how it is notified
      'sentNotifications.wasSent',
      'sentNotifications.wasSent', // is it one of few in this hour?
      'notifier.publish',
      'ledger.append', // the notification
      'sentNotifications.recordSent',
      'sentNotifications.recordSent', // one of few
      'posture.record',
    ]);
  });

  it('reads the settings after the inventory, so that a removal is never decided by an older mode', async () => {
    const { guard, calls } = givenGuard([PASSWORD]);
    await guard(givenRootEvent('login-profile', NOW));
    expect(calls().lastIndexOf('settings.read')).toBeGreaterThan(calls().indexOf('posture.startEnforcement'));
    const afterInventory = calls().slice(calls().indexOf('iam:ListMFADevices'));
    expect(afterInventory.indexOf('settings.read')).toBeLessThan(afterInventory.indexOf(DELETE));
  });

  it.each([
    ['a compliant account in a sweep', [], givenListedSweep(), {}],
    [
      'an account without a remover',
      [PASSWORD],
      givenRootEvent('login-profile', NOW),
      { remover: undefined },
    ],
  ] as const)(
    'does not read the settings, on which nothing depends: %s',
    async (_what, credentials, trigger, deps) => {
      const { guard, calls } = givenGuard(credentials, deps);
      await guard(trigger);
      expect(calls()).not.toContain('settings.read');
    },
  );

  it('comes no round trip later for the settings', async () => {
    expect(await roundTripsBeforeRemoval('settings-take-a-round-trip')).toBe(
      await roundTripsBeforeRemoval('settings-take-no-time'),
    );
  });

  it('does not read the settings for an operator’s command', async () => {
    const { guardFor, calls } = givenGuard([PASSWORD]);
    await guardFor(OPERATOR, givenRequest('operator', NOW));
    expect(calls()).toContain(DELETE);
    expect(calls()).not.toContain('settings.read');
  });

  it('reads the exceptions after the inventory, so that one written before its credential is seen with it', async () => {
    const { guard, calls } = givenGuard([PASSWORD]);
    await guard(givenRootEvent('login-profile', NOW));
    expect(calls().indexOf('exceptions.readFor')).toBeGreaterThan(calls().indexOf('iam:ListMFADevices'));
  });
});

/** How often a run waits for AWS before it deletes a new password, where all calls take equally long. */
async function roundTripsBeforeRemoval(
  settings: 'settings-take-a-round-trip' | 'settings-take-no-time',
): Promise<number | undefined> {
  const { guard, log } = givenGuard([{ ...PASSWORD, createdAt: NOW }]);
  let roundTrips = 0;
  let beforeRemoval: number | undefined;
  const waiting: (() => void)[] = [];
  log.onCall = ({ name }) => {
    if (name === DELETE) beforeRemoval ??= roundTrips;
    if (name === 'settings.read' && settings === 'settings-take-no-time') return;
    return new Promise((resolve) => waiting.push(resolve));
  };
  let isOver = false;
  const run = guard(givenRootEvent('login-profile', NOW)).finally(() => {
    isOver = true;
  });
  while (!isOver) {
    await new Promise((resolve) => setImmediate(resolve));
    roundTrips += 1;
    for (const answer of waiting.splice(0)) answer();
  }
  await run;
  return beforeRemoval;
}
