import { recover } from '../../../guardrail/operate/recover.ts';
import { relock } from '../../../guardrail/operate/relock.ts';
import { ACCOUNTS } from '../accounts.ts';
import { claim } from '../claim.ts';
import { removalsIn } from '../removals.ts';
import { NO_CREDENTIALS } from '../scene.ts';
import type { Step } from '../step.ts';

const HOUR = 60 * 60;

export const recovery: Step = {
  name: 'recovery-and-relock',
  title: 'A root password is recovered on purpose, used, and locked away again',
  async run(scene, tell) {
    const account = ACCOUNTS.sharedNetwork;
    const operator = await scene.stack.operator();
    const by = operator.target.caller.arn;
    const act = { by, reason: 'Bucket policy locks everybody out', ticket: 'OPS-77' };
    const recovering = await scene.callsDuring(async () => {
      const outcome = await recover(operator, { account, forSeconds: HOUR, operator: act });
      claim('outcome of the recovery', outcome.type, 'recovered');
    });
    const allowed = recovering.filter(({ operation }) =>
      ['PutItem', 'CreateLoginProfile'].includes(operation),
    );
    claim('what came first', allowed[0]?.operation, 'PutItem');
    scene.actAsRoot(account, 'reset-password');
    scene.actAsRoot(account, 'enable-mfa');
    scene.actAsRoot(account, 'sign-in');
    await scene.stack.idle();
    const used = { ...NO_CREDENTIALS, password: true, mfaDevices: 1 };
    claim('root credentials during the recovery', scene.credentialsOf(account), used);
    tell(`${by} allowed a password in ${account} for an hour: the exception first, then CreateLoginProfile.`);
    tell('The owner of the mailbox reset it, registered an MFA device and signed in. Nothing was reverted.');

    const relocking = await scene.callsDuring(async () => {
      const outcome = await relock(operator, {
        account,
        operator: { ...act, reason: 'Done' },
        confirmWithoutRecovery: async () => true,
      });
      claim('outcome of the relock', outcome.type, 'relocked');
    });
    claim('root credentials afterwards', scene.credentialsOf(account), NO_CREDENTIALS);
    const order = removalsIn(relocking).map(({ operation }) => operation);
    claim('order of removals', order, ['DeleteLoginProfile', 'DeactivateMFADevice']);
    tell(`Relocked: ${order.join(', ')}, and the exception has ended.`);
    return { account, by };
  },
};
