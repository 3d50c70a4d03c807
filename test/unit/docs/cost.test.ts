import { describe, expect, it } from 'vitest';
import { costByPart, costByService, quantities, totalOf } from '../../../scripts/cost/monthly-cost.ts';
import { ASSUMPTIONS, OPT_IN_PARTS, PARTS } from '../../../scripts/cost/parts.ts';
import { PRICES } from '../../../scripts/cost/prices.ts';
import { costPage } from '../../../scripts/cost.ts';
import { METRICS, OPT_IN_METRICS } from '../../../src/guardrail/telemetry/metrics.ts';
import { readPage } from './pages.ts';

const { text } = readPage('cost.md');

describe('the cost in cost.md', () => {
  it('is what npx tsx scripts/cost.ts > docs/cost.md writes', () => {
    expect(text).toBe(costPage());
  });

  it('follows, for 1,000 accounts, from quantities computed by hand', () => {
    const audits = 1_000 * (30 + 10);
    const used = Object.fromEntries(quantities(1_000).map(({ priced, quantity }) => [priced, quantity]));
    expect(used).toMatchObject({
      lambdaRequest: audits / 8 + 8_640 + 30 + audits / 10 + audits,
      lambdaArmGbSecond: ((audits / 8) * 4 + 8_640 * 2 + 30 * 50 + audits / 10 + audits) * 0.5,
      sqsRequest: audits * 3 * 3 + 6 * 648_000,
      eventToAnotherBus: 10_000 + audits + audits,
      schedulerInvocation: 8_640 + 30,
      dynamodbRead: audits * 2 + 86_400 + 720 * 250,
      dynamodbWrite: audits * 4,
      alarm: ASSUMPTIONS.alarms,
      metric: Object.keys(METRICS).length - OPT_IN_METRICS.length + 1,
    });
  });

  it('is the same by service and by part', () => {
    for (const accounts of [0, 10, 50_000]) {
      expect(totalOf(costByService(accounts))).toBeCloseTo(totalOf(costByPart(accounts)), 9);
      const byQuantity = quantities(accounts).reduce(
        (sum, { priced, quantity }) => sum + quantity * PRICES[priced].each,
        0,
      );
      expect(byQuantity).toBeCloseTo(totalOf(costByPart(accounts)), 9);
    }
  });

  it('leaves out of every total what has to be asked for, as the canary with its alarms and metrics', () => {
    expect(PARTS).not.toEqual(expect.arrayContaining([...OPT_IN_PARTS]));
    const used = Object.fromEntries(
      quantities(0, OPT_IN_PARTS.slice(0, 1)).map(({ priced, quantity }) => [priced, quantity]),
    );
    expect(used).toMatchObject({ lambdaRequest: 30, lambdaArmGbSecond: 900, alarm: 2, metric: 2 });
    expect(text).toContain('- **The canary: $0.81 a month.**');
    expect(text).toContain('- **Each Region of `sessionRegions`: $0.10 a month.** One alarm.');
  });

  it('is in scale.md too', () => {
    const totals = [1_000, 10_000, 50_000].map((size) => `$${Math.round(totalOf(costByPart(size)))}`);
    expect(readPage('scale.md').text).toContain(
      `| [cost](cost.md) a month, one sweep a day | ${totals.join(' | ')} |`,
    );
  });

  it('names each price as it is computed with', () => {
    for (const { each, text: named } of Object.values(PRICES)) {
      const perMillion = named.endsWith(' per million') ? 1e6 : 1;
      expect(Number.parseFloat(named.slice(1))).toBeCloseTo(each * perMillion, 12);
    }
  });

  it('grows little and linearly with the number of accounts', () => {
    const total = (accounts: number) => totalOf(costByPart(accounts));
    expect(total(2_000) - total(1_000)).toBeCloseTo(total(1_000) - total(0), 9);
    expect(total(1_000) - total(0)).toBeLessThan(2);
  });
});
