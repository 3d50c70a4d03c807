import { describe, expect, it } from 'vitest';
import type { AccountId } from '../../../../src/domain/account.ts';
import type { Trigger } from '../../../../src/domain/trigger.ts';
import {
  createSessionOpeners,
  type OpenerDependencies,
} from '../../../../src/guardrail/notify/session-openers.ts';
import { ACCOUNT, givenEvent, givenRequest, givenRootEvent, givenSweep } from '../../../support/builders.ts';
import { createMemoryWorld } from '../../../support/memory/world.ts';
import { givenSession } from '../../../support/sessions.ts';

const NOW = new Date('2026-11-24T12:05:00Z');
const KEY = 'ASIAIOSFODNN7EXAMPLE';

const IN_SESSION = {
  ...givenRootEvent('login-profile', NOW),
  event: givenEvent({ name: 'CreateLoginProfile', accessKeyId: KEY, viaAssumeRoot: true }),
};

function openerLines(deps: OpenerDependencies, account: AccountId, triggers: readonly Trigger[]) {
  return createSessionOpeners(deps).linesFor(account, triggers);
}

function givenRegister() {
  const world = createMemoryWorld(NOW);
  return { world, deps: { sessionReader: world.sessionRegister, setTimer: world.setTimer } };
}

describe('who opened the session of an event', () => {
  it('is named by the register', async () => {
    const { world, deps } = givenRegister();
    await world.sessionRegister.record(givenSession({ accessKeyId: 'ASIAOTHER', openedBy: 'alice' }));
    await world.sessionRegister.record(givenSession({ accessKeyId: KEY }));
    const [line, ...others] = await openerLines(deps, ACCOUNT, [IN_SESSION, IN_SESSION]);
    expect(line).toContain(
      `Session ${KEY} was opened by arn:aws:sts::222222222222:assumed-role/Admin/mallory`,
    );
    expect(line).toContain('IAMCreateRootUserPassword');
    expect(others).toEqual([]);
  });

  it('is named also where the task of the session is not known', async () => {
    const { world, deps } = givenRegister();
    await world.sessionRegister.record(givenSession({ accessKeyId: KEY, task: undefined }));
    expect(await openerLines(deps, ACCOUNT, [IN_SESSION])).toEqual([
      expect.stringMatching(/opened by .*mallory.* for the task unknown$/),
    ]);
  });

  it('is said to be unknown where the event has not arrived', async () => {
    const { deps } = givenRegister();
    const [line] = await openerLines(deps, ACCOUNT, [IN_SESSION]);
    expect(line).toContain(`${KEY} is not known yet`);
    expect(line).toContain(`rootguard sessions --account ${ACCOUNT}`);
  });

  it('is said to be unknown where the register fails', async () => {
    const { world, deps } = givenRegister();
    world.log.onCall = () => {
      throw new Error('no answer');
    };
    expect(await openerLines(deps, ACCOUNT, [IN_SESSION])).toEqual([
      expect.stringContaining('the session register cannot be read'),
    ]);
  });

  it('is said to be unknown where the register does not answer in time', async () => {
    const { world } = givenRegister();
    const setTimer = (_: number, callback: () => void) => {
      queueMicrotask(callback);
      return { cancel() {} };
    };
    const sessionReader = {
      async *read() {
        await new Promise(() => {});
      },
    };
    expect(await openerLines({ sessionReader, setTimer }, ACCOUNT, [IN_SESSION])).toEqual([
      expect.stringContaining('is not known yet'),
    ]);
    expect(world.log.calls).toEqual([]);
  });

  it('is not looked up for a sweep, or for what the root user did itself', async () => {
    const { world, deps } = givenRegister();
    const requested = givenRequest('operator', NOW);
    const triggers = [givenSweep(NOW), requested, givenRootEvent('access-key', NOW)];
    expect(await openerLines(deps, ACCOUNT, triggers)).toEqual([]);
    expect(world.log.calls).toEqual([]);
  });
});
