import { GetSessionTokenCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../src/domain/account.ts';
import { createSandboxClients } from '../../src/local/clients.ts';
import { readLedger } from '../../src/local/demo/ledger.ts';
import type { Scene } from '../../src/local/demo/scene.ts';
import { givenScene, MEMBER } from '../support/sandbox-scene.ts';
import { countCalls, readDeadLetters } from './messages.ts';

const ROOT_KEY = { id: 'AKIAROOT333333333333', secret: 'sandbox' };

async function announcedIn(scene: Scene) {
  const entries = await readLedger(scene, parseAccountId(MEMBER));
  return entries.flatMap((entry) =>
    entry.type === 'event-announced' ? [`${entry.announced.topic} ${entry.announced.event.name}`] : [],
  );
}

describe('what is announced without an audit', () => {
  it('goes from the account through home to the ledger and to people, each event once', async () => {
    const scene = await givenScene({
      accounts: [{ id: MEMBER, root: { password: {}, accessKeys: [ROOT_KEY] } }],
      settings: { mode: 'observe' },
    });
    const root = createSandboxClients(scene.sandbox.endpoint, {
      accessKeyId: ROOT_KEY.id,
      secretAccessKey: ROOT_KEY.secret,
    });
    const calls = await scene.callsDuring(async () => {
      await root.sts.send(new GetSessionTokenCommand({}));
      scene.actAsRoot(MEMBER, 'sign-in-cli');
      scene.actAsRoot(MEMBER, 'change-email');
    });
    expect((await announcedIn(scene)).toSorted()).toEqual([
      'root-mailbox-changed EmailUpdated',
      'root-user-acted AuthorizeOAuth2Access',
      'root-user-acted CreateOAuth2Token',
      'root-user-acted GetSessionToken',
    ]);
    const notified = scene.sandbox.sns.published().map(({ message }) => message);
    expect(notified).toHaveLength(4);
    for (const name of ['GetSessionToken', 'AuthorizeOAuth2Access', 'CreateOAuth2Token', 'EmailUpdated']) {
      expect(notified.filter((message) => message.includes(name))).toHaveLength(1);
    }
    expect(countCalls(calls, 'AssumeRoot')).toBe(0);
    expect(await readDeadLetters(scene)).toEqual([]);
  });
});
