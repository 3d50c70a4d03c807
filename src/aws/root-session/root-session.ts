import type { IAMClient } from '@aws-sdk/client-iam';
import { AssumeRootCommand, type STSClient } from '@aws-sdk/client-sts';
import pLimit from 'p-limit';
import { abortable } from '../../concurrency/abortable.ts';
import type { AccountId } from '../../domain/account.ts';
import type { Opened } from '../../guardrail/ports/root-sessions.ts';
import { callAws, failureIn } from '../aws-call.ts';
import type { AwsClients } from '../clients.ts';
import { type AwsCall, malformedAnswer } from '../failures.ts';
import { type RootTask, taskPolicyArn } from './root-tasks.ts';

/** Opens a privileged session as the root user of a member account, restricted to one task. */
export type OpenRootSession = (
  account: AccountId,
  task: RootTask,
  /** Once it is aborted, its reason is thrown, and the next caller may open a session. */
  signal?: AbortSignal,
) => Promise<Opened<IAMClient>>;

export interface RootSessionOptions {
  readonly sts: STSClient;
  readonly iamInSession: AwsClients['iamInSession'];
  /** `aws`, as in the ARNs of the organization. */
  readonly partition: string;
  /** How many AssumeRoot calls may run at once, over all tasks. */
  readonly concurrency?: number;
}

/** AWS's maximum. An enforcement waits until IAM's reads show its deletions, so a shorter session could end too early. */
const SESSION_SECONDS = 900;

const ASSUME_ROOT = { call: 'sts:AssumeRoot' };

/** A call inside a root session, which is always about the session's account. */
export function sessionCall(call: string): AwsCall {
  return { call, denied: 'denied-in-session', notAccepted: 'session-not-accepted' };
}

/** @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html */
export function createRootSessions(options: RootSessionOptions): OpenRootSession {
  const { sts, iamInSession, partition, concurrency = 8 } = options;
  const limit = pLimit(concurrency);
  return async (account, task, signal) => {
    const command = new AssumeRootCommand({
      TargetPrincipal: account,
      TaskPolicyArn: { arn: taskPolicyArn(partition, task) },
      DurationSeconds: SESSION_SECONDS,
    });
    // The SDK aborts the running attempt, and makes no further one.
    const sendOptions = signal ? { abortSignal: signal } : {};
    try {
      const { Credentials } = await limit(() =>
        abortable(signal, () => callAws(ASSUME_ROOT, sts.send(command, sendOptions))),
      );
      const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
      if (!AccessKeyId || !SecretAccessKey || !SessionToken) {
        throw malformedAnswer(ASSUME_ROOT, 'the answer has no credentials');
      }
      const session = iamInSession({
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: SessionToken,
      });
      return { type: 'opened', session, openedAt: openedAt(Expiration), accessKeyId: AccessKeyId };
    } catch (error) {
      signal?.throwIfAborted();
      return { type: 'refused', failure: failureIn(error) };
    }
  };
}

/** The time of AWS's clock at the opening: the answer contains the end of the session, and its length is known. */
function openedAt(expiration: Date | undefined): Date | undefined {
  return expiration && new Date(expiration.getTime() - SESSION_SECONDS * 1000);
}
