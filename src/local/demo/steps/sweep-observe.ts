import { claim } from '../claim.ts';
import { watchNotifications } from '../notifications.ts';
import { removalsIn } from '../removals.ts';
import type { Scene } from '../scene.ts';
import type { Step } from '../step.ts';

export const sweepObserve: Step = {
  name: 'sweep-observe',
  title: 'A sweep in observe mode: everything is seen, nothing is touched',
  async run(scene, tell) {
    const { stack } = scene;
    const before = everyCredential(scene);
    const notifications = watchNotifications(scene);
    const calls = await scene.callsDuring(() => stack.run('full-sweep'));

    const count = (operation: string) => calls.filter((call) => call.operation === operation).length;
    claim('root credentials of all accounts after the sweep', everyCredential(scene), before);
    claim('calls that remove a root credential', removalsIn(calls).length, 0);
    // GetAccountSummary is allowed under the audit task policy only, so as many as sessions means no delete session.
    const sessions = count('AssumeRoot');
    claim('root sessions that were audit sessions', count('GetAccountSummary'), sessions);
    claim('whether anything was announced', notifications().length > 0, true);
    tell(`${sessions} root sessions were opened, all of them under the audit task policy.`);
    for (const subject of notifications()) tell(subject);
    return { sessions, notifications: notifications() };
  },
};

function everyCredential({ sandbox, credentialsOf }: Scene) {
  return [...sandbox.organization.accounts.keys()].map((id) => [id, credentialsOf(id)] as const);
}
