import { ACCOUNTS } from '../accounts.ts';
import { allowRootPassword } from '../attacker.ts';
import { check, present } from '../check.ts';
import { readLedger } from '../ledger.ts';
import { watchNotifications } from '../notifications.ts';
import { millisecondsBetween } from '../removals.ts';
import { NO_CREDENTIALS } from '../scene.ts';
import type { Step } from '../step.ts';

export const attackerReverted: Step = {
  name: 'attacker-reverted',
  title: 'An attacker in the home account allows a root password in a member account',
  async run(scene, print) {
    const account = ACCOUNTS.testPayments;
    const notifications = watchNotifications(scene);
    let sessionKey = '';
    const calls = await scene.callsDuring(async () => {
      sessionKey = (await allowRootPassword(scene, account)).accessKeyId;
    });

    check('root credentials afterwards', scene.credentialsOf(account), NO_CREDENTIALS);
    const entry = (await readLedger(scene, account)).find(({ type }) => type === 'intent');
    const intent = present('an intent in the ledger', entry?.type === 'intent' ? entry : undefined);
    const [trigger] = intent.triggers;
    const event = trigger && 'event' in trigger ? trigger.event : undefined;
    check('the event in the ledger', event?.name, 'CreateLoginProfile');
    check('the session key in the ledger', event?.actor.accessKeyId, sessionKey);
    check('whether the event was attributed to an AssumeRoot session', event?.actor.viaAssumeRoot, true);

    const revertedAfterMs = millisecondsBetween(calls, 'CreateLoginProfile', 'DeleteLoginProfile');
    print(`AssumeRoot with IAMCreateRootUserPassword on ${account}, then CreateLoginProfile.`);
    print(
      `The password was deleted ${revertedAfterMs} ms after it was created, and a re-read showed no password.`,
    );
    print(`Attributed to ${event?.actor.principal} in session ${sessionKey}, from ${event?.actor.sourceIp}.`);
    for (const subject of notifications()) print(subject);
    return { account, revertedAfterMs, sessionKey, notifications: notifications() };
  },
};
