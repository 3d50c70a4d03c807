import { check } from '../check.ts';
import { watchNotifications } from '../notifications.ts';
import { removalsIn } from '../removals.ts';
import type { Scene } from '../scene.ts';
import type { Step } from '../step.ts';

export const sweepObserve: Step = {
  name: 'sweep-observe',
  title: 'A sweep in observe mode: violations are reported, nothing is removed',
  async run(scene, print) {
    const { stack } = scene;
    const before = everyCredential(scene);
    const notifications = watchNotifications(scene);
    const calls = await scene.callsDuring(() => stack.run('full-sweep'));
    check('notifications before every account was audited', notifications().length, 0);
    await scene.callsDuring(() => stack.run('watch'));

    const count = (operation: string) => calls.filter((call) => call.operation === operation).length;
    check('root credentials of all accounts after the sweep', everyCredential(scene), before);
    check('calls that remove a root credential', removalsIn(calls).length, 0);
    // GetAccountSummary is allowed under the audit task policy only, so as many as sessions means no delete session.
    const sessions = count('AssumeRoot');
    check('root sessions that were audit sessions', count('GetAccountSummary'), sessions);
    check('notifications of all that the sweep found', notifications().length, 1);
    print(`${sessions} root sessions were opened, all of them under the audit task policy.`);
    for (const subject of notifications()) print(subject);
    for (const line of linesOfLatest(scene)) print(line);
    return { sessions, notifications: notifications() };
  },
};

/** What the mail says of the organization. */
function linesOfLatest({ sandbox }: Scene): readonly string[] {
  const { message = '' } = sandbox.sns.published().at(-1) ?? {};
  return message.split('\n').filter((line) => line.startsWith('- '));
}

function everyCredential({ sandbox, credentialsOf }: Scene) {
  return [...sandbox.organization.accounts.keys()].map((id) => [id, credentialsOf(id)] as const);
}
