import { inspect } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createAwsClients } from '../../../src/aws/clients.ts';

const OWN = { accessKeyId: 'AKIAOWN', secretAccessKey: 'OWN-SECRET', sessionToken: 'OWN-TOKEN' };
const ROOT = { accessKeyId: 'ASIAROOT', secretAccessKey: 'ROOT-SECRET', sessionToken: 'ROOT-TOKEN' };

afterEach(() => {
  vi.useRealTimers();
});

describe('clients', () => {
  it('contain no credentials when they are printed', async () => {
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

  it('retry urgent calls sooner than others', async () => {
    const { urgentSts } = createAwsClients({ credentials: OWN });
    const strategy = await urgentSts.config.retryStrategy();
    if (!('acquireInitialRetryToken' in strategy)) throw new Error('a strategy of another kind');
    let token = await strategy.acquireInitialRetryToken('');
    vi.useFakeTimers();
    for (const pause of [50, 100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]) {
      const isOver = vi.fn();
      const next = strategy.refreshRetryTokenForRetry(token, { errorType: 'THROTTLING' });
      void next.then(isOver);
      // Not vi.runAllTimers: it would also run the timers of other code in this process.
      await vi.advanceTimersByTimeAsync(pause - 1);
      expect(isOver, `before ${pause} ms`).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(1);
      expect(isOver, `after ${pause} ms`).toHaveBeenCalledOnce();
      token = await next;
    }
    await expect(strategy.refreshRetryTokenForRetry(token, { errorType: 'THROTTLING' })).rejects.toThrow();
  });
});

describe('the first calls of a command', () => {
  const firstContact = createAwsClients({ credentials: OWN }).firstContact();
  const refused = { name: 'Error', code: 'ECONNREFUSED', message: 'connect ECONNREFUSED' };
  const late = { name: 'TimeoutError', message: 'socket timed out' };
  const MAX_PAUSE_MS = 20_000;

  it.each([
    ['sts', firstContact.sts],
    ['organizations', firstContact.organizations],
  ] as const)('of %s are not tried again where the network does not answer', async (_name, client) => {
    const strategy = await client.config.retryStrategy();
    if (!('acquireInitialRetryToken' in strategy)) throw new Error('a strategy of another kind');
    const token = await strategy.acquireInitialRetryToken('');
    for (const error of [refused, late]) {
      await expect(
        strategy.refreshRetryTokenForRetry(token, { errorType: 'TRANSIENT', error }),
      ).rejects.toThrow('did not answer');
    }
  });

  it('are tried again where AWS limits the rate', async () => {
    const strategy = await firstContact.sts.config.retryStrategy();
    if (!('acquireInitialRetryToken' in strategy)) throw new Error('a strategy of another kind');
    vi.useFakeTimers();
    const token = await strategy.acquireInitialRetryToken('');
    const next = strategy.refreshRetryTokenForRetry(token, {
      errorType: 'THROTTLING',
      error: { name: 'ThrottlingException', message: 'Rate exceeded' },
    });
    await vi.advanceTimersByTimeAsync(MAX_PAUSE_MS);
    expect((await next).getRetryCount()).toBe(1);
  });
});
