import { describe, expect, it } from 'vitest';
import { NEWCOMER_SECONDS } from '../../../src/guardrail/account/newcomer.ts';
import { backoffSeconds } from '../../../src/lambda/backoff.ts';
import { QUEUES } from '../../../src/runtime/resources.ts';

describe('the back-off of a failed message', () => {
  it('starts at half a minute, doubles, and stops at a quarter of an hour', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 50].map((count) => backoffSeconds(count))).toEqual([
      30, 60, 120, 240, 480, 900, 900, 900,
    ]);
  });

  it('spreads the deliveries of a trigger over more than an hour', () => {
    const waits = Array.from({ length: QUEUES.triggers.maxReceiveCount - 1 }, (_, i) =>
      backoffSeconds(i + 1),
    );
    expect(waits.reduce((sum, seconds) => sum + seconds)).toBeGreaterThan(3600);
  });

  it('retries a trigger while its account is a newcomer, and has deliveries left afterwards', () => {
    let sinceFirst = 0;
    let asNewcomer = 1;
    while (sinceFirst + backoffSeconds(asNewcomer) < NEWCOMER_SECONDS) {
      sinceFirst += backoffSeconds(asNewcomer);
      asNewcomer += 1;
    }
    expect(asNewcomer).toBeGreaterThanOrEqual(5);
    expect(QUEUES.triggers.maxReceiveCount - asNewcomer).toBeGreaterThanOrEqual(3);
  });

  it('starts at the time that the result names, and grows in the same way', () => {
    expect([1, 2, 3, 50].map((count) => backoffSeconds(count, 5))).toEqual([5, 10, 20, 900]);
  });
});
