import { describe, expect, it } from 'vitest';
import { ASSUMPTIONS, costTable, monthlyCost, PRICES } from '../../../scripts/cost.ts';
import { readPage } from './pages.ts';

const { text } = readPage('cost.md');

describe('the cost in cost.md', () => {
  it('is what scripts/cost.ts computes', () => {
    expect(text).toContain(costTable());
  });

  it('follows from the arithmetic that the page shows for 1,000 accounts', () => {
    const audits = 1_000 * (30 + 10);
    const byHand = {
      Lambda: (5_000 * 4 + 8_640 * 2 + 30 * 50) * 0.5 * 0.0000133334 + (13_670 * 0.2) / 1e6,
      SQS: ((audits * 3 + 3 * 648_000) * 0.4) / 1e6,
      'EventBridge and Scheduler': (10_000 * 1 + 8_670 * 1) / 1e6,
      DynamoDB: (166_400 * 0.125 + 80_000 * 0.625 + 41_472_000 * 0.2) / 1e6,
      'CloudWatch logs': (audits * 2 * 0.5 + 8_640 * 3 * 0.5) / 1e6,
      'CloudWatch alarms, metrics, dashboard': 19 * 0.1 + 21 * 0.3 + 3,
    };
    const computed = Object.fromEntries(monthlyCost(1_000).map(({ item, dollars }) => [item, dollars]));
    expect(Object.keys(computed)).toEqual(Object.keys(byHand));
    for (const [item, dollars] of Object.entries(byHand)) expect(computed[item]).toBeCloseTo(dollars, 9);
  });

  it.each([
    ['$0.0000133334', PRICES.lambdaArmGbSecond],
    ['$0.50', PRICES.logGigabyte],
    ['$0.30', PRICES.metric],
    ['$3.00', PRICES.dashboard],
    ['$0.40 per million', PRICES.sqsRequest * 1e6],
    ['$0.125 per million', PRICES.dynamodbRead * 1e6],
    ['$0.625 per million', PRICES.dynamodbWrite * 1e6],
    ['$1.00 per million', PRICES.crossAccountEvent * 1e6],
  ])('names the price %s', (named, price) => {
    expect(text).toContain(named);
    expect(Number.parseFloat(named.slice(1))).toBeCloseTo(price, 12);
  });

  it('grows little and linearly with the number of accounts', () => {
    const total = (accounts: number) => monthlyCost(accounts).reduce((sum, { dollars }) => sum + dollars, 0);
    expect(total(2_000) - total(1_000)).toBeCloseTo(total(1_000) - total(0), 9);
    expect(total(1_000) - total(0)).toBeLessThan(1);
    expect(ASSUMPTIONS.metrics).toBe(21);
  });
});
