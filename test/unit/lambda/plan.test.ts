import type { SQSRecord } from 'aws-lambda';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AccountId, parseAccountId } from '../../../src/domain/account.ts';
import type { Trigger } from '../../../src/domain/trigger.ts';
import type { ParsedMessage } from '../../../src/events/parsed-message.ts';
import { planJobs } from '../../../src/lambda/plan.ts';
import { givenEvent, givenRequest, givenRootEvent, givenSweep } from '../../support/builders.ts';

const NOW = new Date('2026-11-24T12:00:00Z');

const FIRST_AUDITS: readonly Trigger[] = [
  givenRootEvent('access-key', NOW),
  { ...givenRootEvent(undefined, NOW), type: 'account-arrived' },
  givenRequest('operator', NOW),
];
const LOW_PRIORITY_AUDITS: readonly Trigger[] = [
  givenRequest('second-look', NOW),
  givenRequest('exception-changed', NOW),
  givenRequest('exception-ended', NOW),
  givenRequest('grace-ended', NOW),
];
const SWEEPS: readonly Trigger[] = [givenSweep(NOW)];

const WEAKENING: ParsedMessage = {
  type: 'weakening',
  trigger: {
    type: 'guardrail-weakened',
    weakening: 'trusted-access-disabled',
    account: parseAccountId('111111111111'),
    at: NOW,
    event: givenEvent(),
  },
};

const account = (index: number) => parseAccountId(String(300_000_000_000 + index));
const about = (trigger: Trigger, id: AccountId): ParsedMessage => ({
  type: 'trigger',
  trigger: { ...trigger, account: id },
});

function plan(messages: readonly ParsedMessage[]) {
  return planJobs(messages.map((message, index) => [{ messageId: String(index) } as SQSRecord, message]));
}

/** What the jobs are about, as 0 for what comes first. */
function urgencies(messages: readonly ParsedMessage[]): readonly number[] {
  return plan(messages).flatMap((job) => {
    if (job.type !== 'guard') return [];
    const has = (triggers: readonly Trigger[]) =>
      job.triggers.some((one) =>
        triggers.some(
          (other) => other.type === one.type && Reflect.get(other, 'why') === Reflect.get(one, 'why'),
        ),
      );
    return [has(FIRST_AUDITS) ? 0 : has(LOW_PRIORITY_AUDITS) ? 1 : 2];
  });
}

describe('the jobs of a batch', () => {
  it('are ordered in any batch: urgent audits, then those that can wait, then sweeps', () => {
    const message = fc
      .tuple(fc.constantFrom(...FIRST_AUDITS, ...LOW_PRIORITY_AUDITS, ...SWEEPS), fc.nat(4))
      .map(([trigger, index]) => about(trigger, account(index)));
    fc.assert(
      fc.property(fc.array(message, { maxLength: 10 }), (messages) => {
        const order = urgencies(messages);
        expect(order).toEqual(order.toSorted());
        expect(order).toHaveLength(
          new Set(messages.map((one) => one.type === 'trigger' && one.trigger.account)).size,
        );
      }),
    );
  });

  it('are ordered as their accounts appear in the batch where none is more urgent', () => {
    const [event] = FIRST_AUDITS;
    if (event === undefined) throw new Error('no event');
    const jobs = plan([3, 1, 2, 1].map((index) => about(event, account(index))));
    expect(jobs.map((job) => job.type === 'guard' && job.account)).toEqual([3, 1, 2].map(account));
    expect(jobs.map(({ records }) => records.map(({ messageId }) => messageId))).toEqual([
      ['0'],
      ['1', '3'],
      ['2'],
    ]);
  });

  it('start with those without a root session: a weakened guardrail is notified before any audit', () => {
    const [event] = FIRST_AUDITS;
    if (event === undefined) throw new Error('no event');
    expect(plan([about(event, account(1)), WEAKENING]).map(({ type }) => type)).toEqual([
      'report-weakening',
      'guard',
    ]);
  });

  it('make an audit urgent if one of its messages is', () => {
    const [event] = FIRST_AUDITS;
    const [second] = LOW_PRIORITY_AUDITS;
    if (event === undefined || second === undefined) throw new Error('no event');
    const batch = [about(second, account(1)), about(second, account(2)), about(event, account(2))];
    expect(plan(batch).map((job) => job.type === 'guard' && job.account)).toEqual([account(2), account(1)]);
  });
});
