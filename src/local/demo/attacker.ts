import { CreateLoginProfileCommand } from '@aws-sdk/client-iam';
import { AssumeRootCommand } from '@aws-sdk/client-sts';
import type { Keys } from '../clients.ts';
import { present } from './check.ts';
import type { Scene } from './scene.ts';

/**
 * An administrator of the home account opens a root session that may allow a password, without rootguard.
 * @returns its keys
 */
export async function openPasswordSession(scene: Scene, account: string): Promise<Keys> {
  const { sts } = scene.administrator(scene.sandbox.homeAccountId);
  const { Credentials } = await sts.send(
    new AssumeRootCommand({
      TargetPrincipal: account,
      TaskPolicyArn: { arn: 'arn:aws:iam::aws:policy/root-task/IAMCreateRootUserPassword' },
      DurationSeconds: 900,
    }),
  );
  return {
    accessKeyId: present('access key id of the session', Credentials?.AccessKeyId),
    secretAccessKey: present('secret of the session', Credentials?.SecretAccessKey),
    sessionToken: present('token of the session', Credentials?.SessionToken),
  };
}

/** Allows a password in such a session. */
export async function allowPasswordIn(scene: Scene, session: Keys): Promise<void> {
  await scene.clientsWith(session).iam.send(new CreateLoginProfileCommand({}));
}

/**
 * An administrator of the home account re-allows a root password in a member account without rootguard.
 * @returns the keys of the root session that was used
 */
export async function allowRootPassword(scene: Scene, account: string): Promise<Keys> {
  const session = await openPasswordSession(scene, account);
  await allowPasswordIn(scene, session);
  return session;
}
