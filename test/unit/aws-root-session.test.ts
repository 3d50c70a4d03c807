import { STSClient, STSServiceException } from '@aws-sdk/client-sts';
import { describe, expect, it, vi } from 'vitest';
import { createAwsClients } from '../../src/aws/clients.ts';
import { createRootSessions, taskPolicyArn } from '../../src/aws/root-session.ts';
import { parseAccountId } from '../../src/domain/account.ts';
import { ACCOUNT } from '../support/builders.ts';

const CREDENTIALS = { AccessKeyId: 'ASIAROOT', SecretAccessKey: 'secret', SessionToken: 'token' };

/** Root sessions over an STS client that answers as `answer` says. */
function givenSessions(answer: (input: object) => Promise<object>, options: { concurrency?: number } = {}) {
  const sts = new STSClient({ region: 'us-east-1' });
  vi.spyOn(sts, 'send').mockImplementation((command) => answer(command.input));
  const { iamInSession } = createAwsClients();
  return createRootSessions({ sts, iamInSession, partition: 'aws', ...options });
}

describe('root sessions', () => {
  it('ask for one task in one account, for fifteen minutes', async () => {
    const inputs: object[] = [];
    const open = givenSessions(async (input) => {
      inputs.push(input);
      return { Credentials: CREDENTIALS };
    });
    expect(await open(ACCOUNT, 'IAMAuditRootUserCredentials')).toMatchObject({ type: 'opened' });
    expect(inputs).toEqual([
      {
        TargetPrincipal: ACCOUNT,
        TaskPolicyArn: { arn: 'arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials' },
        DurationSeconds: 900,
      },
    ]);
  });

  it('are named in the partition that they are in', () => {
    expect(taskPolicyArn('aws-us-gov', 'IAMDeleteRootUserCredentials')).toBe(
      'arn:aws-us-gov:iam::aws:policy/root-task/IAMDeleteRootUserCredentials',
    );
  });

  it('are opened eight at a time at most, over all tasks', async () => {
    let underWay = 0;
    let most = 0;
    const open = givenSessions(async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise(setImmediate);
      underWay -= 1;
      return { Credentials: CREDENTIALS };
    });
    const accounts = Array.from({ length: 40 }, (_, index) =>
      parseAccountId(String(300_000_000_000 + index)),
    );
    await Promise.all(
      accounts.flatMap((account) => [
        open(account, 'IAMAuditRootUserCredentials'),
        open(account, 'IAMDeleteRootUserCredentials'),
      ]),
    );
    expect(most).toBe(8);
  });

  it.each([undefined, { ...CREDENTIALS, SessionToken: undefined }])(
    'are not opened by an answer without whole credentials',
    async (credentials) => {
      const open = givenSessions(async () => ({ Credentials: credentials }));
      expect(await open(ACCOUNT, 'IAMAuditRootUserCredentials')).toMatchObject({
        type: 'refused',
        failure: { reason: 'unexpected', code: 'MalformedAnswer' },
      });
    },
  );

  it("keep AWS's words when they are refused", async () => {
    const message = 'Service not enabled for AWS Organizations.';
    const open = givenSessions(async () => {
      const $metadata = { requestId: 'request-1' };
      throw new STSServiceException({ name: 'AccessDenied', message, $fault: 'client', $metadata });
    });
    expect(await open(ACCOUNT, 'IAMAuditRootUserCredentials')).toEqual({
      type: 'refused',
      failure: {
        reason: 'trusted-access-off',
        call: 'sts:AssumeRoot',
        code: 'AccessDenied',
        message,
        requestId: 'request-1',
      },
    });
  });
});
