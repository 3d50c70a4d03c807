import { describe, expect, it } from 'vitest';
import { deleteRule } from '../../src/local/demo/rules.ts';
import type { Scene } from '../../src/local/demo/scene.ts';
import { LISTENER_SOURCES } from '../../src/runtime/resources.ts';
import { givenScene, MEMBER, OTHER } from '../support/sandbox-scene.ts';

const THIRD = '555555555555';

async function givenSweptScene() {
  const scene = await givenScene({
    accounts: [{ id: MEMBER }, { id: OTHER }, { id: THIRD }],
    settings: { mode: 'observe' },
  });
  await sweepAndWatch(scene);
  expect(aboutHearing(scene)).toEqual([]);
  return scene;
}

/** A sweep, and the sweeper's watch every five minutes until half an hour is over. */
async function sweepAndWatch({ stack, advance }: Scene): Promise<void> {
  await stack.run('full-sweep');
  await stack.idle();
  await advance(LISTENER_SOURCES.heartbeats.batchingWindowSeconds);
  for (let minutes = 0; minutes <= 35; minutes += 5) {
    await advance(5 * 60);
    await stack.run('watch');
    await stack.idle();
  }
}

/** Subjects of the notifications, without those of sweeps. */
function aboutHearing({ sandbox }: Scene): readonly string[] {
  return sandbox.sns
    .published()
    .filter(({ message }) => /heard/.test(message))
    .map(({ subject = '', message }) => `${subject}: ${message}`);
}

describe('an account whose rule was deleted', () => {
  it('is notified as silent after the next sweep and half an hour, once, and again when it is heard', async () => {
    const scene = await givenSweptScene();
    const restoreRule = await deleteRule(scene, MEMBER, 'rootguard-heartbeats');
    await sweepAndWatch(scene);
    expect(aboutHearing(scene)).toEqual([expect.stringMatching(new RegExp(`1 account .*${MEMBER}`, 's'))]);
    await sweepAndWatch(scene);
    expect(aboutHearing(scene)).toHaveLength(1);

    await restoreRule();
    await sweepAndWatch(scene);
    expect(aboutHearing(scene).slice(1)).toEqual([
      expect.stringMatching(/1 account that was silent is heard again/),
    ]);
  });
});

describe('an organization whose trail records no reads', () => {
  it('leads to one notification of all accounts, and to one when they are heard again', async () => {
    const scene = await givenSweptScene();
    const { trails } = scene.sandbox;
    const [trail] = trails.list();
    if (trail === undefined) throw new Error('no trail');
    const narrowed = trails.change(trail, { readWrite: 'WriteOnly' });
    // Longer than between a heartbeat before the change and the first audit without one.
    await scene.advance(60 * 60);
    await sweepAndWatch(scene);
    await sweepAndWatch(scene);
    expect(aboutHearing(scene)).toEqual([expect.stringContaining('No account is heard')]);

    trails.change(narrowed, { readWrite: 'All' });
    await sweepAndWatch(scene);
    expect(aboutHearing(scene).slice(1)).toEqual([expect.stringContaining('Accounts are heard again')]);
  });
});
