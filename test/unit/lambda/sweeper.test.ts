import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../../src/domain/account.ts';
import type { Watchdog } from '../../../src/guardrail/ports/watchdog.ts';
import { createSweeper } from '../../../src/lambda/sweeper.ts';
import { givenAccount, givenException, givenPolicy } from '../../support/builders.ts';
import { createMemoryWorld } from '../../support/memory/world.ts';

const QUARTER_OF_AN_HOUR = { awsRequestId: 'invocation-1', getRemainingTimeInMillis: () => 900_000 };

function givenSweeper(watchdog?: Watchdog) {
  const world = createMemoryWorld();
  let flushed = 0;
  const sweep = createSweeper({
    ...world,
    initialPolicy: givenPolicy(),
    canEnforce: true,
    managementAccountId: world.organization.managementAccountId,
    exceptionWatch: world.exceptions,
    watchdog,
    flushMetrics: () => {
      flushed += 1;
    },
  });
  return { world, sweep, flushed: () => flushed };
}

describe('the sweeper', () => {
  it('queues every account on a full sweep', async () => {
    const { world, sweep, flushed } = givenSweeper();
    for (let index = 0; index < 45; index += 1) {
      world.organization.setAccount(givenAccount({ id: String(300000000000 + index) }), []);
    }
    expect(await sweep({ task: 'full-sweep' }, QUARTER_OF_AN_HOUR)).toMatchObject({
      type: 'finished',
      accountsQueued: 45,
    });
    expect(new Set(world.sweepQueue.sent.map(({ account }) => account.id)).size).toBe(45);
    expect(flushed()).toBe(1);
  });

  it('pauses when too little time is left, and is continued by a watch', async () => {
    const { world, sweep } = givenSweeper();
    for (let index = 0; index < 45; index += 1) {
      world.organization.setAccount(givenAccount({ id: String(300000000000 + index) }), []);
    }
    let left = 30_000;
    const short = {
      awsRequestId: 'invocation-1',
      getRemainingTimeInMillis: () => {
        left -= 4_000;
        return left;
      },
    };
    expect(await sweep({ task: 'full-sweep' }, short)).toMatchObject({ type: 'paused', accountsQueued: 40 });
    expect(await sweep({ task: 'watch' }, QUARTER_OF_AN_HOUR)).toEqual({ type: 'watched' });
    expect(new Set(world.sweepQueue.sent.map(({ account }) => account.id)).size).toBe(45);
  });

  it('requests the audit of an account whose exception has ended', async () => {
    const { world, sweep } = givenSweeper();
    await world.exceptions.add(givenException({ expiresAt: '2026-11-24T11:59:00Z' }));
    await sweep({ task: 'watch' }, QUARTER_OF_AN_HOUR);
    expect(world.triggerQueue.sent).toMatchObject([
      { account: parseAccountId('333333333333'), why: 'exception-ended' },
    ]);
  });

  it('logs what failed, and throws an error without secrets for the log of Lambda', async () => {
    const { world, sweep, flushed } = givenSweeper();
    const message = 'The signature does not match.\n\nx-amz-security-token:SECRET-TOKEN';
    world.log.onCall = async ({ name }) => {
      if (name === 'iam:ListOrganizationsFeatures')
        throw Object.assign(new Error(message), { name: 'SignatureDoesNotMatch' });
    };
    const thrown = await sweep({ task: 'full-sweep' }, QUARTER_OF_AN_HOUR).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ name: 'SignatureDoesNotMatch', message: 'The signature does not match.' });
    expect(String((thrown as Error).stack) + JSON.stringify(thrown)).not.toContain('SECRET');
    expect((thrown as Error).cause).toBeUndefined();
    expect(world.telemetry.logged.at(-1)).toMatchObject({
      event: 'sweeper-failed',
      fields: { task: 'full-sweep' },
    });
    expect(flushed()).toBe(1);
  });

  it.each([[undefined], [{}], [{ task: 'sweep' }], ['full-sweep']])('refuses %j', async (input) => {
    const { sweep } = givenSweeper();
    await expect(sweep(input, QUARTER_OF_AN_HOUR)).rejects.toMatchObject({ code: 'invalid-sweeper-input' });
  });
});

describe('the watchdog in the management account', () => {
  function givenWatchdog(refuse = false) {
    let resets = 0;
    const watchdog: Watchdog = {
      async reset() {
        resets += 1;
        if (refuse) throw new Error('no such topic');
      },
    };
    return { watchdog, resets: () => resets };
  }

  it('is reset by each watch, and not by a sweep', async () => {
    const { watchdog, resets } = givenWatchdog();
    const { sweep } = givenSweeper(watchdog);
    await sweep({ task: 'full-sweep' }, QUARTER_OF_AN_HOUR);
    expect(resets()).toBe(0);
    await sweep({ task: 'watch' }, QUARTER_OF_AN_HOUR);
    expect(resets()).toBe(1);
  });

  it('is not reset by a watch that failed', async () => {
    const { watchdog, resets } = givenWatchdog();
    const { world, sweep } = givenSweeper(watchdog);
    world.log.onCall = async ({ name }) => {
      if (name.startsWith('settings.')) throw new Error('no table');
    };
    await expect(sweep({ task: 'watch' }, QUARTER_OF_AN_HOUR)).rejects.toThrow('no table');
    expect(resets()).toBe(0);
  });

  it('that cannot be reset does not make the watch run again', async () => {
    const { world, sweep } = givenSweeper(givenWatchdog(true).watchdog);
    expect(await sweep({ task: 'watch' }, QUARTER_OF_AN_HOUR)).toEqual({ type: 'watched' });
    expect(world.telemetry.logged.map(({ event }) => event)).toContain('watchdog-failed');
  });
});
