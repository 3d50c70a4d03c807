import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createAwsClients } from '../../src/aws/clients.ts';

const OWN = { accessKeyId: 'AKIAOWN', secretAccessKey: 'OWN-SECRET', sessionToken: 'OWN-TOKEN' };
const ROOT = { accessKeyId: 'ASIAROOT', secretAccessKey: 'ROOT-SECRET', sessionToken: 'ROOT-TOKEN' };

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
});
