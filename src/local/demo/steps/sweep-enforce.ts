import { ACCOUNTS } from '../accounts.ts';
import { countOf } from '../audits.ts';
import { check } from '../check.ts';
import { watchNotifications } from '../notifications.ts';
import { removalsIn } from '../removals.ts';
import type { Step } from '../step.ts';

export const sweepEnforce: Step = {
  name: 'sweep-enforce',
  title: 'The next watch audits every account again: credentials without an exception are removed',
  async run(scene, print) {
    const { stack, sandbox, credentialsOf } = scene;
    const { managementAccountId, organization } = sandbox;
    const untouched = [managementAccountId, ACCOUNTS.breakGlass].map(
      (id) => [id, credentialsOf(id)] as const,
    );
    const notifications = watchNotifications(scene);
    const calls = await scene.callsDuring(() => stack.run('watch'));

    for (const [id, credentials] of untouched)
      check(`root credentials of ${id}`, credentialsOf(id), credentials);
    for (const { id, name, state } of organization.accounts.values()) {
      if (state !== 'ACTIVE' || untouched.some(([kept]) => kept === id)) continue;
      check(`root credentials left in ${name}`, countOf(credentialsOf(id)), 0);
    }
    const targets = calls.filter(({ operation }) => operation === 'AssumeRoot').map(({ account }) => account);
    check('whether the management account was a target', targets.includes(managementAccountId), false);

    const removals = removalsIn(calls);
    for (const id of new Set(removals.map(({ account }) => account))) {
      const order = removals.filter(({ account }) => account === id).map(({ operation }) => operation);
      print(`${organization.accounts.get(id)?.name} (${id}): ${order.join(', ')}`);
    }
    print(
      'Kept: the approved password of the break-glass account and its MFA device. Never a target: the management account.',
    );
    return { removed: removals.length, notifications: notifications() };
  },
};
