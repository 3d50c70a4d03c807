import { parseAccountId } from '../../../domain/account.ts';
import type { RecordedSession } from '../../../domain/recorded-session.ts';
import { ACCOUNTS } from '../accounts.ts';
import { allowPasswordIn, openPasswordSession } from '../attacker.ts';
import { check, present } from '../check.ts';
import { watchPublished } from '../notifications.ts';
import { NO_CREDENTIALS, type Scene } from '../scene.ts';
import type { Step } from '../step.ts';

export const sessionAnnounced: Step = {
  name: 'session-announced',
  title: 'The session of an attacker is announced, with the person, before anything happens in it',
  async run(scene, print) {
    const account = ACCOUNTS.testPayments;
    const published = watchPublished(scene);
    const session = await openPasswordSession(scene, account);
    await scene.stack.idle();
    const opened = present(
      'the session in the register',
      await readSession(scene, account, session.accessKeyId),
    );
    check('root credentials when it is announced', scene.credentialsOf(account), NO_CREDENTIALS);
    check('notifications before CreateLoginProfile', published().length, 1);
    const [announcement] = published();
    check('whether it names the person', announcement?.text.includes(opened.openedBy), true);
    check('whether it names the session key', announcement?.text.includes(session.accessKeyId), true);
    print(`${announcement?.subject}`);
    print(`Opened by ${opened.openedBy}, session ${session.accessKeyId}, before CreateLoginProfile.`);

    await allowPasswordIn(scene, session);
    await scene.stack.idle();
    check('root credentials afterwards', scene.credentialsOf(account), NO_CREDENTIALS);
    const removal = present('the notification of the removal', published()[1]);
    check('whether the removal names the person', removal.text.includes(opened.openedBy), true);
    print(`${removal.subject}: the text names who opened session ${session.accessKeyId}.`);
    return { account, sessionKey: session.accessKeyId, openedBy: opened.openedBy };
  },
};

async function readSession(
  scene: Scene,
  account: string,
  accessKeyId: string,
): Promise<RecordedSession | undefined> {
  const { sessionReader } = await scene.stack.operator();
  for await (const stored of sessionReader.read(parseAccountId(account))) {
    if (stored.type === 'session' && stored.session.accessKeyId === accessKeyId) return stored.session;
  }
  return undefined;
}
