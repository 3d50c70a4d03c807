import { describe, expect, it } from 'vitest';
import { managementRootOf } from '../../src/domain/management-root.ts';
import type { Scene } from '../../src/local/demo/scene.ts';
import { givenScene, MANAGEMENT } from '../support/sandbox-scene.ts';
import { readDeadLetters } from './messages.ts';

async function sweep(scene: Scene): Promise<void> {
  expect(await scene.stack.run('full-sweep')).toMatchObject({ type: 'finished' });
  await scene.stack.idle();
  await scene.stack.run('watch');
  await scene.stack.idle();
}

async function known({ stack, sandbox }: Scene) {
  const { managementRoot, managementAccountId } = await stack.operator();
  return managementRootOf(managementAccountId, await managementRoot.read(), sandbox.clock.now(), 24);
}

const subjects = (scene: Scene) => scene.sandbox.sns.published().map(({ subject }) => subject ?? '');

describe('the root user of the management account, by a role there', () => {
  it('is read after a sweep, and notified once it has lost its MFA', async () => {
    const scene = await givenScene();
    await sweep(scene);
    expect(await known(scene)).toMatchObject({
      state: 'protected',
      present: ['login-profile', 'mfa-device'],
    });
    expect(subjects(scene).filter((subject) => subject.includes('management account'))).toEqual([]);

    scene.actAsRoot(MANAGEMENT, 'deactivate-mfa');
    await scene.advance(3600);
    await sweep(scene);
    expect(await known(scene)).toMatchObject({ state: 'exposed', exposures: ['no-mfa'] });
    expect(subjects(scene)).toContainEqual(
      expect.stringContaining('The root user of the management account is not protected'),
    );
    expect(scene.credentialsOf(MANAGEMENT).password).toBe(true);
    expect(await readDeadLetters(scene)).toEqual([]);
  });

  it('is unknown where the role is not there, and neither the sweep nor the watch fails', async () => {
    const scene = await givenScene();
    const effect = { type: 'error', code: 'AccessDenied', status: 403, message: 'not authorized' } as const;
    scene.sandbox.faults.inject({ service: 'sts', operation: 'AssumeRole', times: 10, effect });
    await sweep(scene);
    expect(await known(scene)).toMatchObject({
      state: 'unknown',
      why: 'unreadable',
      failure: { reason: 'not-authorized', call: 'sts:AssumeRole' },
    });
  });
});
