import { ACCOUNTS } from '../accounts.ts';
import { allowRootPassword } from '../attacker.ts';
import { claim, present } from '../claim.ts';
import { readLedger } from '../ledger.ts';
import { watchNotifications } from '../notifications.ts';
import { millisecondsBetween } from '../removals.ts';
import { NO_CREDENTIALS } from '../scene.ts';
import type { Step } from '../step.ts';

export const attackerReverted: Step = {
  name: 'attacker-reverted',
  title: 'An attacker in the home account allows a root password in a member account',
  async run(scene, tell) {
    const account = ACCOUNTS.testPayments;
    const notifications = watchNotifications(scene);
    let sessionKey = '';
    const calls = await scene.callsDuring(async () => {
      sessionKey = (await allowRootPassword(scene, account)).accessKeyId;
    });

    claim('root credentials afterwards', scene.credentialsOf(account), NO_CREDENTIALS);
    const entry = (await readLedger(scene, account)).find(({ type }) => type === 'intent');
    const intent = present('an intent in the ledger', entry?.type === 'intent' ? entry : undefined);
    const [trigger] = intent.triggers;
    const event = trigger && 'event' in trigger ? trigger.event : undefined;
    claim('the event in the ledger', event?.name, 'CreateLoginProfile');
    claim('the session key in the ledger', event?.actor.accessKeyId, sessionKey);
    claim('whether the event says AssumeRoot', event?.actor.viaAssumeRoot, true);

    const revertedAfterMs = millisecondsBetween(calls, 'CreateLoginProfile', 'DeleteLoginProfile');
    tell(`AssumeRoot with IAMCreateRootUserPassword on ${account}, then CreateLoginProfile.`);
    tell(`The password was deleted ${revertedAfterMs} ms after it was created, and a re-read shows it gone.`);
    tell(`Attributed to ${event?.actor.principal} in session ${sessionKey}, from ${event?.actor.sourceIp}.`);
    for (const subject of notifications()) tell(subject);
    return { account, revertedAfterMs, sessionKey, notifications: notifications() };
  },
};
