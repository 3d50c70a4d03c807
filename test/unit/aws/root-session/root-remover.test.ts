import { afterEach, describe, expect, it, vi } from 'vitest';
import { createAwsClients } from '../../../../src/aws/clients.ts';
import { createRootRemover } from '../../../../src/aws/root-session/root-remover.ts';
import type { CredentialKind } from '../../../../src/domain/credentials.ts';
import { ACCOUNT, givenCredential } from '../../../support/builders.ts';

const ROOT = { accessKeyId: 'ASIAROOT', secretAccessKey: 'secret', sessionToken: 'token' };

/** Nothing listens there, so each attempt that is sent fails and is retried. */
const NOWHERE = 'http://127.0.0.1:9';

/** A delete session whose requests are answered one after the other; undefined is an answer that gets lost. */
async function givenSession(answers: readonly (Answer | undefined)[], signal?: AbortSignal) {
  const iam = createAwsClients({ endpoint: NOWHERE, maxAttempts: 5 }).iamInSession(ROOT);
  const left = [...answers];
  const handle = vi.spyOn(iam.config.requestHandler, 'handle').mockImplementation(async () => {
    const answer = left.shift();
    if (answer === undefined) throw Object.assign(new Error('no answer'), { name: 'TimeoutError' });
    return { response: answer };
  });
  const opened = await createRootRemover(async () => ({ type: 'opened', session: iam })).openDeleteSession(
    ACCOUNT,
    signal,
  );
  if (opened.type === 'refused') throw new Error('no session');
  return { session: opened.session, handle, iam };
}

type Answer = { readonly statusCode: number; readonly headers: object; readonly body: Uint8Array };

function errorAnswer(statusCode: number, code: string): Answer {
  const body = `<ErrorResponse><Error><Code>${code}</Code><Message>m</Message></Error></ErrorResponse>`;
  return {
    statusCode,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': 'request-1' },
    body: new TextEncoder().encode(body),
  };
}

const GONE = errorAnswer(404, 'NoSuchEntity');
const THROTTLED = errorAnswer(400, 'Throttling');

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a removal', () => {
  it('is not retried once it is aborted', async () => {
    const given = new AbortController();
    const reason = new Error('given up');
    const { session, handle } = await givenSession([], given.signal);
    handle.mockImplementationOnce(async () => {
      given.abort(reason);
      throw Object.assign(new Error('no answer'), { name: 'TimeoutError' });
    });
    await expect(session.remove(givenCredential('access-key'))).rejects.toBe(reason);
    // The second is refused before it is sent.
    expect(handle.mock.calls.length).toBeLessThanOrEqual(2);
  });

  it.each<CredentialKind>(['login-profile', 'access-key', 'signing-certificate', 'mfa-device'])(
    'of a %s is sent once: by a second try it may be approved, or another one stand under its name',
    async (kind) => {
      for (const answer of [undefined, THROTTLED]) {
        const { session, handle } = await givenSession([answer]);
        expect(await session.remove(givenCredential(kind))).toMatchObject({
          type: 'refused',
          failure: { reason: answer ? 'throttled' : 'unavailable' },
        });
        expect(handle).toHaveBeenCalledTimes(1);
      }
    },
  );

  it.each<CredentialKind>(['login-profile', 'access-key', 'signing-certificate', 'mfa-device'])(
    'of a %s that is gone at the first try found nothing to delete',
    async (kind) => {
      const { session } = await givenSession([GONE]);
      expect(await session.remove(givenCredential(kind))).toMatchObject({ type: 'already-absent' });
    },
  );

  it('that is sent once keeps what the session has learnt about the clock', async () => {
    const { session, handle, iam } = await givenSession([GONE]);
    iam.config.systemClockOffset = 3_600_000;
    await session.remove(givenCredential('login-profile'));
    const [request] = handle.mock.calls[0] ?? [];
    const signedAt = Date.parse(
      String(request?.headers['x-amz-date']).replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'),
    );
    expect(signedAt - Date.now()).toBeGreaterThan(3_000_000);
  });
});
