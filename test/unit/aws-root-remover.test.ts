import { describe, expect, it, vi } from 'vitest';
import { createAwsClients } from '../../src/aws/clients.ts';
import { createRootRemover } from '../../src/aws/root-remover.ts';
import { ACCOUNT, givenCredential } from '../support/builders.ts';

const ROOT = { accessKeyId: 'ASIAROOT', secretAccessKey: 'secret', sessionToken: 'token' };

/** Nothing listens there: a try that is sent fails, and is followed by another. */
const NOWHERE = 'http://127.0.0.1:9';

describe('a removal', () => {
  it('is not tried again once its time is up', async () => {
    const iam = createAwsClients({ endpoint: NOWHERE, maxAttempts: 5 }).iamInSession(ROOT);
    const remover = createRootRemover(async () => ({ type: 'opened', session: iam }));
    const given = new AbortController();
    const reason = new Error('given up');
    const handle = vi.spyOn(iam.config.requestHandler, 'handle').mockImplementationOnce(async () => {
      given.abort(reason);
      throw Object.assign(new Error('no answer'), { name: 'TimeoutError' });
    });
    const opened = await remover.openDeleteSession(ACCOUNT, given.signal);
    if (opened.type === 'refused') throw new Error('no session');
    await expect(opened.session.remove(givenCredential('access-key'))).rejects.toBe(reason);
    // The second is refused before it is sent.
    expect(handle.mock.calls.length).toBeLessThanOrEqual(2);
  });
});
