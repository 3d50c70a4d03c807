import { STSClient, STSServiceException } from '@aws-sdk/client-sts';
import { describe, expect, it, vi } from 'vitest';
import { createAwsClients } from '../../../../src/aws/clients.ts';
import { createRootSessions } from '../../../../src/aws/root-session/root-session.ts';
import { taskPolicyArn } from '../../../../src/aws/root-session/root-tasks.ts';
import { parseAccountId } from '../../../../src/domain/account.ts';
import { ACCOUNT } from '../../../support/builders.ts';

const CREDENTIALS = { AccessKeyId: 'ASIAROOT', SecretAccessKey: 'secret', SessionToken: 'token' };

/** Root sessions over an STS client that answers as `answer` says. */
function givenSessions(answer: (input: object) => Promise<object>, options: { concurrency?: number } = {}) {
  const sts = new STSClient({ region: 'us-east-1' });
  vi.spyOn(sts, 'send').mockImplementation((command) => answer(command.input));
  const { iamInSession } = createAwsClients();
  return createRootSessions({ sts, iamInSession, partition: 'aws', ...options });
}

describe('root sessions', () => {
  it('are for one task in one account, for fifteen minutes', async () => {
    const inputs: object[] = [];
    const open = givenSessions(async (input) => {
      inputs.push(input);
      return { Credentials: CREDENTIALS };
    });
    expect(await open(ACCOUNT, 'audit')).toMatchObject({ type: 'opened' });
    expect(inputs).toEqual([
      {
        TargetPrincipal: ACCOUNT,
        TaskPolicyArn: { arn: 'arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials' },
        DurationSeconds: 900,
      },
    ]);
  });

  it("say when they were opened, by AWS's clock", async () => {
    const Expiration = new Date('2026-11-24T12:15:00Z');
    const withExpiration = givenSessions(async () => ({ Credentials: { ...CREDENTIALS, Expiration } }));
    expect(await withExpiration(ACCOUNT, 'audit')).toMatchObject({
      openedAt: new Date('2026-11-24T12:00:00Z'),
    });
    const withoutExpiration = givenSessions(async () => ({
      Credentials: { ...CREDENTIALS, Expiration: undefined },
    }));
    expect(await withoutExpiration(ACCOUNT, 'audit')).toMatchObject({ openedAt: undefined });
  });

  it('are named in the partition that they are in', () => {
    expect(taskPolicyArn('aws-us-gov', 'delete')).toBe(
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
    await Promise.all(accounts.flatMap((account) => [open(account, 'audit'), open(account, 'delete')]));
    expect(most).toBe(8);
  });

  it('free their slot for the next when they are aborted, and are not sent if they were still waiting', async () => {
    const asked: string[] = [];
    const open = givenSessions(
      async ({ TargetPrincipal = '' }: { TargetPrincipal?: string }) => {
        asked.push(TargetPrincipal);
        return asked.length === 1 ? new Promise(() => {}) : { Credentials: CREDENTIALS };
      },
      { concurrency: 1 },
    );
    const [hanging, waiting] = [new AbortController(), new AbortController()];
    const reason = new Error('given up');
    const other = parseAccountId('444444444444');
    const first = open(ACCOUNT, 'audit', hanging.signal);
    const second = open(ACCOUNT, 'delete', waiting.signal);
    const third = open(other, 'audit');
    await vi.waitFor(() => expect(asked).toEqual([ACCOUNT]));
    waiting.abort(reason);
    hanging.abort(reason);
    await expect(first).rejects.toBe(reason);
    await expect(second).rejects.toBe(reason);
    expect(await third).toMatchObject({ type: 'opened' });
    expect(asked).toEqual([ACCOUNT, other]);
  });

  it('that are aborted end the running call', async () => {
    const sts = new STSClient({
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
    let sent: AbortSignal | undefined;
    vi.spyOn(sts.config.requestHandler, 'handle').mockImplementation(async (_request, options) => {
      const abortSignal: unknown = Reflect.get(options ?? {}, 'abortSignal');
      if (abortSignal instanceof AbortSignal) sent = abortSignal;
      return new Promise(() => {});
    });
    const { iamInSession } = createAwsClients();
    const open = createRootSessions({ sts, iamInSession, partition: 'aws' });
    const given = new AbortController();
    const opened = open(ACCOUNT, 'audit', given.signal);
    await vi.waitFor(() => expect(sent).toBeDefined());
    expect(sent?.aborted).toBe(false);
    given.abort(new Error('given up'));
    await expect(opened).rejects.toThrow('given up');
    expect(sent?.aborted).toBe(true);
  });

  it.each([undefined, { ...CREDENTIALS, SessionToken: undefined }])(
    'are not opened by an answer without whole credentials',
    async (credentials) => {
      const open = givenSessions(async () => ({ Credentials: credentials }));
      expect(await open(ACCOUNT, 'audit')).toEqual({
        type: 'refused',
        failure: {
          reason: 'unexpected',
          call: 'sts:AssumeRoot',
          message: 'the answer has no credentials',
        },
      });
    },
  );

  it("keep AWS's code and message when they are refused", async () => {
    const message = 'Service not enabled for AWS Organizations.';
    const open = givenSessions(async () => {
      const $metadata = { requestId: 'request-1' };
      throw new STSServiceException({ name: 'AccessDenied', message, $fault: 'client', $metadata });
    });
    expect(await open(ACCOUNT, 'audit')).toEqual({
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
