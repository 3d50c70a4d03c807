import { inspect } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createAwsClients } from '../../src/aws/clients.ts';

const OWN = { accessKeyId: 'AKIAOWN', secretAccessKey: 'OWN-SECRET', sessionToken: 'OWN-TOKEN' };
const ROOT = { accessKeyId: 'ASIAROOT', secretAccessKey: 'ROOT-SECRET', sessionToken: 'ROOT-TOKEN' };

afterEach(() => {
  vi.useRealTimers();
});

describe('clients', () => {
  it('show no credentials to somebody who prints them', async () => {
    const clients = createAwsClients({ credentials: OWN });
    const session = clients.iamInSession(ROOT);
    await clients.sts.config.credentials();
    await session.config.credentials();
    for (const printed of [clients, clients.sts, session]) {
      const text = inspect(printed, { depth: null, showHidden: true }) + String(printed);
      expect(text).not.toMatch(/-SECRET|-TOKEN/);
    }
  });

  it('have one set of connections', () => {
    const clients = createAwsClients({ credentials: OWN });
    const { requestHandler } = clients.sts.config;
    expect(clients.iamInSession(ROOT).config.requestHandler).toBe(requestHandler);
    expect(clients.documents.config.requestHandler).toBe(requestHandler);
    expect(clients.sqs.config.requestHandler).toBe(requestHandler);
  });

  it('call STS in a Region, as AssumeRoot has no global endpoint, and slow down together', async () => {
    const { sts } = createAwsClients({ credentials: OWN });
    expect(await sts.config.region()).toBe('us-east-1');
    expect(await sts.config.maxAttempts()).toBe(10);
    const retryMode = sts.config.retryMode;
    expect(typeof retryMode === 'function' ? await retryMode() : retryMode).toBe('adaptive');
  });

  it('do not make what is urgent wait for as long as the rest', async () => {
    const { urgentSts } = createAwsClients({ credentials: OWN });
    const strategy = await urgentSts.config.retryStrategy();
    if (!('acquireInitialRetryToken' in strategy)) throw new Error('a strategy of another kind');
    let token = await strategy.acquireInitialRetryToken('');
    const pauses: number[] = [];
    vi.useFakeTimers();
    for (let attempt = 1; attempt < 10; attempt++) {
      const start = Date.now();
      const next = strategy.refreshRetryTokenForRetry(token, { errorType: 'THROTTLING' });
      await vi.runAllTimersAsync();
      token = await next;
      pauses.push(Date.now() - start);
    }
    expect(pauses).toEqual([50, 100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
    await expect(strategy.refreshRetryTokenForRetry(token, { errorType: 'THROTTLING' })).rejects.toThrow();
  });
});
