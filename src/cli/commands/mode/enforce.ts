import { withMode } from '../../../guardrail/operate/edit-policy.ts';
import { resolveModeScope, scopesToAudit } from '../../../guardrail/operate/resolve-mode-scope.ts';
import {
  changeMode,
  checkCanEnforce,
  policyToEdit,
  readShownSettings,
} from '../../operations/change-mode.ts';
import { defineCommand } from '../../program/command.ts';
import { CHANGE_EXITS, MODE_OPTIONS } from './change-options.ts';

export const modeEnforce = defineCommand({
  description: [
    'Sets enforce mode for the organization, or for the organizational units and accounts that are named. It audits them first and shows which credentials would be removed: the same plan as `rootguard enforce --dry-run`, with the modes and the grace as they would be. Then it asks (the number of accounts has to be typed).',
    'For the organization, units and accounts with a mode of their own keep it; `rootguard mode inherit` takes it out. The accounts are audited again at once, those of a unit or the organization by the next watch, within five minutes.',
    'It refuses where the deployment cannot delete. The change is recorded in the ledger, and a notification is sent.',
  ],
  options: MODE_OPTIONS,
  examples: [
    'rootguard mode enforce --ou sandbox-accounts --reason "first unit" --dry-run',
    'rootguard mode enforce --ou sandbox-accounts --reason "first unit" --ticket SEC-20',
    'rootguard mode enforce --reason "every unit has been enforced for two weeks"',
  ],
  exitCodes: CHANGE_EXITS,
  onInterrupt: 'graceful',
  run: async (context, args) => {
    const ports = await context.ports();
    const settings = await readShownSettings(ports);
    const before = policyToEdit(settings);
    checkCanEnforce(settings);
    const scope = await resolveModeScope(ports, args);
    const after = withMode(before, scope, 'enforce');
    const removesIn = { selection: args, scopes: scopesToAudit(scope) };
    return changeMode(context, ports, { settings, before, after, removesIn, word: 'enforce' }, args);
  },
});
