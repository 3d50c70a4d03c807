import { changeSettings } from '../../../guardrail/operate/change-settings.ts';
import { readCurrentPolicy } from '../../../guardrail/operate/current-policy.ts';
import { withMode } from '../../../guardrail/operate/edit-policy.ts';
import { check } from '../check.ts';
import { describeEntry, readLedger } from '../ledger.ts';
import { watchNotifications } from '../notifications.ts';
import type { Step } from '../step.ts';

const ORGANIZATION = { organizationalUnits: [], accounts: [] } as const;

/** What `rootguard mode enforce` does once it was confirmed. */
export const modeEnforce: Step = {
  name: 'mode-enforce',
  title: 'An operator sets enforce mode, without a deployment',
  async run(scene, print) {
    const operator = await scene.stack.operator();
    const by = operator.target.caller.arn;
    const notifications = watchNotifications(scene);
    const shown = await operator.settingsEditor.readToReplace();
    const { policy: before, canEnforce } = await readCurrentPolicy(operator, async () => shown.reading);
    check('mode that was deployed', before.mode, 'observe');
    check('whether the deployment can delete', canEnforce, true);
    const outcome = await changeSettings(operator, {
      shown,
      before,
      after: withMode(before, ORGANIZATION, 'enforce'),
      reauditScopes: [{ type: 'organization' }],
      operator: { by, reason: 'The findings of the first sweep are agreed', ticket: 'SEC-1043' },
    });
    check('outcome of the change', outcome.type, 'changed');
    const { policy: after } = await readCurrentPolicy(operator, () => operator.settings.read());
    check('mode that the functions read', after.mode, 'enforce');

    const entries = (await readLedger(scene, 'organization')).filter(
      ({ type }) => type === 'settings-change' || type === 'notification',
    );
    const changes = entries.flatMap((entry) => (entry.type === 'settings-change' ? [entry.result] : []));
    check('entries of the ledger about it', changes, ['started', 'changed']);
    check('notifications of it', notifications().length, 1);
    for (const entry of entries.slice(entries.findIndex(({ type }) => type === 'settings-change')))
      print(describeEntry(entry));
    for (const subject of notifications()) print(subject);
    return { mode: after.mode, by, notifications: notifications() };
  },
};
