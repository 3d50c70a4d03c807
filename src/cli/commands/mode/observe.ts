import { isWholeOrganization, withMode } from '../../../guardrail/operate/edit-policy.ts';
import { resolveModeScope } from '../../../guardrail/operate/resolve-mode-scope.ts';
import { changeMode, policyToEdit, readShownSettings } from '../../operations/change-mode.ts';
import { defineCommand } from '../../program/command.ts';
import { CHANGE_EXITS, MODE_OPTIONS } from './change-options.ts';

export const modeObserve = defineCommand({
  description: [
    'Sets observe mode for the organization, or for the organizational units and accounts that are named: nothing more is removed there, not even by a run that has started. Credentials are audited, recorded and notified as before.',
    'For the organization, units and accounts with a mode of their own keep it, also enforce: name them too. Where the settings do not parse, it replaces them by observe mode everywhere.',
  ],
  options: MODE_OPTIONS,
  examples: [
    'rootguard mode observe --reason "incident 42" --yes',
    'rootguard mode observe --account payments --reason "their audit is running" --ticket SEC-21',
  ],
  exitCodes: CHANGE_EXITS,
  onInterrupt: 'graceful',
  run: async (context, args) => {
    const ports = await context.ports();
    const settings = await readShownSettings(ports);
    const scope = await resolveModeScope(ports, args);
    const before = policyToEdit(settings, isWholeOrganization(scope));
    const after = withMode(before, scope, 'observe');
    return changeMode(
      context,
      ports,
      { settings, before, after, removesIn: undefined, word: 'observe' },
      args,
    );
  },
});
