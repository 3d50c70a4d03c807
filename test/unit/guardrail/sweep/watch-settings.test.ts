import { describe, expect, it } from 'vitest';
import { parseAccountId, parseOrganizationalUnitId } from '../../../../src/domain/account.ts';
import type { Scope } from '../../../../src/domain/exception.ts';
import { policyFacts } from '../../../../src/domain/settings.ts';
import { changeSettings } from '../../../../src/guardrail/operate/change-settings.ts';
import type { SweepDependencies } from '../../../../src/guardrail/sweep/dependencies.ts';
import { watchSettings } from '../../../../src/guardrail/sweep/watch-settings.ts';
import { givenPolicy } from '../../../support/builders.ts';
import { accountsWithModes } from '../../../support/many-modes.ts';
import { OPERATOR, onNth } from '../guard-fixture.ts';
import { givenSweeper } from '../sweep-fixture.ts';

const ENFORCING = givenPolicy({ mode: 'enforce', maxAccountsPerHour: 3 });
const OBSERVING = givenPolicy({ mode: 'observe' });

type World = ReturnType<typeof givenWatch>;

type Deployment = Partial<Pick<SweepDependencies, 'canEnforce' | 'initialPolicy'>>;

function givenWatch(options: Deployment = {}) {
  const sweeper = givenSweeper();
  const { settings, ledger, notifier, deploymentRecord } = sweeper;
  let deps = { ...sweeper.deps, ...options };
  return {
    ...sweeper,
    watch: () => watchSettings(deps),
    deploy: (deployment: Deployment) => {
      deps = { ...deps, ...deployment };
    },
    failing: (call: string, { times = 1 } = {}) => {
      let left = times;
      sweeper.log.onCall = ({ name }) => {
        if (name !== call || left === 0) return;
        left -= 1;
        throw new Error(`${call} fails`);
      };
    },
    requests: () => sweeper.calls().filter((call) => call === 'requestedScopes.request').length,
    found: () =>
      ledger.entries.filter((entry) => entry.type === 'settings-change' && entry.result === 'found'),
    notified: () => notifier.published.map(({ key }) => key),
    recorded: () => deploymentRecord.read(),
    requested: async () =>
      (await sweeper.requestedScopes.read()).map((one) => one.type === 'requested' && one.scope),
    /** As `rootguard mode` does. */
    change: async (after = ENFORCING, reauditScopes: readonly Scope[] = []) =>
      changeSettings(
        { ...deps, settingsEditor: settings },
        {
          shown: await settings.readToReplace(),
          before: OBSERVING,
          after,
          reauditScopes,
          operator: OPERATOR,
        },
      ),
  };
}

describe('the watch of the settings', () => {
  it('records what is deployed, for operators', async () => {
    const { watch, recorded, deps, clock, notified } = givenWatch();
    await watch();
    expect(await recorded()).toEqual({
      recordedAt: clock.now(),
      initialPolicy: deps.initialPolicy,
      canEnforce: true,
      coverage: { units: ['r-sbox'], sweepEveryHours: 24 },
      seenSettings: 'settings#initial',
      highestVersion: 0,
    });
    expect(notified()).toEqual([]);
  });

  it.each([
    ['as it was deployed, to enforce', () => {}, true, [1, 0]],
    ['as it was set', ({ settings }: World) => settings.put(OBSERVING), true, [0, 0]],
    [
      'with the units and accounts that have another',
      ({ settings }: World) =>
        settings.put({
          ...ENFORCING,
          organizationalUnitModes: new Map([[parseOrganizationalUnitId('ou-sbox-work0001'), 'observe']]),
          accountModes: new Map([[parseAccountId('333333333333'), 'enforce']]),
        }),
      true,
      [1, 1],
    ],
    [
      'as observe where the deployment cannot delete',
      ({ settings }: World) => settings.put(ENFORCING),
      false,
      [0, 0],
    ],
    [
      'as observe where the settings do not parse',
      ({ settings }: World) => settings.putItem({ ...policyFacts(ENFORCING), version: 0 }),
      true,
      [0, 0],
    ],
  ] as const)('counts the mode %s', async (_, given, canEnforce, expected) => {
    const world = givenWatch({ canEnforce });
    given(world);
    await world.watch();
    expect([world.telemetry.total('EnforceMode'), world.telemetry.total('ModeOverrides')]).toEqual(expected);
    expect(world.telemetry.counted('EnforceMode')).toBe(true);
  });

  it.each([
    ['too many modes', accountsWithModes(9_001)],
    ['a key as long as the item', { accounts: { ['k'.repeat(390_000)]: 'observe' } }],
  ])('notifies of an item by hand that is too large: %s', async (_, overrides) => {
    const { watch, settings, notifier, found, ledger } = givenWatch();
    settings.putItem({ version: 1, ...policyFacts(ENFORCING), overrides });
    await watch();
    expect(notifier.published).toMatchObject([
      { key: 'settings-unusable', lines: [expect.anything(), expect.stringMatching(/^overrides/)] },
    ]);
    expect(found()).toEqual([]);
    // It has to fit into a mail and into the ledger.
    expect(JSON.stringify([notifier.published, ledger.entries]).length).toBeLessThan(5_000);
  });

  it('reports no change that a command has reported', async () => {
    const { watch, change, found, notified } = givenWatch();
    await watch();
    await change();
    await watch();
    await watch();
    expect([found(), notified()]).toEqual([[], ['settings-changed']]);
  });

  it.each([
    ['were deleted', undefined],
    ['have an earlier version', { version: 1, ...policyFacts(OBSERVING) }],
    ['have no version that parses', { version: 'three', ...policyFacts(OBSERVING) }],
  ])('reports no change that a command has reported after the settings %s by hand', async (_how, item) => {
    const world = givenWatch();
    for (const policy of [ENFORCING, OBSERVING, ENFORCING]) await world.change(policy);
    await world.watch();
    world.settings.putItem(item);
    await world.watch();
    const before = { found: world.found().length, notified: world.notified().length };
    await world.change(ENFORCING);
    expect(world.notified().slice(before.notified)).toEqual(['settings-changed']);
    expect(world.notifier.published.at(-1)?.lines.join()).toContain(OPERATOR.by);
    await world.watch();
    expect(world.found()).toHaveLength(before.found);
    expect(world.settings.item).toMatchObject({ version: 4 });
  });

  it.each([
    ['edited by hand', (world: ReturnType<typeof givenWatch>) => world.settings.put(ENFORCING), 1],
    [
      'edited by hand without a new version',
      async (world: ReturnType<typeof givenWatch>) => {
        await world.change(OBSERVING);
        await world.watch();
        world.settings.putItem({ version: 1, ...policyFacts(ENFORCING) });
      },
      1,
    ],
    [
      'brought back by hand, as a command had reported them before',
      async (world: ReturnType<typeof givenWatch>) => {
        await world.change(ENFORCING);
        const { item } = world.settings;
        await world.change(OBSERVING);
        await world.watch();
        world.settings.putItem(item);
      },
      1,
    ],
  ])('reports settings once that were %s, with what applies now', async (_how, edit, version) => {
    const world = givenWatch();
    await world.watch();
    await edit(world);
    const before = world.notified().length;
    await world.watch();
    await world.watch();
    expect(world.found()).toMatchObject([
      { account: 'organization', version, after: policyFacts(ENFORCING), operator: undefined },
    ]);
    expect(world.notified().slice(before)).toEqual(['settings-changed']);
    expect(world.notifier.published.at(-1)?.lines).toEqual(
      expect.arrayContaining([
        expect.stringContaining('No command of rootguard has reported this change'),
        'mode: enforce',
      ]),
    );
  });

  it('reports settings that somebody had written by hand before it ran for the first time', async () => {
    const world = givenWatch();
    world.settings.put(ENFORCING);
    await world.watch();
    expect(world.found()).toMatchObject([{ version: 1, after: policyFacts(ENFORCING) }]);
    expect(world.notified()).toEqual(['settings-changed']);
  });

  it('reports each edit by hand, also where one brings back what was reported before', async () => {
    const world = givenWatch();
    await world.change(ENFORCING);
    const { item } = world.settings;
    await world.watch();
    const before = world.notified().length;
    for (const edited of [
      { version: 1, ...policyFacts(OBSERVING) },
      item,
      { version: 1, ...policyFacts(OBSERVING) },
    ]) {
      world.settings.putItem(edited);
      world.clock.advance(300);
      await world.watch();
    }
    expect(world.found()).toMatchObject(
      ['observe', 'enforce', 'observe'].map((mode) => ({ after: { mode } })),
    );
    expect(world.notified().slice(before)).toEqual(Array(3).fill('settings-changed'));
    expect(world.logged().filter((event) => event === 'settings-change-found')).toHaveLength(3);
  });

  it('reports that they were deleted, as the modes of the deployment apply again', async () => {
    const world = givenWatch();
    await world.change();
    await world.watch();
    world.settings.putItem(undefined);
    await world.watch();
    expect(world.found()).toMatchObject([{ version: 0, after: policyFacts(world.deps.initialPolicy) }]);
    expect(world.notifier.published.at(-1)?.lines[0]).toContain('The settings were deleted');
  });

  it('reports a change again rather than never, where it crashes in between', async () => {
    const world = givenWatch();
    await world.watch();
    world.settings.put(ENFORCING);
    world.log.onCall = ({ name }) => {
      if (name === 'deploymentRecord.write') throw new Error('crash');
    };
    await expect(world.watch()).rejects.toThrow('crash');
    world.log.onCall = () => undefined;
    await world.watch();
    expect(world.notified()).toContain('settings-changed');
  });

  it('records a change once in the ledger, and notifies as soon as it can', async () => {
    const world = givenWatch();
    await world.watch();
    world.settings.put(ENFORCING);
    world.failing('notifier.publish', { times: 3 });
    for (const _ of [1, 2, 3]) {
      world.clock.advance(300);
      await expect(world.watch()).rejects.toThrow('notifier.publish fails');
    }
    expect([world.found().length, world.notified()]).toEqual([1, []]);
    await world.watch();
    await world.watch();
    expect([world.found().length, world.notified()]).toEqual([1, ['settings-changed']]);
    expect(world.notifier.published[0]?.lines).toContain('mode: enforce');
    expect(await world.recorded()).not.toHaveProperty('unnotified');
  });

  it.each([
    ['a command', (world: World) => world.change(OBSERVING)],
    ['settings that do not parse', (world: World) => world.settings.putItem({ version: 1 })],
  ])(
    'notifies of a change by hand that it could not notify of before it was followed by %s',
    async (_, next) => {
      const world = givenWatch();
      await world.watch();
      world.settings.put(ENFORCING);
      const { item } = world.settings;
      world.failing('notifier.publish');
      await expect(world.watch()).rejects.toThrow('notifier.publish fails');
      await next(world);
      await world.watch();
      if (world.settings.item?.mode === undefined) world.settings.putItem(item);
      await world.watch();
      await world.watch();
      const byHand = world.notifier.published.filter(({ lines }) => lines.join().includes('No command'));
      expect(byHand.map(({ lines }) => lines[0])).toEqual(['Version 1 of the settings applies.']);
      expect(world.found()).toHaveLength(1);
    },
  );

  it('notifies of the latest change by hand where it could not notify of several', async () => {
    const world = givenWatch();
    await world.watch();
    world.failing('notifier.publish', { times: 2 });
    for (const policy of [ENFORCING, OBSERVING]) {
      world.settings.putItem({ version: 1, ...policyFacts(policy) });
      await expect(world.watch()).rejects.toThrow('notifier.publish fails');
    }
    await world.watch();
    await world.watch();
    expect([world.found().length, world.notified()]).toEqual([2, ['settings-changed']]);
    expect(world.notifier.published[0]?.lines).toContain('mode: observe');
  });

  it('reports a change of a command that crashed before it notified', async () => {
    const world = givenWatch();
    await world.watch();
    world.log.onCall = ({ name }) => {
      if (name === 'notifier.publish') throw new Error('crash');
    };
    await world.change();
    world.log.onCall = () => undefined;
    await world.watch();
    expect([world.found().length, world.notified()]).toEqual([1, ['settings-changed']]);
  });
});

describe('the watch of settings that cannot be used', () => {
  it('notifies of each attribute that is wrong, once a day', async () => {
    const world = givenWatch();
    world.settings.putItem({ version: 1, mode: 'enforce' });
    await world.watch();
    await world.watch();
    expect(world.notified()).toEqual(['settings-unusable']);
    expect(world.notifier.published[0]?.lines).toEqual([
      expect.stringContaining('Every account is in observe mode'),
      'overrides: is missing',
      'invitedGraceHours: is missing',
      'maxAccountsPerHour: is missing',
    ]);
    world.clock.advance(24 * 3600);
    await world.watch();
    expect(world.notified()).toEqual(['settings-unusable', 'settings-unusable']);
  });

  it('notifies that they cannot be read, with the failure, and still records what is deployed', async () => {
    const world = givenWatch();
    world.log.fail({ call: 'dynamodb:GetItem' });
    await world.watch();
    expect(world.notifier.published).toMatchObject([
      {
        key: 'settings-unusable',
        lines: [
          expect.stringContaining('cannot be read'),
          expect.stringContaining('dynamodb:GetItem'),
          expect.any(String),
        ],
      },
    ]);
    expect(await world.recorded()).toMatchObject({ canEnforce: true, seenSettings: undefined });
  });

  it('forgets nothing of the settings before: what comes after is compared with them', async () => {
    const world = givenWatch();
    await world.change();
    await world.watch();
    const { item } = world.settings;
    world.settings.putItem({ version: 1 });
    await world.watch();
    world.settings.putItem(item);
    await world.watch();
    expect(world.found()).toEqual([]);
  });
});

describe('a sweep of the organization', () => {
  const ORGANIZATION = [{ type: 'organization' }] as const;

  it.each([
    ['were edited by hand', () => undefined, (world: World) => world.settings.put(ENFORCING)],
    [
      'were deleted',
      (world: World) => world.settings.put(OBSERVING),
      (world: World) => world.settings.putItem(undefined),
    ],
  ])('is requested once where the settings %s, as that may permit removals', async (_how, before, edit) => {
    const world = givenWatch();
    before(world);
    await world.watch();
    edit(world);
    const requestedBefore = world.requests();
    await world.watch();
    await world.watch();
    expect([await world.requested(), world.requests() - requestedBefore]).toEqual([ORGANIZATION, 1]);
  });

  it('is requested once settings that did not parse can be used again, for what was withheld', async () => {
    const world = givenWatch();
    await world.change();
    await world.watch();
    const { item } = world.settings;
    world.settings.putItem({ version: 1 });
    await world.watch();
    world.log.fail({ call: 'dynamodb:GetItem', failure: { reason: 'throttled' } });
    await world.watch();
    expect(await world.requested()).toEqual([]);
    world.settings.putItem(item);
    await world.watch();
    expect(await world.requested()).toEqual(ORGANIZATION);
    await world.watch();
    expect(world.requests()).toBe(1);
  });

  it.each([
    ['not authorized', 'not-authorized', ORGANIZATION],
    ['throttled', 'throttled', []],
  ] as const)('depends on why the settings could not be read: %s', async (_what, reason, expected) => {
    const world = givenWatch();
    await world.watch();
    world.log.fail({ call: 'dynamodb:GetItem', failure: { reason } });
    await world.watch();
    await world.watch();
    expect(await world.requested()).toEqual(expected);
  });

  it('is not requested where nothing can be removed, nor for a change that a command reported', async () => {
    const observing = givenWatch({ canEnforce: false });
    await observing.watch();
    observing.settings.put(ENFORCING);
    await observing.watch();
    expect(await observing.requested()).toEqual([]);
    const reported = givenWatch();
    await reported.watch();
    await reported.change();
    await reported.watch();
    expect(await reported.requested()).toEqual([]);
  });

  it('is requested, by the command or the watch after it, at whatever call the command crashes', async () => {
    const missed: string[] = [];
    const given = async (crashAt: number) => {
      const world = givenWatch();
      await world.watch();
      let left = crashAt;
      let crashedAt: string | undefined;
      world.log.onCall = ({ name }) => {
        if (left === 0) {
          crashedAt ??= name;
          throw new Error('crash');
        }
        left -= 1;
      };
      await world.change(ENFORCING, ORGANIZATION).catch(() => undefined);
      world.log.onCall = () => undefined;
      return { ...world, crashedAt };
    };
    for (let call = 0; ; call += 1) {
      const world = await given(call);
      if (world.crashedAt === undefined) break;
      if (world.settings.item === undefined) continue;
      await world.watch();
      if ((await world.requested()).length === 0) missed.push(world.crashedAt);
    }
    expect(missed).toEqual([]);
  });

  it('is requested once for an edit by hand that nobody can be notified of', async () => {
    const world = givenWatch();
    await world.watch();
    world.settings.put(ENFORCING);
    world.failing('notifier.publish', { times: 3 });
    for (const _ of [1, 2, 3]) {
      await expect(world.watch()).rejects.toThrow('notifier.publish fails');
      expect([await world.requested(), world.requests()]).toEqual([ORGANIZATION, 1]);
    }
    await world.watch();
    expect([await world.requested(), world.requests()]).toEqual([ORGANIZATION, 1]);
  });

  const BEFORE_AND_AFTER = [
    ['may delete', { canEnforce: false }, () => undefined, { canEnforce: true }],
    [
      'may delete, by settings',
      { canEnforce: false },
      (world: World) => world.settings.put(ENFORCING),
      { canEnforce: true },
    ],
    [
      'enforces by its configuration',
      { initialPolicy: OBSERVING },
      () => undefined,
      { initialPolicy: ENFORCING },
    ],
    [
      'enforces in one account',
      { initialPolicy: OBSERVING },
      () => undefined,
      { initialPolicy: givenPolicy({ mode: 'observe', accountModes: { '333333333333': 'enforce' } }) },
    ],
    [
      'has a shorter grace',
      { initialPolicy: givenPolicy({ invitedGraceSeconds: 3600 }) },
      () => undefined,
      { initialPolicy: givenPolicy() },
    ],
    [
      'has a higher limit',
      { initialPolicy: ENFORCING },
      () => undefined,
      { initialPolicy: { ...ENFORCING, maxAccountsPerHour: 4 } },
    ],
  ] as const;

  it.each(BEFORE_AND_AFTER)(
    'is requested once after a new deployment %s',
    async (_, before, given, after) => {
      const world = givenWatch(before);
      given(world);
      await world.watch();
      expect(await world.requested()).toEqual([]);
      world.deploy(after);
      await world.watch();
      await world.watch();
      expect([await world.requested(), world.requests()]).toEqual([ORGANIZATION, 1]);
    },
  );

  it.each(BEFORE_AND_AFTER)(
    'is requested after a new deployment %s, although the settings cannot be read at first',
    async (_, before, given, after) => {
      const world = givenWatch(before);
      given(world);
      await world.watch();
      world.deploy(after);
      world.log.fail({ call: 'dynamodb:GetItem', failure: { reason: 'throttled' } });
      await world.watch();
      expect(await world.requested()).toEqual([]);
      await world.watch();
      await world.watch();
      expect([await world.requested(), world.requests()]).toEqual([ORGANIZATION, 1]);
    },
  );

  it.each(BEFORE_AND_AFTER)(
    'is requested after a new deployment %s, at whatever call a watch crashes',
    async (_, before, given, after) => {
      for (let call = 0; ; call += 1) {
        const world = givenWatch(before);
        given(world);
        await world.watch();
        world.deploy(after);
        let left = call;
        world.log.onCall = () => {
          if (left === 0) throw new Error('crash');
          left -= 1;
        };
        const crashed = await world.watch().then(
          () => false,
          () => true,
        );
        world.log.onCall = () => undefined;
        await world.watch();
        expect(await world.requested(), `crash at call ${call}`).toEqual(ORGANIZATION);
        if (!crashed) break;
      }
    },
  );

  it.each([
    ['observes', { initialPolicy: ENFORCING }, () => undefined, { initialPolicy: OBSERVING }],
    [
      'may delete, where every account observes',
      { canEnforce: false, initialPolicy: OBSERVING },
      () => undefined,
      { canEnforce: true },
    ],
    ['may not delete any more', {}, () => undefined, { canEnforce: false }],
    [
      'may not delete, and whose configuration says enforce',
      { canEnforce: false, initialPolicy: OBSERVING },
      () => undefined,
      { initialPolicy: ENFORCING },
    ],
    [
      'has another configuration, in place of which there are settings',
      { initialPolicy: OBSERVING },
      (world: World) => world.settings.put(ENFORCING),
      { initialPolicy: ENFORCING },
    ],
    ['is the same', {}, () => undefined, { initialPolicy: givenPolicy() }],
  ] as const)('is not requested after a new deployment that %s', async (_, before, given, after) => {
    const world = givenWatch(before);
    given(world);
    await world.watch();
    const requestedBefore = world.requests();
    world.deploy(after);
    await world.watch();
    expect(world.requests()).toBe(requestedBefore);
  });

  it('is requested again where the run ends before that is recorded', async () => {
    const world = givenWatch();
    await world.watch();
    world.settings.put(ENFORCING);
    onNth(world.log, 'requestedScopes.request', 1, () => {
      throw new Error('crash');
    });
    await expect(world.watch()).rejects.toThrow('crash');
    await world.watch();
    expect(await world.requested()).toEqual(ORGANIZATION);
  });
});
