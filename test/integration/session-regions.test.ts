import { AssumeRootCommand } from '@aws-sdk/client-sts';
import { startSandbox } from 'organization-sandbox/sandbox.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseAccountId } from '../../src/domain/account.ts';
import { administratorOf, createSandboxClients } from '../../src/local/clients.ts';
import { startStack } from '../../src/local/stack.ts';
import { givenWorld, MEMBER } from '../support/sandbox-scene.ts';

const LISTED = 'eu-central-1';
const UNLISTED = 'eu-west-1';
const CREATE = 'arn:aws:iam::aws:policy/root-task/IAMCreateRootUserPassword';

async function givenStack(sessionRegions: readonly string[]) {
  const sandbox = await startSandbox({ world: givenWorld([{ id: MEMBER, root: { password: {} } }]) });
  const stack = await startStack(sandbox, {
    settings: { mode: 'enforce', logLevel: 'silent' },
    sessionRegions,
  });
  onTestFinished(async () => {
    await stack.stop();
    await sandbox.close();
  });
  return {
    sandbox,
    stack,
    told: () => sandbox.sns.published().map(({ message }) => message),
    async openSession(region: string, accountId = sandbox.homeAccountId) {
      const { sts } = createSandboxClients(sandbox.endpoint, administratorOf(accountId), region);
      await sts.send(new AssumeRootCommand({ TargetPrincipal: MEMBER, TaskPolicyArn: { arn: CREATE } }));
      await stack.idle();
    },
    async signInToCli(region: string) {
      const response = await fetch(`${sandbox.endpoint}/_sandbox/accounts/${MEMBER}/root`, {
        method: 'POST',
        body: JSON.stringify({ action: 'sign-in-cli', region }),
      });
      expect(response.status).toBe(200);
      await stack.idle();
    },
    async registered() {
      const { sessionReader } = await stack.operator();
      const sessions = [];
      for await (const one of sessionReader.read(parseAccountId(MEMBER))) {
        if (one.type === 'session') sessions.push(one.session);
      }
      return sessions;
    },
  };
}

describe('a root session that is opened through another Region', () => {
  it.each(['home', 'management'] as const)(
    'of the %s account is registered with its Region and notified if the Region is listed',
    async (where) => {
      const { sandbox, openSession, told, registered } = await givenStack([LISTED]);
      await openSession(LISTED, where === 'home' ? sandbox.homeAccountId : sandbox.managementAccountId);
      expect(await registered()).toMatchObject([{ region: LISTED, foreign: true }]);
      expect(told()).toHaveLength(1);
      expect(told()[0]).toContain(`in ${LISTED}`);
    },
  );

  it('is in no register and notified to nobody if it is not', async () => {
    const { openSession, told, registered } = await givenStack([LISTED]);
    await openSession(UNLISTED);
    expect(await registered()).toEqual([]);
    expect(told()).toEqual([]);
  });
});

describe('a sign-in of a root user to the AWS CLI in another Region', () => {
  it('is notified with its Region if that is listed', async () => {
    const { signInToCli, told } = await givenStack([LISTED]);
    await signInToCli(LISTED);
    expect(told()).toHaveLength(2);
    for (const eventName of ['AuthorizeOAuth2Access', 'CreateOAuth2Token']) {
      expect(told().join('\n\n')).toMatch(new RegExp(`Account ${MEMBER}, ${LISTED}: .*${eventName}`));
    }
  });

  it('is notified to nobody if it is not', async () => {
    const { signInToCli, told } = await givenStack([LISTED]);
    await signInToCli(UNLISTED);
    expect(told()).toEqual([]);
  });
});
