import { describe, expect, it } from 'vitest';
import { acknowledgeBreaker } from '../../../../src/guardrail/operate/acknowledge-breaker.ts';
import { ACCOUNT } from '../../../support/builders.ts';
import { createMemoryWorld } from '../../../support/memory/world.ts';
import { Crash, crashOn, NOW, OPERATOR, onNth } from '../guard-fixture.ts';

const OPENED = new Date('2026-11-24T11:00:00Z');

async function givenBreaker(state: 'open' | 'closed') {
  const world = createMemoryWorld(NOW);
  if (state === 'open') await world.breaker.permit(ACCOUNT, 0, OPENED);
  return {
    ...world,
    acknowledge: (openSince = OPENED) => acknowledgeBreaker(world, { openSince, operator: OPERATOR }),
    state: () => world.breaker.state(NOW),
    calls: () => world.log.calls.map(({ name }) => name),
  };
}

describe('acknowledging the breaker', () => {
  it('records who acknowledged what and why, then closes the breaker', async () => {
    const { acknowledge, state, ledger, calls } = await givenBreaker('open');
    expect(await acknowledge()).toEqual({ type: 'acknowledged', openSince: OPENED });
    expect(await state()).toEqual({ type: 'closed', accountsThisHour: 0 });
    expect(ledger.entries).toEqual([
      {
        type: 'breaker-acknowledged',
        account: 'organization',
        at: NOW,
        id: expect.any(String),
        operator: OPERATOR,
        openSince: OPENED,
      },
    ]);
    const acts = calls().filter((name) => name === 'ledger.append' || name === 'breaker.acknowledge');
    expect(acts).toEqual(['ledger.append', 'breaker.acknowledge']);
  });

  it('acknowledges nothing that cannot be recorded', async () => {
    const { acknowledge, state, ledger, log } = await givenBreaker('open');
    crashOn(log, 'ledger.append');
    await expect(acknowledge()).rejects.toThrow(Crash);
    expect(await state()).toEqual({ type: 'open', since: OPENED });
    expect(ledger.entries).toEqual([]);
  });

  it('leaves an entry when the breaker cannot be closed, and another when it is repeated', async () => {
    const { acknowledge, state, ledger, log } = await givenBreaker('open');
    crashOn(log, 'breaker.acknowledge');
    await expect(acknowledge()).rejects.toThrow(Crash);
    expect(await state()).toEqual({ type: 'open', since: OPENED });
    expect(ledger.entries).toHaveLength(1);
    expect(await acknowledge()).toMatchObject({ type: 'acknowledged' });
    expect(ledger.entries).toHaveLength(2);
  });

  it('closes no later opening than the one that the operator was shown', async () => {
    const { acknowledge, state, ledger } = await givenBreaker('open');
    const shown = new Date('2026-11-24T09:00:00Z');
    const opened = { type: 'open', since: OPENED } as const;
    expect(await acknowledge(shown)).toEqual({ type: 'opened-again', state: opened });
    expect(await state()).toEqual(opened);
    expect(ledger.entries).toEqual([]);
  });

  it('does not close a breaker that opened again while it was recorded', async () => {
    const { acknowledge, state, breaker, log } = await givenBreaker('open');
    const again = new Date('2026-11-24T12:30:00Z');
    onNth(log, 'breaker.acknowledge', 1, async () => {
      await breaker.acknowledge(OPENED, 'somebody faster', NOW);
      await breaker.permit(ACCOUNT, 0, again);
    });
    const opened = { type: 'open', since: again } as const;
    expect(await acknowledge()).toEqual({ type: 'opened-again', state: opened });
    expect(await state()).toEqual(opened);
  });

  it('records nothing where there is nothing to acknowledge', async () => {
    const { acknowledge, ledger, calls } = await givenBreaker('closed');
    expect(await acknowledge()).toEqual({
      type: 'already-closed',
      state: { type: 'closed', accountsThisHour: 0 },
    });
    expect(ledger.entries).toEqual([]);
    expect(calls()).not.toContain('breaker.acknowledge');
  });
});
