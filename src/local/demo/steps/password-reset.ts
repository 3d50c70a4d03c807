import { ACCOUNTS } from '../accounts.ts';
import { allowRootPassword } from '../attacker.ts';
import { check } from '../check.ts';
import { removalsIn } from '../removals.ts';
import { NO_CREDENTIALS } from '../scene.ts';
import type { Step } from '../step.ts';

const LATE_SECONDS = 30;

export const passwordReset: Step = {
  name: 'password-reset-and-mfa',
  title: 'A root user resets the password by mail and registers an MFA device',
  async run(scene, print) {
    const account = ACCOUNTS.reporting;
    const { eventBridge } = scene.sandbox;
    // CloudTrail delivers with a delay, so the MFA device is registered before rootguard gets the event.
    eventBridge.setDeliveryFaults({ delaySeconds: LATE_SECONDS });
    await allowRootPassword(scene, account);
    scene.actAsRoot(account, 'reset-password');
    scene.actAsRoot(account, 'enable-mfa');
    scene.actAsRoot(account, 'sign-in');
    eventBridge.setDeliveryFaults({});
    check('root credentials before the events are delivered', scene.credentialsOf(account), {
      ...NO_CREDENTIALS,
      password: true,
      mfaDevices: 1,
    });

    const calls = await scene.callsDuring(() => scene.advance(LATE_SECONDS));
    check('root credentials afterwards', scene.credentialsOf(account), NO_CREDENTIALS);
    const order = removalsIn(calls).map(({ operation }) => operation);
    check('order of removals', order, ['DeleteLoginProfile', 'DeactivateMFADevice']);
    print(
      `Password reset, MFA registration and sign-in in ${account}; the events were delivered ${LATE_SECONDS} seconds late, all together.`,
    );
    print('The password was removed first, and its MFA device only after a re-read showed no password.');
    return { account, order };
  },
};
