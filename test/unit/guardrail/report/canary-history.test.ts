import { describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../../../src/domain/ledger-entry.ts';
import { CanaryHistory } from '../../../../src/guardrail/report/canary-history.ts';
import { removalFrom } from '../../../../src/guardrail/report/removal-history.ts';
import { ACCOUNT, givenCredential, givenResult } from '../../../support/builders.ts';
import { givenCanary } from '../canary/canary-fixture.ts';

const AT = new Date('2026-11-24T12:00:00Z');

describe('the removals of a report', () => {
  it('leave out the password of a canary run, and nothing else', async () => {
    const { run, ledger } = givenCanary();
    await run();
    const history = new CanaryHistory();
    for (const entry of ledger.entries) history.add(entry);
    const started = history.times();
    const removals = (known: typeof started) =>
      ledger.entries.flatMap((entry) => removalFrom(entry, known) ?? []);
    expect(removals([])).toHaveLength(1);
    expect(removals(started)).toEqual([]);
    const key = givenResult({ credential: givenCredential('access-key') });
    const password = givenResult({ credential: { ...givenCredential('login-profile'), createdAt: AT } });
    const outcome: LedgerEntry = {
      type: 'outcome',
      account: ACCOUNT,
      at: AT,
      id: '1',
      enforcementId: 'one',
      triggers: [],
      results: [key, password],
      after: { type: 'readable', credentials: [] },
    };
    expect(removalFrom(outcome, started)?.credentials).toEqual([key.credential]);
    // The run took 8 seconds.
    const muchLater = new Date(AT.getTime() + 90_000);
    const afterRun = givenResult({
      credential: { ...givenCredential('login-profile'), createdAt: muchLater },
    });
    expect(removalFrom({ ...outcome, at: muchLater, results: [afterRun] }, started)?.credentials).toEqual([
      afterRun.credential,
    ]);
    expect(removalFrom({ ...outcome, at: muchLater }, started)?.credentials).toHaveLength(2);
    const later = { startedAt: new Date(AT.getTime() + 3_600_000) };
    expect(removalFrom(outcome, [later])?.credentials).toEqual([key.credential, password.credential]);
  });
});

describe('the runs of a report', () => {
  it('are the latest ten, each by its latest entry', async () => {
    const { run, ledger, clock } = givenCanary();
    for (let count = 0; count < 11; count += 1) {
      await run();
      clock.advance(3_600);
    }
    const history = new CanaryHistory();
    for (const entry of ledger.entries) history.add(entry);
    const runs = history.latest();
    expect(runs).toHaveLength(10);
    expect(new Set(runs.map(({ result, totalMs }) => `${result} ${totalMs}`))).toEqual(
      new Set(['completed 8000']),
    );
    expect(runs[0]?.at.getTime()).toBeGreaterThan(runs[9]?.at.getTime() ?? 0);
  });

  it('tell when the latest one saw every hop, also after more failed ones than are shown', () => {
    const hoursAgo = (hours: number) => new Date(AT.getTime() - hours * 3_600_000);
    const history = new CanaryHistory();
    const add = (result: 'started' | 'completed' | 'incomplete', hours: number, runId = `${hours}`) =>
      history.add({
        type: 'canary',
        account: ACCOUNT,
        at: hoursAgo(hours),
        id: '1',
        runId,
        result,
        by: 'a role',
      });
    add('started', 40);
    expect(history.completedAt(AT)).toBeUndefined();
    add('completed', 30);
    add('completed', 20);
    for (let hours = 12; hours > 0; hours -= 1) add('incomplete', hours);
    add('completed', -2, 'by a wrong clock');
    expect(history.completedAt(AT)).toEqual(hoursAgo(20));
  });
});
