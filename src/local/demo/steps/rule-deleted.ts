import { SILENT_AFTER_SECONDS } from '../../../domain/hearing.ts';
import { LISTENER_SOURCES } from '../../../runtime/resources.ts';
import { ACCOUNTS } from '../accounts.ts';
import { check } from '../check.ts';
import { deleteRule } from '../rules.ts';
import type { Scene } from '../scene.ts';
import type { Step } from '../step.ts';

export const ruleDeleted: Step = {
  name: 'rule-deleted',
  title: "An administrator deletes a member account's forwarding rule",
  async run(scene, print) {
    const account = ACCOUNTS.reporting;
    const restore = await deleteRule(scene, account, 'rootguard-heartbeats');
    const silent = await notificationsOfSweep(scene);
    check('notifications after the sweep', silent.map(isAbout(account, 'audited and not heard')), [true]);
    print("The next sweep's own read of the account was not heard. Half an hour later:");
    for (const { subject } of silent) print(subject ?? '');

    await restore();
    const heard = await notificationsOfSweep(scene);
    check('notifications once the rule is back', heard.map(isAbout(account, 'are heard again')), [true]);
    for (const { subject } of heard) print(subject ?? '');
    return { account, notifications: [...silent, ...heard].map(({ subject }) => subject) };
  },
};

type Published = ReturnType<Scene['sandbox']['sns']['published']>[number];

function isAbout(account: string, what: string): (notification: Published) => boolean {
  return ({ subject = '', message }) => subject.includes(what) && message.includes(account);
}

const WATCH_SECONDS = 5 * 60;

/** What is notified about hearing from a sweep until the heartbeats of its audits are overdue. */
async function notificationsOfSweep({ stack, sandbox, advance }: Scene): Promise<readonly Published[]> {
  const before = sandbox.sns.published().length;
  await stack.run('full-sweep');
  await stack.idle();
  await advance(LISTENER_SOURCES.heartbeats.batchingWindowSeconds);
  for (const seconds of [SILENT_AFTER_SECONDS, WATCH_SECONDS]) {
    await advance(seconds);
    await stack.run('watch');
    await stack.idle();
  }
  return sandbox.sns
    .published()
    .slice(before)
    .filter(({ message }) => message.includes('heard'));
}
