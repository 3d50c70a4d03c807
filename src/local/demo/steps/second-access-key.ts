import { CreateAccessKeyCommand } from '@aws-sdk/client-iam';
import { ACCOUNTS } from '../accounts.ts';
import { claim, present } from '../claim.ts';
import { millisecondsBetween, removalsIn } from '../removals.ts';
import { NO_CREDENTIALS } from '../scene.ts';
import type { Step } from '../step.ts';

export const secondAccessKey: Step = {
  name: 'second-access-key',
  title: 'A root user with a long-term key creates a second one',
  async run(scene, tell) {
    const account = ACCOUNTS.buildTools;
    const { eventBridge } = scene.sandbox;
    // EventBridge has CloudTrail's events by best effort: this one is lost, so rootguard does not notice the first key.
    eventBridge.setDeliveryFaults({ dropEvery: 1 });
    const accessKeyId = present('id of the first key', scene.actAsRoot(account, 'create-access-key'));
    await scene.stack.idle();
    eventBridge.setDeliveryFaults({});
    claim('access keys before the second', scene.credentialsOf(account).accessKeys, 1);
    tell(`The event of the first key, ${accessKeyId}, got lost on its way: the key stands.`);

    const { iam } = scene.clientsWith({ accessKeyId, secretAccessKey: 'known to its owner' });
    const calls = await scene.callsDuring(() => iam.send(new CreateAccessKeyCommand({})));
    claim('root credentials afterwards', scene.credentialsOf(account), NO_CREDENTIALS);
    claim('keys removed', removalsIn(calls).length, 2);
    const revertedAfterMs = millisecondsBetween(calls, 'CreateAccessKey', 'DeleteAccessKey');
    tell(
      `With it the root user of ${account} created a second key. Both were gone ${revertedAfterMs} ms later: an event says where to look, and the audit looks at everything.`,
    );
    return { account, revertedAfterMs };
  },
};
