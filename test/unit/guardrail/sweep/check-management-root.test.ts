import { describe, expect, it } from 'vitest';
import type { AwsFailure } from '../../../../src/domain/aws-failure.ts';
import { checkManagementRoot } from '../../../../src/guardrail/sweep/check-management-root.ts';
import { startSweep } from '../../../../src/guardrail/sweep/sweep.ts';
import { watch } from '../../../../src/guardrail/sweep/watch.ts';
import { AMPLE_TIME, givenSweeper } from '../sweep-fixture.ts';

const FAILURE: AwsFailure = {
  reason: 'not-authorized',
  call: 'sts:AssumeRole',
  message: 'not authorized to perform: sts:AssumeRole',
};
const EXPOSED = { type: 'readable', present: new Set(['login-profile', 'access-key'] as const) } as const;
const PROTECTED = { type: 'readable', present: new Set(['login-profile', 'mfa-device'] as const) } as const;

async function givenSwept() {
  const sweeper = givenSweeper(3);
  const sweep = async () => {
    expect(await startSweep(sweeper.deps, AMPLE_TIME)).toMatchObject({ type: 'finished' });
  };
  await sweep();
  return {
    ...sweeper,
    sweep,
    check: () => checkManagementRoot(sweeper.deps),
    readings: () =>
      sweeper.calls().filter((name) => name === 'managementRootReader.readManagementRoot').length,
  };
}

describe("the management account's own root user", () => {
  it('is read once after each sweep', async () => {
    const { check, sweep, readings, managementRoot } = await givenSwept();
    await check();
    await check();
    expect(readings()).toBe(1);
    await sweep();
    await check();
    expect(readings()).toBe(2);
    expect(await managementRoot.read()).toMatchObject({
      record: { reading: { type: 'readable', present: ['login-profile', 'mfa-device'] } },
    });
  });

  it('is not read before the first sweep has finished, nor where the deployment cannot', async () => {
    const { deps, calls } = givenSweeper(3);
    await checkManagementRoot(deps);
    await startSweep(deps, AMPLE_TIME);
    await checkManagementRoot({ ...deps, managementRootReader: undefined });
    expect(calls().filter((name) => name.startsWith('managementRoot'))).toEqual([]);
  });

  it('that is exposed is notified once a week, with what to do', async () => {
    const { check, sweep, clock, setManagementRoot, notified, notifier } = await givenSwept();
    setManagementRoot(EXPOSED);
    await check();
    await sweep();
    await check();
    expect(notified()).toEqual(['management-root-exposed']);
    expect(notifier.published[0]?.lines).toEqual(
      expect.arrayContaining([
        expect.stringContaining('no MFA'),
        expect.stringContaining('delete its access keys'),
      ]),
    );
    clock.advance(7 * 24 * 3600);
    await sweep();
    await check();
    expect(notified()).toEqual(['management-root-exposed', 'management-root-exposed']);
  });

  it('that changes is notified again', async () => {
    const { check, sweep, setManagementRoot, notified } = await givenSwept();
    setManagementRoot(EXPOSED);
    await check();
    setManagementRoot({ type: 'readable', present: new Set(['login-profile'] as const) });
    await sweep();
    await check();
    expect(notified()).toHaveLength(2);
  });

  it('that may not be read is recorded as such, notified, and read after the next sweep', async () => {
    const { check, sweep, setManagementRoot, managementRoot, notified, logged, readings } =
      await givenSwept();
    setManagementRoot({ type: 'unreadable', failure: FAILURE });
    await check();
    await check();
    expect(await managementRoot.read()).toMatchObject({
      record: { reading: { type: 'unreadable', failure: FAILURE } },
    });
    expect(logged()).toContain('management-root-unreadable');
    expect(notified()).toEqual(['management-root-unreadable']);
    await sweep();
    await check();
    expect(readings()).toBe(2);
  });

  it('is read again by the next watch where AWS throttled the call, and is as it was until then', async () => {
    const { check, sweep, setManagementRoot, managementRoot, notified, readings } = await givenSwept();
    setManagementRoot(PROTECTED);
    await check();
    await sweep();
    setManagementRoot({ type: 'unreadable', failure: { ...FAILURE, reason: 'throttled' } });
    await check();
    expect(await managementRoot.read()).toMatchObject({ record: { reading: { type: 'readable' } } });
    setManagementRoot(PROTECTED);
    await check();
    expect(readings()).toBe(3);
    expect(notified()).toEqual([]);
  });

  it('that is exposed again after it was protected is notified at once', async () => {
    const { check, sweep, setManagementRoot, notified } = await givenSwept();
    for (const reading of [EXPOSED, EXPOSED, PROTECTED, EXPOSED]) {
      setManagementRoot(reading);
      await check();
      await sweep();
    }
    expect(notified()).toEqual(['management-root-exposed', 'management-root-exposed']);
  });

  it('that the notifier fails for is read and notified again by the next watch', async () => {
    const { check, setManagementRoot, log, notified } = await givenSwept();
    setManagementRoot(EXPOSED);
    log.onCall = ({ name }) => {
      if (name === 'notifier.publish') throw new Error('SNS is unavailable');
    };
    await expect(check()).rejects.toThrow('SNS is unavailable');
    log.onCall = () => {};
    await check();
    expect(notified()).toEqual(['management-root-exposed']);
  });

  it('is read by the watch, whose other parts it does not stop', async () => {
    const { deps, readings, log, calls } = await givenSwept();
    log.onCall = ({ name }) => {
      if (name === 'managementRoot.write') throw new Error('the table is unavailable');
    };
    await expect(watch(deps, AMPLE_TIME)).rejects.toThrow('the table is unavailable');
    expect(readings()).toBe(1);
    expect(calls().lastIndexOf('sweepProgress.read')).toBeGreaterThan(
      calls().indexOf('managementRoot.write'),
    );
  });

  it('(invariant 7) is never queued for an audit', async () => {
    const { check, queued, deps, triggerQueue } = await givenSwept();
    await check();
    expect(queued()).not.toContain(deps.managementAccountId);
    expect(triggerQueue.sent).toEqual([]);
  });
});
