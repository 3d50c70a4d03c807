import { recover } from '../../../guardrail/operate/recover.ts';
import { relock } from '../../../guardrail/operate/relock.ts';
import { ACCOUNTS } from '../accounts.ts';
import { check } from '../check.ts';
import { removalsIn } from '../removals.ts';
import { NO_CREDENTIALS } from '../scene.ts';
import type { Step } from '../step.ts';

const HOUR_SECONDS = 60 * 60;

export const recovery: Step = {
  name: 'recovery-and-relock',
  title: 'An operator recovers a root password, the owner uses it, and a relock removes it',
  async run(scene, print) {
    const account = ACCOUNTS.sharedNetwork;
    const operator = await scene.stack.operator();
    const by = operator.target.caller.arn;
    const recoveryOperator = { by, reason: 'Bucket policy locks everybody out', ticket: 'OPS-77' };
    const recovering = await scene.callsDuring(async () => {
      const outcome = await recover(operator, {
        account,
        forSeconds: HOUR_SECONDS,
        operator: recoveryOperator,
      });
      check('outcome of the recovery', outcome.type, 'recovered');
    });
    const writes = recovering.filter(({ operation }) =>
      ['PutItem', 'CreateLoginProfile'].includes(operation),
    );
    check('the first write', writes[0]?.operation, 'PutItem');
    scene.actAsRoot(account, 'reset-password');
    scene.actAsRoot(account, 'enable-mfa');
    scene.actAsRoot(account, 'sign-in');
    await scene.stack.idle();
    const used = { ...NO_CREDENTIALS, password: true, mfaDevices: 1 };
    check('root credentials during the recovery', scene.credentialsOf(account), used);
    print(
      `${by} allowed a password in ${account} for an hour: the exception first, then CreateLoginProfile.`,
    );
    print('The owner of the mailbox reset it, registered an MFA device and signed in. Nothing was reverted.');

    const relocking = await scene.callsDuring(async () => {
      const outcome = await relock(operator, {
        account,
        operator: { ...recoveryOperator, reason: 'Done' },
        confirmWithoutRecovery: async () => true,
      });
      check('outcome of the relock', outcome.type, 'relocked');
    });
    check('root credentials afterwards', scene.credentialsOf(account), NO_CREDENTIALS);
    const order = removalsIn(relocking).map(({ operation }) => operation);
    check('order of removals', order, ['DeleteLoginProfile', 'DeactivateMFADevice']);
    print(`Relocked: ${order.join(', ')}, and the exception has ended.`);
    return { account, by };
  },
};
