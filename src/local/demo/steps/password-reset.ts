import { ACCOUNTS } from '../accounts.ts';
import { allowRootPassword } from '../attacker.ts';
import { claim } from '../claim.ts';
import { removalsIn } from '../removals.ts';
import { NO_CREDENTIALS } from '../scene.ts';
import type { Step } from '../step.ts';

const LATE_SECONDS = 30;

export const passwordReset: Step = {
  name: 'password-reset-and-mfa',
  title: 'A root user resets the password by mail and registers an MFA device',
  async run(scene, tell) {
    const account = ACCOUNTS.reporting;
    const { eventBridge } = scene.sandbox;
    // CloudTrail takes its time, so the MFA device is registered before rootguard gets the event.
    eventBridge.setDeliveryFaults({ delaySeconds: LATE_SECONDS });
    await allowRootPassword(scene, account);
    scene.actAsRoot(account, 'reset-password');
    scene.actAsRoot(account, 'enable-mfa');
    scene.actAsRoot(account, 'sign-in');
    eventBridge.setDeliveryFaults({});
    claim('root credentials meanwhile', scene.credentialsOf(account), {
      ...NO_CREDENTIALS,
      password: true,
      mfaDevices: 1,
    });

    const calls = await scene.callsDuring(() => scene.pass(LATE_SECONDS));
    claim('root credentials afterwards', scene.credentialsOf(account), NO_CREDENTIALS);
    const order = removalsIn(calls).map(({ operation }) => operation);
    claim('order of removals', order, ['DeleteLoginProfile', 'DeactivateMFADevice']);
    tell(
      `Reset, MFA device and sign-in in ${account}; the events came ${LATE_SECONDS} seconds late, all together.`,
    );
    tell(
      'The password was removed first and the MFA device that guards it after a re-read showed no password.',
    );
    return { account, order };
  },
};
