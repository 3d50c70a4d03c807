import { CreateAccessKeyCommand } from '@aws-sdk/client-iam';
import { ACCOUNTS } from '../accounts.ts';
import { check, present } from '../check.ts';
import { millisecondsBetween, removalsIn } from '../removals.ts';
import { NO_CREDENTIALS } from '../scene.ts';
import type { Step } from '../step.ts';

export const secondAccessKey: Step = {
  name: 'second-access-key',
  title: 'A root user with a long-term key creates a second one',
  async run(scene, print) {
    const account = ACCOUNTS.buildTools;
    const { eventBridge } = scene.sandbox;
    // CloudTrail delivers to EventBridge with best effort: this event is lost, so rootguard does not notice the first key.
    eventBridge.setDeliveryFaults({ dropEvery: 1 });
    const accessKeyId = present('id of the first key', scene.actAsRoot(account, 'create-access-key'));
    await scene.stack.idle();
    eventBridge.setDeliveryFaults({});
    check('access keys before the second', scene.credentialsOf(account).accessKeys, 1);
    print(`The event of the first key, ${accessKeyId}, was lost: the key is still there.`);

    const { iam } = scene.clientsWith({ accessKeyId, secretAccessKey: 'known to its owner' });
    const calls = await scene.callsDuring(() => iam.send(new CreateAccessKeyCommand({})));
    check('root credentials afterwards', scene.credentialsOf(account), NO_CREDENTIALS);
    check('keys removed', removalsIn(calls).length, 2);
    const revertedAfterMs = millisecondsBetween(calls, 'CreateAccessKey', 'DeleteAccessKey');
    print(
      `With it the root user of ${account} created a second key. Both were gone ${revertedAfterMs} ms later: an event names the account, and the audit covers all of its root credentials.`,
    );
    return { account, revertedAfterMs };
  },
};
