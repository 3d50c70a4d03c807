import { CreateLoginProfileCommand } from '@aws-sdk/client-iam';
import { AssumeRootCommand } from '@aws-sdk/client-sts';
import type { Keys } from '../clients.ts';
import { present } from './check.ts';
import type { Scene } from './scene.ts';

/**
 * An administrator of the home account re-allows a root password in a member account without rootguard.
 * @returns the keys of the root session that was used
 */
export async function allowRootPassword(scene: Scene, account: string): Promise<Keys> {
  const { sts } = scene.administrator(scene.sandbox.homeAccountId);
  const { Credentials } = await sts.send(
    new AssumeRootCommand({
      TargetPrincipal: account,
      TaskPolicyArn: { arn: 'arn:aws:iam::aws:policy/root-task/IAMCreateRootUserPassword' },
      DurationSeconds: 900,
    }),
  );
  const keys: Keys = {
    accessKeyId: present('access key id of the session', Credentials?.AccessKeyId),
    secretAccessKey: present('secret of the session', Credentials?.SecretAccessKey),
    sessionToken: present('token of the session', Credentials?.SessionToken),
  };
  await scene.clientsWith(keys).iam.send(new CreateLoginProfileCommand({}));
  return keys;
}
