import { ACCOUNTS } from '../accounts.ts';
import { check } from '../check.ts';
import { removalsIn } from '../removals.ts';
import { NO_CREDENTIALS } from '../scene.ts';
import type { Step } from '../step.ts';

export const accountInvited: Step = {
  name: 'account-invited',
  title: 'An invited account joins and brings a password, keys and an MFA device',
  async run(scene, print) {
    const account = ACCOUNTS.invited;
    const createdAt = '2021-06-01T08:00:00Z';
    const calls = await scene.callsDuring(async () => {
      const result = scene.sandbox.join({
        id: account,
        name: 'acquired-bakery',
        email: 'root@bakery.example.net',
        root: {
          password: { createdAt },
          accessKeys: [{ createdAt }, { id: 'AKIAROOT360000000009', status: 'Inactive', createdAt }],
          mfaDevices: [{ enabledAt: createdAt }],
        },
      });
      check('the account', result.type, 'joined');
    });
    check('root credentials afterwards', scene.credentialsOf(account), NO_CREDENTIALS);
    const order = removalsIn(calls).map(({ operation }) => operation);
    check('order of removals', order, [
      'DeleteAccessKey',
      'DeleteAccessKey',
      'DeleteLoginProfile',
      'DeactivateMFADevice',
    ]);
    print(`${account}: ${order.join(', ')}. The inactive key too: it could be switched on again.`);
    return { account, order };
  },
};
